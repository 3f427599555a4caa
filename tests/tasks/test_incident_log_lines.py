"""Every incident that is opened has a line of its own in the log, with the ids to find what it is about."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitoring import metrics
from runtime.services import Services
from tasks import celery_jobs, instrumentation, stuck
from tasks.celery_app import app
from tests.support.circular_steps import PAO, act, changed_file, issue
from tests.support.log_lines import Line, logged
from tests.support.mail_server import Mailbox
from tests.support.pdf_copies import make, two_letters
from tests.support.printed_pages import need_office
from tests.support.sent_mail import AT, address, letter_by_mail, send, with_mail_server
from tests.support.services import with_mail_and_pdfs
from tests.support.standing_incidents import problems
from workflow.delivery import deliveries
from workflow.followup.sweeps import claim
from workflow.store import tables as t


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    """The lines of the log while the test runs."""
    with logged() as found:
        yield found


def told(services: Services, lines: list[Line]) -> list[Line]:
    """The lines about incidents, each of which says what stands in the database."""
    found = [line for line in lines if line["event"] == "incident"]
    assert {line["incident"]: line["problem"] for line in found} == problems(services)
    return found


def test_a_mail_refused_for_good_names_its_letter_and_office(
    sqlite_services: Services, mailbox: Mailbox, lines: list[Line]
) -> None:
    letter = letter_by_mail(sqlite_services, PAO)
    mailbox.at_rcpt[address(PAO)] = ["550 5.1.1 no such user"]
    send(with_mail_server(sqlite_services, mailbox))
    (line,) = told(sqlite_services, lines)
    assert (line["incident"], line["letter"], line["unit"]) == (f"mail/{letter['id']}/{PAO}", letter["id"], PAO)
    assert (line["level"], "550 5.1.1 no such user" in line["problem"]) == ("warning", True)


def test_a_mail_put_off_is_told_only_once_a_person_is(
    sqlite_services: Services, mailbox: Mailbox, lines: list[Line]
) -> None:
    letter, at = letter_by_mail(sqlite_services, PAO), AT
    mailbox.at_rcpt[address(PAO)] = ["450 4.2.0 later"] * 5
    for _ in range(4):
        send(with_mail_server(sqlite_services, mailbox), at)
        at += timedelta(hours=5)
    assert told(sqlite_services, lines) == []
    send(with_mail_server(sqlite_services, mailbox), at)
    assert [line["letter"] for line in told(sqlite_services, lines)] == [letter["id"]]


def test_a_mail_server_that_cannot_be_used_is_told(
    sqlite_services: Services, mailbox: Mailbox, lines: list[Line]
) -> None:
    letter_by_mail(sqlite_services, PAO)
    send(with_mail_server(sqlite_services, mailbox, mail_port=1))
    assert [line["incident"] for line in told(sqlite_services, lines)] == ["mail/server"]


def test_letters_without_a_pdf_are_told_each_with_its_id_or_the_office_that_is_missing(
    sqlite_services: Services, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    need_office()
    ids = two_letters(sqlite_services)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite_services.printer.store, "issued", lambda *_: b"no Word file")
        make(sqlite_services, ids[:1])
    (line,) = told(sqlite_services, lines)
    assert (line["incident"], line["letter"]) == (f"pdf/{ids[0]}", ids[0])
    monkeypatch.setenv("PATH", "")
    make(sqlite_services, ids[1:])
    assert [line["incident"] for line in told(sqlite_services, lines)] == [f"pdf/{ids[0]}", "pdf/office"]


def test_a_sweep_that_got_stuck_and_a_message_about_no_letter_are_told_once(
    sqlite_services: Services, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "send_task", lambda *_: None)
    monkeypatch.setattr(celery_jobs, "process_services", lambda: with_mail_and_pdfs(sqlite_services))
    with sqlite_services.database.write() as conn:
        assert claim(conn, AT, 5)
    for later in (1, 2):
        stuck.stuck_sweeps(with_mail_and_pdfs(sqlite_services), AT + timedelta(hours=later))
    assert celery_jobs.existing_letters([98765]) == []
    assert [line["incident"] for line in told(sqlite_services, lines)] == [
        "sweep/2020-05-29T03:00",
        "message/letter/98765",
    ]


def test_letters_to_be_carried_by_hand_are_counted_until_somebody_has_carried_them(
    sqlite_services: Services, tmp_path: Path
) -> None:
    services = sqlite_services
    issue(services, changed_file(tmp_path, secrecy="ลับ"), "2020-05-19 09:00")

    def waiting() -> dict[str, float]:
        found = metrics.registry(services.settings, services.database, instrumentation.SECONDS).collect()
        (figure,) = (family for family in found if family.name == "wian_deliveries_waiting")
        return {sample.labels["channel"]: sample.value for sample in figure.samples}

    before = waiting()
    assert before["hand"] > 0 == before["mail"]
    with services.database.write() as conn:
        carried = deliveries.hand_over(conn, t.deliveries.c.unit_id > 0, act("2020-05-20 09:00"))
    assert (carried, waiting()) == (before["hand"], {"hand": 0, "mail": 0})
