"""The standing of an office: all data of its page, read in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow.access.open_link import OpenedLink
from workflow.circulars import circular as circulars
from workflow.circulars import tree
from workflow.circulars.circular import Circular, CircularEnd
from workflow.letters.issued import EarlierLetter, letters_to, sent_by
from workflow.localtime import local_date
from workflow.progress import attachments, history, incoming_letters, time_requests
from workflow.progress.attachments import Attachment
from workflow.progress.history import TaskStep
from workflow.progress.incoming_letters import Receipt
from workflow.progress.time_requests import Request
from workflow.registers import numbers
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.thai.digits import buddhist_year


@dataclass(frozen=True)
class Task:
    """The task of the office."""

    id: int
    state: str
    duty: str
    outcome: str
    note: str
    deadline: date
    deadline_version: int


@dataclass(frozen=True)
class Standing:
    """All data of an office's page."""

    link_id: int
    unit: Office
    place: str
    circular: Circular
    ended: CircularEnd | None
    above: Office | None
    letter: EarlierLetter | None
    """The letter that carried the circular to the office."""
    original: EarlierLetter | None
    """The issuer's own letter, if `letter` is a covering letter."""
    sent: EarlierLetter | None
    """The office's own covering letter, which passed the circular on."""
    reached_at: datetime | None
    """The time of the letter's arrival."""
    receipt: Receipt | None
    task: Task
    history: Sequence[tuple[TaskStep, str]]
    """All steps of the task with their names."""
    back: Sequence[str]
    """The steps that undo the office's last step."""
    next_number: int
    requests: Sequence[Request]
    files: Sequence[Attachment]

    @property
    def stamp(self) -> str:
        """The state of forms: the task's state, number of steps, deadline version, and last time request."""
        last_request = f"{self.requests[-1].id}{self.requests[-1].state}" if self.requests else "none"
        return f"{self.task.state}-{len(self.history)}-{self.task.deadline_version}-{last_request}"

    @property
    def request(self) -> Request | None:
        """The time request that waits for a decision."""
        return next((request for request in self.requests if request.state == "asked"), None)


def standing(conn: Connection, opened: OpenedLink, now: datetime) -> Standing:
    """The standing of the office of an opened link."""
    unit, circular = lookup.by_id(conn, opened.unit_id), circulars.by_id(conn, opened.circular_id)
    received, own_letters = letters_to(conn, circular.id, unit.id), sent_by(conn, circular.id, unit.id)
    letter = next((earlier for earlier in received if earlier.carries_circular), None)
    first = sent_by(conn, circular.id, circular.issuer_id)[:1]
    reached_at, receipt = incoming_letters.at_office(conn, letter.id, unit) if letter else (None, None)
    steps, checked = history.of_task(conn, opened.task_id), circular.content.reports.verify
    year = buddhist_year(local_date(now))
    return Standing(
        link_id=opened.link_id,
        unit=unit,
        place=_place(conn, unit),
        circular=circular,
        ended=circulars.end_of(conn, circular),
        above=tree.above(conn, circular.id, unit.id),
        letter=letter,
        original=first[0] if letter and first and first[0].id != letter.id else None,
        sent=next((earlier for earlier in own_letters if earlier.carries_circular), None),
        reached_at=reached_at,
        receipt=receipt,
        task=_task(conn, opened.task_id),
        history=history.named_steps(steps, checked),
        back=history.own_undo_steps(steps, checked),
        next_number=numbers.last_number(conn, unit.unit.register, "receive", year) + 1,
        requests=time_requests.of_task(conn, opened.task_id),
        files=attachments.of_task(conn, opened.task_id),
    )


def _task(conn: Connection, task_id: int) -> Task:
    columns = [t.tasks.c[name] for name in Task.__dataclass_fields__]
    return Task(*conn.execute(select(*columns).where(t.tasks.c.id == task_id)).one())


def _place(conn: Connection, unit: Office) -> str:
    """The district and province of a unit."""
    ancestors = [unit_id for unit_id in (unit.district_id, unit.province_id) if unit_id not in (None, unit.id)]
    names = dict(conn.execute(select(t.units.c.id, t.units.c.name).where(t.units.c.id.in_(ancestors))).all())
    return " ".join(names[unit_id] for unit_id in ancestors if unit_id in names)
