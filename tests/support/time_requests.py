"""Asking for more time and deciding it, for tests: a small circular and the steps on it."""

from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import PAO, PROVINCE, acknowledge, act, changed_file, issue, pass_on
from tests.support.saved_states import saved
from workflow.circulars.circular import Circular
from workflow.letters.issue import IssuedLetter
from workflow.progress import time_requests
from workflow.progress.time_requests import Request
from workflow.registry import lookup
from workflow.store import tables as t

SMALL = {"kinds": ["pao", "town"], "provinces": [PROVINCE]}


JUNE, JULY, WISHED = "2020-06-15 10:00", "2020-07-01 10:00", date(2020, 10, 15)


def small(services: Services, folder: Path) -> Circular:
    """A circular for the two offices directly under Phrae, which one of them has received."""
    return saved(services, "small_of_requests", partial(_small, folder))


def _small(folder: Path, services: Services) -> Circular:
    issued = issue(services, changed_file(folder, who=SMALL))
    acknowledge(services, issued, PROVINCE, at="2020-05-29 10:00")
    pass_on(services, issued, PROVINCE, "2020-05-29 10:30")
    acknowledge(services, issued, PAO, at="2020-06-01 09:00")
    return issued


def ask(services: Services, circular: Circular, code: str = PAO, wished: date = WISHED, reason: str = "น้ำท่วม") -> int:
    """An office asks for more time in June; the id of its request."""
    with services.database.write() as conn:
        return time_requests.ask(conn, circular, lookup.by_code(conn, code), wished, reason, act(JUNE))


def grant(
    services: Services, circular: Circular, request: int, by: str = PROVINCE, until: date | None = None
) -> IssuedLetter:
    """The unit above grants a request in July."""
    with services.database.write() as conn:
        above = lookup.by_code(conn, by)
        return time_requests.grant(conn, circular, request, above, services.printer, act(JULY), until)


def refuse(
    services: Services, circular: Circular, request: int, because: str = "", by: str = PROVINCE
) -> IssuedLetter | None:
    """The unit above refuses a request in July."""
    with services.database.write() as conn:
        above = lookup.by_code(conn, by)
        return time_requests.refuse(conn, circular, request, above, services.printer, act(JULY), because)


def task_id(services: Services, circular: Circular, code: str = PAO) -> int:
    """The id of an office's task."""
    with services.database.read() as conn:
        found = select(t.tasks.c.id).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        return int(conn.scalar(found.where(t.units.c.code == code, t.tasks.c.circular_id == circular.id)) or 0)


def kept(services: Services, circular: Circular, code: str = PAO) -> list[Request]:
    """The requests of an office, as they are kept."""
    with services.database.read() as conn:
        return time_requests.of_task(conn, task_id(services, circular, code))
