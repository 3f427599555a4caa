"""Mails when senders die or are several: nothing is lost, nothing goes twice but under the same Message-ID."""

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from runtime.services import Services
from runtime.settings import ROOT
from tasks import retry
from tests.support.circular_steps import DISTRICT, PAO, TOWN
from tests.support.deliveries import deliveries_of
from tests.support.mail_server import SENDER, Mailbox, mail_server
from tests.support.sent_mail import AT, address, letter_by_mail, send, waits, with_mail_server
from tests.support.standing_incidents import problems
from workflow.delivery import outbox, pdf_copies
from workflow.delivery.outbox import ClaimedMail
from workflow.letters.file_store import PrintedLetter

CODES = [PAO, TOWN, DISTRICT, "5401", "5402", "5403", "5404", "5405"]


def sender_process(services: Services, mailbox: Mailbox, tmp_path: Path) -> subprocess.Popen[str]:
    """A process of its own that sends what is due."""
    given = {
        "WIAN_DATABASE_ADDRESS": services.database.url.render_as_string(hide_password=False),
        "WIAN_LETTERS_FOLDER": str(services.settings.letters.folder),
        "WIAN_MAIL_SERVER": "127.0.0.1",
        "WIAN_MAIL_PORT": str(mailbox.port),
        "WIAN_MAIL_TLS": "none",
        "WIAN_MAIL_SENDER": SENDER,
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-m", "cli.app", "delivery", "send"]
    return subprocess.Popen(words, cwd=tmp_path, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True)


def test_a_sender_killed_between_the_servers_word_and_the_commit_sends_the_same_mail_again(
    services: Services, mailbox: Mailbox, tmp_path: Path
) -> None:
    letter = letter_by_mail(services, PAO)
    killed = sender_process(services, mailbox, tmp_path)
    mailbox.once_taken = lambda: os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait(60) == -signal.SIGKILL
    assert killed.stdout is not None
    killed.stdout.close()
    row = deliveries_of(services, letter["id"])[PAO]
    assert (row["sent_at"], row["attempts"]) == (None, 1)
    here, now = with_mail_server(services, mailbox), datetime.now(UTC)
    mailbox.once_taken = lambda: None
    assert send(here, now + timedelta(minutes=5)) == 0, "it is still claimed"
    assert send(here, now + timedelta(minutes=11)) == 1
    first, second = mailbox.taken
    assert first["Message-ID"] == second["Message-ID"] == deliveries_of(services, letter["id"])[PAO]["message_id"]
    assert deliveries_of(services, letter["id"])[PAO]["attempts"] == 2
    assert problems(services) == {}


@pytest.mark.postgres
def test_a_database_away_for_the_moment_after_the_servers_word_does_not_have_the_mail_sent_again(
    postgres_services: Services, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.0,))
    letter, here = letter_by_mail(postgres_services, PAO, TOWN), with_mail_server(postgres_services, mailbox)
    record = outbox.record_sent
    cut: list[ClaimedMail] = []

    def cut_off(conn: Connection, claimed: ClaimedMail, now: datetime) -> None:
        if not cut:
            cut.append(claimed)
            conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        record(conn, claimed, now)

    monkeypatch.setattr(outbox, "record_sent", cut_off)
    assert send(here) == 2
    assert send(here, AT + outbox.LEASE) == 0
    assert sorted(mailbox.to()) == sorted(map(address, (PAO, TOWN))) and cut
    rows = deliveries_of(postgres_services, letter["id"])
    assert [(rows[code]["sent_at"], rows[code]["attempts"]) for code in (PAO, TOWN)] == [(AT, 1)] * 2


def test_several_senders_at_once_send_each_mail_once(services: Services, mailbox: Mailbox) -> None:
    letter, here = letter_by_mail(services, *CODES), with_mail_server(services, mailbox)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: send(here), range(4)))
    assert sum(counts) == len(CODES)
    assert sorted(mailbox.to()) == sorted(map(address, CODES))
    assert {row["attempts"] for row in deliveries_of(services, letter["id"]).values() if row["channel"] == "mail"} == {
        1
    }


def test_who_is_so_slow_that_another_has_sent_the_mail_meanwhile_changes_nothing(
    services: Services, mailbox: Mailbox
) -> None:
    letter, here = letter_by_mail(services, PAO), with_mail_server(services, mailbox)
    later = AT + timedelta(minutes=30)
    mailbox.once_taken = lambda: None if len(mailbox.taken) > 1 else send(here, later)
    assert send(here) == 1
    assert len(mailbox.taken) == 2 and len({message["Message-ID"] for message in mailbox.taken}) == 1
    row = deliveries_of(services, letter["id"])[PAO]
    assert (row["sent_at"], row["attempts"]) == (later, 2)


def test_mails_too_large_for_the_server_are_each_refused_for_good_and_the_server_is_in_order(
    services: Services,
) -> None:
    codes = CODES[:4]
    letter = letter_by_mail(services, *codes)
    with mail_server(largest=20_000) as small:
        assert send(with_mail_server(services, small)) == 0
        assert small.connections == 1
    found = problems(services)
    assert set(found) == {f"mail/{letter['id']}/{code}" for code in codes}
    assert all("was not sent: the mail is too large: 552" in problem for problem in found.values())
    assert {waits(services, letter, code) for code in codes} == {(True, 1, None)}


def test_a_server_that_says_by_the_enhanced_code_alone_that_a_mail_is_too_large_is_understood(
    sqlite_services: Services, mailbox: Mailbox
) -> None:
    letter, here = letter_by_mail(sqlite_services, PAO), with_mail_server(sqlite_services, mailbox)
    mailbox.at_sender = "554 5.3.4 message too big for system"
    assert send(here) == 0
    assert list(problems(sqlite_services)) == [f"mail/{letter['id']}/{PAO}"]


def test_a_mail_waits_for_the_letters_pdf_and_takes_it_along(services: Services, mailbox: Mailbox) -> None:
    services.printer.pdf = True
    letter, here = letter_by_mail(services, PAO), with_mail_server(services, mailbox)
    assert send(here) == 0
    kept = services.printer.store.keep(
        "2563/copy", PrintedLetter(b"%PDF-", hashlib.sha256(b"%PDF-").hexdigest(), "", kind="pdf")
    )
    with services.database.write() as conn:
        pdf_copies.record(conn, {letter["id"]: (kept, hashlib.sha256(b"%PDF-").hexdigest())}, AT)
    assert send(here) == 1
    files = [part.get_filename() for part in mailbox.taken[0].iter_attachments()]
    assert files[:2] == [Path(letter["file"]).name, Path(kept).name]


def test_a_mail_does_not_wait_for_ever_for_a_pdf_that_is_not_made(sqlite_services: Services, mailbox: Mailbox) -> None:
    sqlite_services.printer.pdf = True
    letter_by_mail(sqlite_services, PAO)
    here = with_mail_server(sqlite_services, mailbox)
    assert send(here, AT + timedelta(minutes=14)) == 0
    assert send(here, AT + timedelta(minutes=15)) == 1
    assert len(list(mailbox.taken[0].iter_attachments())) == 2
