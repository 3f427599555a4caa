"""Letters by e-mail, sent to a real mail server: what is in a mail, who gets one, and what a refusal does."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path, PurePosixPath

from sqlalchemy import select, update

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, TOWN, act, moment
from tests.support.deliveries import deliveries_of, mail_on
from tests.support.mail_server import DROP, SENDER, Mailbox
from tests.support.sent_mail import AT, address, letter_by_mail, send, waits, with_mail_server
from tests.support.standing_incidents import problems
from tests.support.sweeps import approve, extend, find, ready, sweep
from workflow.delivery import deliveries
from workflow.registry import lookup
from workflow.store import tables as t


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_mail_brings_the_letter_with_what_it_encloses_to_the_office(services: Services, mailbox: Mailbox) -> None:
    letter = letter_by_mail(services, PAO)
    with services.database.write() as conn:
        conn.execute(update(t.units).where(t.units.c.code == PROVINCE).values(email="saraban@phrae.example.go.th"))
    assert send(with_mail_server(services, mailbox)) == 1
    (message,) = mailbox.taken
    assert message["To"] == address(PAO)
    assert message["From"] == f"จังหวัดแพร่ <{SENDER}>"
    assert message["Reply-To"] == "saraban@phrae.example.go.th"
    assert message["Subject"].startswith("หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๑ เรื่อง การบันทึกข้อมูล")
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    files = {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}
    (enclosed,) = letter["encloses"]
    kept = [letter["file"], enclosed["file"]]
    assert files == {PurePosixPath(name).name: services.printer.store.path(name).read_bytes() for name in kept}
    assert all(name.isascii() and " " not in name for name in files)
    text = body(message)
    assert text.startswith("เรียน  นายกองค์การบริหารส่วนจังหวัดแพร่")
    assert "จังหวัดแพร่ขอส่งหนังสือ ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓ เรื่อง การบันทึกข้อมูล" in text
    assert "จำนวน ๒ ไฟล์" in text
    assert "โปรดแจ้งการรับ โดยระบุเลขทะเบียนรับ วันที่ และเวลาที่ได้รับ" in text
    assert "ภายในเวลา ๑๐.๐๐ น. ของวันทำการถัดไป" in text
    assert "โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๑\nไปรษณีย์อิเล็กทรอนิกส์ saraban@phrae.example.go.th" in text.replace("\r", "")
    row = deliveries_of(services, letter["id"])[PAO]
    assert (row["sent_at"], row["due_at"], row["attempts"], row["message_id"]) == (AT, None, 1, message["Message-ID"])
    assert send(with_mail_server(services, mailbox), AT + timedelta(days=1)) == 0
    assert problems(services) == {}


def test_a_stamped_letter_is_addressed_to_the_office_with_its_urgency_and_the_page(
    sqlite_services: Services, mailbox: Mailbox
) -> None:
    circular = ready(sqlite_services)
    mail_on(sqlite_services, TOWN)
    sweep(sqlite_services, "2020-08-25 09:00")
    assert (
        send(
            with_mail_server(sqlite_services, mailbox, pages_address="https://wian.example"), moment("2020-08-25 09:01")
        )
        == 1
    )
    assert find(sqlite_services, circular, "reminder")[0]["form"] == "stamped"
    (message,) = mailbox.taken
    assert message["Subject"].startswith("[ด่วนที่สุด] หนังสือจังหวัดแพร่ ที่ ")
    assert body(message).startswith("ถึง  สำนักงานเทศบาลเมืองแพร่")
    assert "หรือแจ้งผ่านทาง https://wian.example/c/info-2563 ภายในวันที่ได้รับ" in body(message)


def test_all_offices_of_a_letter_get_their_mail_over_one_connection(
    sqlite_services: Services, mailbox: Mailbox
) -> None:
    codes = [PAO, TOWN, DISTRICT, "5401", "5402", "5403", "5404"]
    letter_by_mail(sqlite_services, *codes)
    assert send(with_mail_server(sqlite_services, mailbox)) == len(codes)
    assert sorted(mailbox.to()) == sorted(map(address, codes))
    assert mailbox.connections == 1
    assert len({message["Message-ID"] for message in mailbox.taken}) == len(codes)


def test_what_is_refused_for_now_is_tried_again_later_and_later_and_told_in_the_end(
    services: Services, mailbox: Mailbox
) -> None:
    letter, here = letter_by_mail(services, PAO, TOWN), with_mail_server(services, mailbox)
    mailbox.at_rcpt[address(PAO)] = ["450 4.2.1 greylisted"] * 3 + ["452 4.2.2 mailbox full"] * 2
    assert send(here) == 1
    assert mailbox.to() == [address(TOWN)]
    row = deliveries_of(services, letter["id"])[PAO]
    assert row["problem"] == f"{address(PAO)} is refused: 450 4.2.1 greylisted"
    assert waits(services, letter, PAO) == (True, 1, 5)
    assert send(here, AT + timedelta(minutes=4)) == 0
    assert waits(services, letter, PAO) == (True, 1, 5)
    for minutes, due in ((5, 15), (15, 35), (35, 75)):
        assert problems(services) == {}
        send(here, AT + timedelta(minutes=minutes))
        assert waits(services, letter, PAO)[2] == due
    send(here, AT + timedelta(minutes=75))
    (told,) = problems(services).items()
    assert told[0] == f"mail/{letter['id']}/{PAO}" and "452 4.2.2 mailbox full (5 attempts; it is tried on)" in told[1]
    assert send(here, AT + timedelta(days=1)) == 1
    assert (waits(services, letter, PAO), problems(services)) == ((False, 6, None), {})


def test_what_is_refused_for_good_waits_for_a_person_and_goes_to_the_address_he_corrects(
    services: Services, mailbox: Mailbox
) -> None:
    letter, here = letter_by_mail(services, PAO, TOWN), with_mail_server(services, mailbox)
    mailbox.at_rcpt[address(PAO)] = ["550 5.1.1 no such user"]
    mailbox.at_data[address(TOWN)] = ["554 5.7.1 too large"]
    assert send(here) == 0
    assert problems(services) == {
        f"mail/{letter['id']}/{PAO}": f"the mail to {address(PAO)} was not sent: {address(PAO)} is refused:"
        " 550 5.1.1 no such user",
        f"mail/{letter['id']}/{TOWN}": f"the mail to {address(TOWN)} was not sent: the mail is refused:"
        " 554 5.7.1 too large",
    }
    assert send(here, AT + timedelta(days=9)) == 0
    assert waits(services, letter, PAO) == (True, 1, None)
    with services.database.write() as conn:
        conn.execute(update(t.units).where(t.units.c.code == PAO).values(email="new@example.go.th"))
        where = t.deliveries.c.unit_id == lookup.by_code(conn, PAO).id
        assert deliveries.retry(conn, where, act("2020-06-01 09:00", "clerk")) == 1
        assert deliveries.retry(conn, where, act("2020-06-01 09:00", "clerk")) == 0
    assert list(problems(services)) == [f"mail/{letter['id']}/{TOWN}"]
    assert send(here, moment("2020-06-01 09:01")) == 1
    assert mailbox.to() == ["new@example.go.th"]
    row = deliveries_of(services, letter["id"])[PAO]
    assert (row["address"], row["attempts"], row["problem"], row["actor"]) == ("new@example.go.th", 2, "", "clerk")


BAD = [
    "a..b@example.go.th",
    "ไม่มี@example.go.th",
    "a@b",
    "a b@example.go.th",
    "a@example.go.th\nBcc: x@example.go.th",
    "a@example.go.th,b@c.de",
]


def test_an_address_to_which_nothing_can_be_sent_is_never_tried(sqlite_services: Services, mailbox: Mailbox) -> None:
    codes = [PAO, TOWN, DISTRICT, "5401", "5402", "5403"]
    letter_by_mail(sqlite_services, *codes)
    with sqlite_services.database.write() as conn:
        for code, bad in zip(codes, BAD, strict=True):
            conn.execute(update(t.units).where(t.units.c.code == code).values(email=bad))
    assert send(with_mail_server(sqlite_services, mailbox)) == 0
    found = problems(sqlite_services)
    assert len(found) == len(codes) and all("is no e-mail address" in problem for problem in found.values())
    assert mailbox.taken == []


def test_nothing_that_stands_in_the_registry_adds_a_line_to_the_head_of_a_mail(
    sqlite_services: Services, mailbox: Mailbox
) -> None:
    letter = letter_by_mail(sqlite_services, PAO)
    evil = "จังหวัด\r\nBcc: x@example.go.th\r\n\r\nแพร่"
    with sqlite_services.database.write() as conn:
        conn.execute(
            update(t.units).where(t.units.c.code == PROVINCE).values(name=evil, email="x\r\nBcc: y@example.go.th")
        )
    assert send(with_mail_server(sqlite_services, mailbox)) == 1
    (message,) = mailbox.taken
    assert message["Bcc"] is None and message.get_all("To") == [address(PAO)]
    assert message["Reply-To"] == SENDER
    assert message["From"].addresses[0].addr_spec == SENDER and "\n" not in message["Subject"]
    assert waits(sqlite_services, letter, PAO)[0] is False


def test_a_server_that_cannot_be_used_is_one_incident_and_all_mails_stay_due(
    services: Services, mailbox: Mailbox
) -> None:
    letter = letter_by_mail(services, PAO, TOWN)
    for nowhere in ({"mail_port": 1}, {"mail_tls": "starttls"}, {"mail_user": "u", "mail_password": "geheim"}):
        assert send(with_mail_server(services, mailbox, **nowhere)) == 0
        (told,) = problems(services).items()
        assert told[0] == "mail/server" and told[1].startswith("no mail is sent: the mail server 127.0.0.1:")
        assert "geheim" not in told[1]
        assert waits(services, letter, PAO) == waits(services, letter, TOWN) == (True, 0, 0)
    assert send(with_mail_server(services, mailbox)) == 2
    assert problems(services) == {}


def test_a_sender_that_the_server_refuses_is_the_servers_trouble(sqlite_services: Services, mailbox: Mailbox) -> None:
    codes = [PAO, TOWN, DISTRICT, "5401", "5402"]
    letter = letter_by_mail(sqlite_services, *codes)
    mailbox.at_sender = "553 5.7.1 not yours"
    assert send(with_mail_server(sqlite_services, mailbox)) == 0
    assert f"refuses the sender {SENDER}: 553 5.7.1 not yours" in problems(sqlite_services)["mail/server"]
    tried = [
        row["attempts"] for row in deliveries_of(sqlite_services, letter["id"]).values() if row["channel"] == "mail"
    ]
    assert sorted(tried) == [0, 0, 1, 1, 1]  # three connections in a row, then it is given up
    mailbox.at_sender = "250 OK"
    assert send(with_mail_server(sqlite_services, mailbox), AT + timedelta(minutes=5)) == len(codes)
    assert problems(sqlite_services) == {}


def test_a_connection_that_breaks_costs_one_mail_an_attempt_and_the_others_go_on(
    services: Services, mailbox: Mailbox
) -> None:
    codes = [PAO, TOWN, DISTRICT, "5401"]
    letter, here = letter_by_mail(services, *codes), with_mail_server(services, mailbox)
    mailbox.at_data[address(TOWN)] = [DROP]
    mailbox.at_rcpt[address(DISTRICT)] = ["421 4.3.2 going down"]
    assert send(here) == 2
    assert sorted(mailbox.to()) == sorted(map(address, (PAO, "5401")))
    told = {code: row["problem"] for code, row in deliveries_of(services, letter["id"]).items()}
    assert told[TOWN].startswith("the connection to the mail server was lost")
    assert told[DISTRICT] == "the mail server ends the connection: 421 4.3.2 going down"
    assert problems(services) == {}
    assert send(here, AT + timedelta(minutes=5)) == 2
    assert sorted(mailbox.to()) == sorted(map(address, codes))


def test_a_letter_whose_file_is_gone_or_changed_is_not_sent_until_it_is_back(
    services: Services, mailbox: Mailbox
) -> None:
    letter, here = letter_by_mail(services, PAO), with_mail_server(services, mailbox)
    file = services.printer.store.path(letter["file"])
    kept = file.read_bytes()
    file.unlink()
    for problem in ("cannot be read", "is not the one that was issued"):
        assert send(here) == 0
        assert problem in problems(services)[f"mail/{letter['id']}/{PAO}"]
        file.write_bytes(b"changed")
        with services.database.write() as conn:
            conn.execute(update(t.deliveries).where(t.deliveries.c.channel == "mail").values(due_at=AT))
    file.write_bytes(kept)
    with services.database.write() as conn:
        conn.execute(update(t.deliveries).where(t.deliveries.c.channel == "mail").values(due_at=AT))
    assert send(here) == 1
    assert problems(services) == {}


def test_an_office_may_put_mails_in_its_own_words_and_is_told_what_is_wrong_with_them(
    sqlite_services: Services, mailbox: Mailbox, tmp_path: Path
) -> None:
    letter = letter_by_mail(sqlite_services, PAO)
    own = tmp_path / "own" / "mail"
    own.mkdir(parents=True)
    here = with_mail_server(sqlite_services, mailbox, letters_own_templates=own.parent)
    (own / "letter.txt").write_text("{{ nonsense }}", encoding="utf-8")
    assert send(here) == 0
    assert f"{own / 'letter.txt'}: 'nonsense' is undefined" in problems(here)[f"mail/{letter['id']}/{PAO}"]
    (own / "letter.txt").write_text("{{ to }}: {{ number }}", encoding="utf-8")
    assert send(here, AT + timedelta(minutes=5)) == 1
    assert body(mailbox.taken[0]).strip() == "เรียน  นายกองค์การบริหารส่วนจังหวัดแพร่: พร ๐๐๒๓.๑/ว ๑"
    assert problems(here) == {}


def test_letters_are_mailed_whatever_issued_them(sqlite_services: Services, mailbox: Mailbox) -> None:
    circular = ready(sqlite_services)
    mail_on(sqlite_services, *(code for code in (PROVINCE, PAO, TOWN)))
    extend(sqlite_services, circular, PAO, "2020-10-30", "2020-08-20 10:00")
    sweep(sqlite_services, "2020-08-20 09:00")
    sweep(sqlite_services, "2020-09-09 09:00")
    (draft,) = find(sqlite_services, circular, "first")
    approve(sqlite_services, draft["id"], "2020-09-09 09:30")
    with sqlite_services.database.read() as conn:
        mailed = (
            select(t.letters.c.stage)
            .join(t.deliveries, t.deliveries.c.letter_id == t.letters.c.id)
            .where(t.deliveries.c.channel == "mail")
        )
        waiting = list(conn.scalars(mailed))
    assert sorted(waiting) == ["first", "progress"]
    assert send(with_mail_server(sqlite_services, mailbox), moment("2020-09-09 10:00")) == 2
