"""What offices ask to receive, as it stands: the task, the letter, and the receipt that is there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, literal, or_, select

from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.thai.spacing import squash

REACHED: ColumnElement[datetime] = case(
    (t.deliveries.c.letter_id.is_(None), t.letters.c.issued_at), else_=t.deliveries.c.sent_at
)
"""When a letter reached an office: from then on its acknowledgement is due (saraban.md §1.12, Appendix 7).

That is the moment of its delivery: when the mail's server took it, when a person carried it, or, where it lies open
on the office's page, when it was issued. None while the mail or the person still waits: nothing is due yet. A letter
of which no delivery was recorded counts from its issue. For queries that join `delivered()`.
"""


_OF_RECEIPT = [t.receipts.c[name] for name in ("number", "date", "time", "received_by", "position", "kept", "due_at")]


def delivered(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition on which the delivery of a letter to a unit is joined (outer: there may be none)."""
    return and_(t.deliveries.c.letter_id == t.letters.c.id, t.deliveries.c.unit_id == unit_id)


@dataclass(frozen=True)
class Receipt:
    """The receiving stamp (ตรารับหนังสือ, ข้อ 37): the office, เลขรับ, วันที่, เวลา, and who received it.

    `due` is when the letter was to be acknowledged and `kept` whether it was (saraban, Appendix 7; None where that
    was not reckoned).
    """

    office: str
    number: str
    date: date
    time: time
    received_by: str
    letter: str
    position: str = ""
    due: datetime | None = None
    kept: bool | None = None


@dataclass(frozen=True)
class TaskRow:
    """A unit's task, and the unit as registers name it."""

    id: int
    circular_id: int
    state: str
    duty: str
    unit_id: int
    unit_name: str
    register: str
    office: str


@dataclass(frozen=True)
class LetterRow:
    """An issued letter that was addressed to the unit; `sender` is the name of the unit it comes from.

    `reached_at` is when it reached the unit, as REACHED says.
    """

    id: int
    kind: str
    number: str
    date: date
    subject: str
    sender: str
    reached_at: datetime | None

    @property
    def carries_circular(self) -> bool:
        """Whether the letter carries the circular itself: the original or a covering letter."""
        return self.kind in t.CARRIER_KINDS


@dataclass(frozen=True)
class Incoming:
    """One letter at one office: None if no such letter has been sent to it; and its receipt, if it stands."""

    task: TaskRow
    letter: LetterRow | None
    standing: Receipt | None


def read(conn: Connection, asked: Sequence[tuple[int, int]]) -> list[Incoming | None]:
    """For each task, and letter or 0 for the one that brought the circular, how it stands; None for an unknown task.

    The tasks are locked, in one order, so that of two at the same moment the second sees what the first has done.
    """
    tasks = _tasks_locked(conn, [task_id for task_id, _ in asked])
    # Statements of their own, after all the waiting: they see everything that was committed meanwhile.
    sent = _letters_sent(conn, list(tasks.values()), [letter_id for _, letter_id in asked])
    standing = _receipts_standing(conn, list(tasks.values()), list(sent.values()))
    rows: list[Incoming | None] = []
    for task_id, letter_id in asked:
        if (task := tasks.get(task_id)) is None:
            rows.append(None)
            continue
        letter = sent.get((task.circular_id, task.unit_id, letter_id))
        receipt = standing.get((letter.id, task.unit_id)) if letter else None
        rows.append(
            Incoming(task, letter, _receipt(task.office, letter.number, receipt) if letter and receipt else None)
        )
    return rows


def at_office(conn: Connection, letter_id: int, unit: Office) -> tuple[datetime | None, Receipt | None]:
    """When an issued letter reached a unit (REACHED), and its receipt there if it stands. Locks nothing."""
    stands = t.receipts.c.letter_id == t.letters.c.id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    numbers_used = (
        select(REACHED.label("reached_at"), t.letters.c.number.label("letter"), *_OF_RECEIPT)
        .outerjoin(t.deliveries, delivered(literal(unit.id)))
        .outerjoin(t.receipts, and_(*stands))
        .where(t.letters.c.id == letter_id)
    )
    row = conn.execute(numbers_used).mappings().one()
    return row["reached_at"], _receipt(unit.unit.office, row["letter"], row) if row["number"] else None


def _tasks_locked(conn: Connection, task_ids: Sequence[int]) -> dict[int, TaskRow]:
    rows = conn.execute(_tasks(), {"tasks": task_ids})
    return {row.id: TaskRow(*row) for row in rows}


def _letters_sent(
    conn: Connection, tasks: Sequence[TaskRow], letter_ids: Sequence[int]
) -> dict[tuple[int, int, int], LetterRow]:
    """By circular, unit and letter; the one that brought the circular also under 0."""
    units_, circulars_ = {task.unit_id for task in tasks}, {task.circular_id for task in tasks}
    where = {"units": units_, "circulars": circulars_, "letters": {0, *letter_ids}}
    sent: dict[tuple[int, int, int], LetterRow] = {}
    for circular_id, unit_id, *letter in conn.execute(_letters(), where):
        letter_row = LetterRow(*letter)
        for name in (letter_row.id, *([0] if letter_row.carries_circular else [])):
            sent.setdefault((circular_id, unit_id, name), letter_row)
    return sent


def _receipts_standing(
    conn: Connection, tasks: Sequence[TaskRow], sent: Sequence[LetterRow]
) -> dict[tuple[int, int], RowMapping]:
    where = {"units": {task.unit_id for task in tasks}, "letters": {letter.id for letter in sent}}
    rows = conn.execute(_receipts(), where).mappings()
    return {(row["letter_id"], row["unit_id"]): row for row in rows}


def _receipt(office: str, letter: str, row: RowMapping) -> Receipt:
    same = {name: row[name] for name in ("number", "date", "time", "received_by", "position", "kept")}
    return Receipt(office=office, letter=squash(letter), due=row["due_at"], **same)


@cache
def _tasks() -> Select[Any]:
    own = t.tasks.c.id, t.tasks.c.circular_id, t.tasks.c.state, t.tasks.c.duty
    statement = select(*own, t.units.c.id, t.units.c.name, t.units.c.register, t.units.c.office)
    statement = statement.join(t.units, t.units.c.id == t.tasks.c.unit_id).where(any_of_bound(t.tasks.c.id, "tasks"))
    return statement.order_by(t.tasks.c.id).with_for_update(of=t.tasks)


@cache
def _letters() -> Select[Any]:
    reached = t.letter_addressees.c.unit_id
    own = t.letters.c.id, t.letters.c.kind, t.letters.c.number, t.letters.c.date, t.letters.c.subject
    return (
        select(t.letters.c.circular_id, reached, *own, t.units.c.name, REACHED)
        .join(t.letter_addressees, t.letter_addressees.c.letter_id == t.letters.c.id)
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .outerjoin(t.deliveries, delivered(reached))
        .where(
            any_of_bound(reached, "units"),
            any_of_bound(t.letters.c.circular_id, "circulars"),
            t.letters.c.state == "issued",
            or_(t.letters.c.kind.in_(t.CARRIER_KINDS), any_of_bound(t.letters.c.id, "letters")),
        )
        .order_by(t.letters.c.date, t.letters.c.id)
    )


@cache
def _receipts() -> Select[Any]:
    of_units, of_letters = any_of_bound(t.receipts.c.unit_id, "units"), any_of_bound(t.receipts.c.letter_id, "letters")
    return select(t.receipts).where(of_letters, of_units, t.receipts.c.voided_at.is_(None))
