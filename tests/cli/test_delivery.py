"""`wian delivery`: what has gone and what waits, as an officer sees it and deals with it."""

import pytest

from tests.support.circular_steps import PAO, PROVINCE
from tests.support.mail_server import SENDER, Mailbox
from tests.support.sent_mail import address
from tests.support.terminal import MAY, Terminal

AT = ("--by", "officer", "--at", "2020-05-29 10:00")


@pytest.fixture
def mailed(terminal: Terminal, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Mail is switched on, and the อบจ. of Phrae has an address that the server does not know."""
    for name, value in {"SERVER": "127.0.0.1", "PORT": str(mailbox.port), "TLS": "none", "SENDER": SENDER}.items():
        monkeypatch.setenv(f"WIAN_MAIL_{name}", value)
    load(terminal, address(PAO))
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    terminal.done("acknowledge", "info-2563", PROVINCE, *AT)
    terminal.done("pass-on", "info-2563", PROVINCE, *AT)
    return terminal


def load(terminal: Terminal, email: str) -> None:
    pao = f"code,name,kind,parent,email\n{PAO},องค์การบริหารส่วนจังหวัดแพร่,pao,{PROVINCE},{email}\n"
    terminal.done("units", "load", terminal.write("pao.csv", pao))


def listed(terminal: Terminal, *words: str) -> list[str]:
    """The rows of the list, without its head."""
    return terminal.done("delivery", "list", *words).splitlines()[1:]


def test_an_officer_sees_what_waits_corrects_an_address_and_has_it_sent(mailed: Terminal, mailbox: Mailbox) -> None:
    mailbox.at_rcpt[address(PAO)] = ["550 5.1.1 no such user"]
    (waiting,) = listed(mailed, "--waiting")
    assert f"{PAO}" in waiting and "waits (mail)" in waiting and address(PAO) in waiting
    assert len(listed(mailed, "--letter", "1")) == 76
    assert len(listed(mailed, "--circular", "info-2563")) > len(listed(mailed, "--letter", "2")) == 10
    told = mailed.done("delivery", "send")
    assert told == "0 mails sent, 0 PDFs made\n1 incidents about mails and PDFs: `wian incidents`\n"
    (refused,) = listed(mailed, "--waiting")
    assert "waits (person)" in refused and "550 5.1.1 no such user" in refused
    assert f"mail/2/{PAO}" in mailed.done("incidents")
    assert "no such delivery waits for a person" in mailed.refused("delivery", "retry", "1")
    assert "there is no unit with the code '99'" in mailed.refused("delivery", "retry", "2", "99")
    assert mailed.run("delivery", "retry").code == mailed.run("delivery", "retry", "2", "--all").code == 2
    load(mailed, "new@example.go.th")
    assert mailed.done("delivery", "retry", "--all") == "tried again soon: 1 mails, 0 PDFs\n"
    assert mailed.done("up", "--once")
    assert mailbox.to() == ["new@example.go.th"]
    assert listed(mailed, "--waiting") == []
    assert f"mail/2/{PAO}" not in mailed.done("incidents")


def test_a_letter_whose_mail_was_refused_may_be_carried(mailed: Terminal, mailbox: Mailbox) -> None:
    mailbox.at_rcpt[address(PAO)] = ["550 5.1.1 no such user"]
    mailed.done("delivery", "send")
    assert mailed.done("delivery", "handed", "2", PAO, *AT) == "letter 2: 1 deliveries by hand\n"
    assert "no such delivery waits for a person" in mailed.refused("delivery", "handed", "2", PAO)
    (row,) = [row for row in listed(mailed, "--letter", "2") if PAO in row]
    assert "hand" in row and "2020-05-29 10:00" in row


def test_secret_letters_wait_until_an_officer_says_that_they_were_carried(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(("issuer: DLA", "issuer: DLA\nsecrecy: ลับ")), *MAY)
    assert len(listed(terminal, "--waiting")) == 76
    terminal.done("delivery", "handed", "1", PROVINCE, *AT)
    terminal.done("delivery", "handed", "1", *AT)
    assert listed(terminal, "--waiting") == []


def test_a_pdf_that_is_wanted_is_not_begun_without_libreoffice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIAN_FILES_PDF", "on")
    monkeypatch.setenv("PATH", "")
    for command in ("up", "worker"):
        ran = terminal.run(command, *(["--once"] if command == "up" else []))
        assert ran.code == 1 and "LibreOffice is needed and not installed" in ran.err


def test_sending_by_hand_says_what_still_waits_and_why(mailed: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIAN_MAIL_PORT", "1")  # nobody listens there
    told = mailed.done("delivery", "send")
    assert told == "0 mails sent, 0 PDFs made\n1 mails wait\n1 incidents about mails and PDFs: `wian incidents`\n"
    assert "no mail is sent: " in mailed.done("incidents")
    monkeypatch.delenv("WIAN_MAIL_SERVER")
    assert "1 mails wait: mail is off (WIAN_MAIL_SERVER, WIAN_MAIL_SENDER)" in mailed.done("delivery", "send")
