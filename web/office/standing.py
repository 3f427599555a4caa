"""How things stand for one office: all that its page shows, asked of the domain in one transaction."""

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
    """The office's task."""

    id: int
    state: str
    duty: str
    outcome: str
    note: str
    deadline: date
    deadline_version: int


@dataclass(frozen=True)
class Standing:
    """Everything an office's page tells. `stamp` changes whenever anything does that a form depends on.

    `reached_at` is when the letter reached the office; `letter` brought the circular, and encloses `original` if that
    is another; `sent` passed it on; `history` has every step with its name; `back` are the steps that take the
    office's last one back.
    """

    link_id: int
    unit: Office
    place: str
    circular: Circular
    ended: CircularEnd | None
    above: Office | None
    letter: EarlierLetter | None
    original: EarlierLetter | None
    sent: EarlierLetter | None
    reached_at: datetime | None
    receipt: Receipt | None
    task: Task
    history: Sequence[tuple[TaskStep, str]]
    back: Sequence[str]
    next_number: int
    requests: Sequence[Request]
    files: Sequence[Attachment]

    @property
    def stamp(self) -> str:
        """What a form was made for: state, steps so far, version of the deadline, and the last request for time."""
        asked = f"{self.requests[-1].id}{self.requests[-1].state}" if self.requests else "none"
        return f"{self.task.state}-{len(self.history)}-{self.task.deadline_version}-{asked}"

    @property
    def request(self) -> Request | None:
        """The request for time that waits for a decision."""
        return next((one for one in self.requests if one.state == "asked"), None)


def standing(conn: Connection, opened: OpenedLink, now: datetime) -> Standing:
    """How things stand for the office that a link leads to."""
    unit, circular = lookup.by_id(conn, opened.unit_id), circulars.by_id(conn, opened.circular_id)
    brought = next((one for one in letters_to(conn, circular.id, unit.id) if one.carries_circular), None)
    first = sent_by(conn, circular.id, circular.issuer_id)[:1]
    reached_at, receipt = incoming_letters.at_office(conn, brought.id, unit) if brought else (None, None)
    steps, checked = history.of_task(conn, opened.task_id), circular.content.reports.verify
    year = buddhist_year(local_date(now))
    return Standing(
        link_id=opened.link_id,
        unit=unit,
        place=_place(conn, unit),
        circular=circular,
        ended=circulars.end_of(conn, circular),
        above=tree.above(conn, circular.id, unit.id),
        letter=brought,
        original=first[0] if brought and first and first[0].id != brought.id else None,
        sent=next((one for one in sent_by(conn, circular.id, unit.id) if one.carries_circular), None),
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
    """The district and the province in which a unit lies."""
    around = [one for one in (unit.district_id, unit.province_id) if one not in (None, unit.id)]
    names = dict(conn.execute(select(t.units.c.id, t.units.c.name).where(t.units.c.id.in_(around))).all())
    return " ".join(names[one] for one in around if one in names)
