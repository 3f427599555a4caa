"""How things stand for one office: all that its page shows, read in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow import attachments, circulars, organisation, registers, requests
from workflow.attachments import Attachment
from workflow.calendar import WorkCalendar, local_date
from workflow.circulars import Circular
from workflow.incoming import Receipt
from workflow.letters.earlier import Earlier, letters_to, sent_by
from workflow.opening import Opened
from workflow.organisation import Member
from workflow.requests import Request
from workflow.states import Noun
from workflow.store.paper import letters, receipts
from workflow.store.tables import events, tasks, units
from workflow.thai import buddhist_year
from workflow.units import Unit


@dataclass(frozen=True)
class Happened:
    """A step in the life of the office's task."""

    at: datetime
    actor: str
    action: str
    why: str


@dataclass(frozen=True)
class Standing:
    """Everything an office's page tells. `stamp` changes whenever anything does that a form depends on."""

    unit: Member
    place: str
    circular: Circular
    call: Unit | None
    letter: Earlier | None
    original: Earlier | None
    issued_at: datetime | None
    task_id: int
    state: str
    duty: str
    outcome: str
    note: str
    deadline: date
    deadline_version: int
    receipt: Receipt | None
    history: Sequence[Happened]
    next_number: int
    requests: Sequence[Request]
    files: Sequence[Attachment]

    @property
    def stamp(self) -> str:
        """What a form was made for: state, steps so far, version of the deadline, and the last request for time."""
        asked = f"{self.requests[-1].id}{self.requests[-1].state}" if self.requests else "none"
        return f"{self.state}-{len(self.history)}-{self.deadline_version}-{asked}"

    @property
    def request(self) -> Request | None:
        """The request for time that waits for a decision."""
        return next((one for one in self.requests if one.state == "asked"), None)


def standing(conn: Connection, opened: Opened, now: datetime, calendar: WorkCalendar) -> Standing:
    """How things stand for the office that a link leads to."""
    unit, circular = organisation.by_id(conn, opened.unit_id), circulars.by_id(conn, opened.circular_id)
    task = conn.execute(select(tasks).where(tasks.c.id == opened.task_id)).one()
    names = dict(
        conn.execute(select(units.c.id, units.c.name).where(units.c.id.in_([unit.district_id, unit.province_id]))).all()
    )
    place = " ".join(names[i] for i in (unit.district_id, unit.province_id) if i in names and i != unit.id)
    brought = next((one for one in letters_to(conn, circular.id, unit.id) if one.stage_rank == 0), None)
    issued_at = conn.scalar(select(letters.c.issued_at).where(letters.c.id == brought.id)) if brought else None
    year = buddhist_year(local_date(now))
    return Standing(
        unit=unit,
        place=place,
        circular=circular,
        call=above(conn, circular.id, unit.id),
        letter=brought,
        original=_original(conn, circular, brought),
        issued_at=issued_at,
        task_id=task.id,
        state=task.state,
        duty=task.duty,
        outcome=task.outcome,
        note=task.note,
        deadline=task.deadline,
        deadline_version=task.deadline_version,
        receipt=_receipt(conn, brought, unit) if brought else None,
        history=_history(conn, task.id),
        next_number=registers.last_number(conn, unit.unit.register, "receive", year) + 1,
        requests=requests.of_task(conn, task.id),
        files=attachments.of_task(conn, task.id),
    )


def above(conn: Connection, circular_id: int, unit_id: int) -> Unit | None:
    """The unit directly above another under a circular: whom it calls."""
    mine = select(tasks.c.above_id).where(tasks.c.circular_id == circular_id, tasks.c.unit_id == unit_id)
    unit_above = conn.scalar(mine)
    return organisation.by_id(conn, unit_above).unit if unit_above else None


def _receipt(conn: Connection, letter: Earlier, unit: Member) -> Receipt | None:
    standing = receipts.c.letter_id == letter.id, receipts.c.unit_id == unit.id, receipts.c.voided_at.is_(None)
    row = conn.execute(select(receipts).where(*standing)).first()
    if row is None:
        return None
    who = {"received_by": row.received_by, "position": row.position}
    return Receipt(unit.unit.office, row.number, row.date, row.time, **who, letter=letter.number, kept=row.kept)


def _history(conn: Connection, task_id: int) -> list[Happened]:
    of_task = events.c.noun == str(Noun.TASK), events.c.subject_id == task_id
    rows = conn.execute(
        select(events.c.at, events.c.actor, events.c.action, events.c.why).where(*of_task).order_by(events.c.id)
    )
    return [Happened(*row) for row in rows]


def _original(conn: Connection, circular: Circular, brought: Earlier | None) -> Earlier | None:
    """The issuer's own letter, where a covering letter brought it; a copy of it is enclosed with that one."""
    if brought is None:
        return None
    first = sent_by(conn, circular.id, circular.issuer_id)[:1]
    return first[0] if first and first[0].id != brought.id else None
