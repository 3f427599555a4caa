"""Until when a letter is to be acknowledged counts from when it reached the office (saraban, Appendix 7)."""

from datetime import date, datetime

import pytest
from sqlalchemy import update

from runtime.services import Services
from tests.support.circular_steps import PROVINCE, act, issue, moment
from workflow.circulars.circular import Circular
from workflow.letters.issued import letter_received
from workflow.progress import incoming_letters
from workflow.progress.acknowledge import Receipt, acknowledge
from workflow.registry import lookup
from workflow.store import tables as t

ISSUED = "2020-05-19 09:30"  # a Tuesday


def issued_by_mail(services: Services) -> Circular:
    """A circular whose letter goes to the province by a mail that has not been sent yet."""
    services.printer.mails = True
    with services.database.write() as conn:
        mail = {"email": "saraban@example.go.th"}
        conn.execute(update(t.units).where(t.units.c.code == PROVINCE).values(mail))
    return issue(services, at=ISSUED)


def sent(services: Services, at: str) -> None:
    with services.database.write() as conn:
        unit = lookup.by_code(conn, PROVINCE)
        conn.execute(
            update(t.deliveries).where(t.deliveries.c.unit_id == unit.id).values(sent_at=moment(at), due_at=None)
        )


def received(services: Services, circular: Circular, at: str) -> Receipt:
    with services.database.write() as conn:
        unit = lookup.by_code(conn, PROVINCE)
        return acknowledge(conn, circular, unit, act(at), "saraban officer", calendar=services.calendar)


def shown(services: Services, circular: Circular) -> tuple[datetime | None, Receipt | None]:
    with services.database.read() as conn:
        unit = lookup.by_code(conn, PROVINCE)
        letter = letter_received(conn, circular.id, unit.id)
        return incoming_letters.at_office(conn, letter.id, unit)


@pytest.mark.parametrize(
    ("sent_at", "received_at", "due", "kept"),
    [
        ("2020-05-21 16:30", "2020-05-21 16:30", "2020-05-21 16:30", True),
        ("2020-05-21 16:31", "2020-05-22 10:00", "2020-05-22 10:00", True),
        ("2020-05-21 16:31", "2020-05-22 10:01", "2020-05-22 10:00", False),
        ("2020-05-22 17:00", "2020-05-25 09:00", "2020-05-25 10:00", True),  # a Friday evening: on Monday morning
    ],
)
def test_a_mailed_letter_is_due_from_when_the_mail_was_sent(
    services: Services, sent_at: str, received_at: str, due: str, kept: bool
) -> None:
    circular = issued_by_mail(services)
    sent(services, sent_at)
    receipt = received(services, circular, received_at)
    assert (receipt.due, receipt.kept) == (moment(due), kept)
    reached, standing = shown(services, circular)
    assert reached == moment(sent_at)
    assert standing is not None and (standing.due, standing.kept) == (moment(due), kept)


def test_while_the_mail_waits_nothing_is_due_though_the_page_shows_the_letter(sqlite_services: Services) -> None:
    circular = issued_by_mail(sqlite_services)
    assert shown(sqlite_services, circular) == (None, None)
    receipt = received(sqlite_services, circular, "2020-05-25 09:00")
    assert (receipt.date, receipt.due, receipt.kept) == (date(2020, 5, 25), None, None)


def test_a_letter_that_lies_open_on_the_page_is_due_from_its_issue(sqlite_services: Services) -> None:
    circular = issue(sqlite_services, at=ISSUED)
    assert shown(sqlite_services, circular)[0] == moment(ISSUED)
    receipt = received(sqlite_services, circular, "2020-05-19 16:31")
    assert (receipt.due, receipt.kept) == (moment("2020-05-19 16:30"), False)
