"""Letters that offices acknowledge, with their tasks and existing receipts."""

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
"""The moment when a letter reached an office, from which its acknowledgement is due (saraban.md §1.12, Appendix 7).

It is the moment of the delivery: when the mail server took the letter, when a person carried it, or, for a letter on
the office's page, when it was issued. None while the delivery still waits; nothing is due then. A letter without a
delivery counts from its issue. For queries that join on `delivered()`.
"""


_OF_RECEIPT = [t.receipts.c[name] for name in ("number", "date", "time", "received_by", "position", "kept", "due_at")]


def delivered(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition to outer join a letter's delivery to a unit."""
    return and_(t.deliveries.c.letter_id == t.letters.c.id, t.deliveries.c.unit_id == unit_id)


@dataclass(frozen=True)
class Receipt:
    """The receiving stamp (ตรารับหนังสือ, ข้อ 37): the office, เลขรับ, วันที่, เวลา, and who received it.

    `due` is the latest time for the acknowledgement, and `kept` whether it was in time (saraban, Appendix 7; None if
    not computed).
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
    """A unit's task, with the unit's name and register."""

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
    """An issued letter to a unit; `sender` is the name of the sending unit, `reached_at` is REACHED."""

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
    """A letter at an office (None if it was not sent there), and its valid receipt, if any."""

    task: TaskRow
    letter: LetterRow | None
    receipt: Receipt | None


def read(conn: Connection, pairs: Sequence[tuple[int, int]]) -> list[Incoming | None]:
    """The letters at offices by (task id, letter id), where 0 is the letter that carries the circular.

    None for an unknown task. The tasks are locked, in one order, so that concurrent calls see each other's receipts.
    """
    tasks = _locked_tasks(conn, [task_id for task_id, _ in pairs])
    # Separate statements after waiting for the locks, so that they see everything committed meanwhile.
    letters = _sent_letters(conn, list(tasks.values()), [letter_id for _, letter_id in pairs])
    receipts = _valid_receipts(conn, list(tasks.values()), list(letters.values()))
    rows: list[Incoming | None] = []
    for task_id, letter_id in pairs:
        if (task := tasks.get(task_id)) is None:
            rows.append(None)
            continue
        letter = letters.get((task.circular_id, task.unit_id, letter_id))
        receipt = receipts.get((letter.id, task.unit_id)) if letter else None
        rows.append(
            Incoming(task, letter, _receipt(task.office, letter.number, receipt) if letter and receipt else None)
        )
    return rows


def at_office(conn: Connection, letter_id: int, unit: Office) -> tuple[datetime | None, Receipt | None]:
    """The moment when an issued letter reached a unit (REACHED), and its valid receipt, if any. Locks nothing."""
    valid = t.receipts.c.letter_id == t.letters.c.id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    letter = (
        select(REACHED.label("reached_at"), t.letters.c.number.label("letter"), *_OF_RECEIPT)
        .outerjoin(t.deliveries, delivered(literal(unit.id)))
        .outerjoin(t.receipts, and_(*valid))
        .where(t.letters.c.id == letter_id)
    )
    row = conn.execute(letter).mappings().one()
    return row["reached_at"], _receipt(unit.unit.office, row["letter"], row) if row["number"] else None


def _locked_tasks(conn: Connection, task_ids: Sequence[int]) -> dict[int, TaskRow]:
    rows = conn.execute(_tasks(), {"tasks": task_ids})
    return {row.id: TaskRow(*row) for row in rows}


def _sent_letters(
    conn: Connection, tasks: Sequence[TaskRow], letter_ids: Sequence[int]
) -> dict[tuple[int, int, int], LetterRow]:
    """The letters by (circular, unit, letter); the one that carries the circular also under letter 0."""
    unit_ids, circular_ids = {task.unit_id for task in tasks}, {task.circular_id for task in tasks}
    where = {"units": unit_ids, "circulars": circular_ids, "letters": {0, *letter_ids}}
    sent: dict[tuple[int, int, int], LetterRow] = {}
    for circular_id, unit_id, *letter in conn.execute(_letters(), where):
        letter_row = LetterRow(*letter)
        for letter_id in (letter_row.id, *([0] if letter_row.carries_circular else [])):
            sent.setdefault((circular_id, unit_id, letter_id), letter_row)
    return sent


def _valid_receipts(
    conn: Connection, tasks: Sequence[TaskRow], letters: Sequence[LetterRow]
) -> dict[tuple[int, int], RowMapping]:
    where = {"units": {task.unit_id for task in tasks}, "letters": {letter.id for letter in letters}}
    rows = conn.execute(_receipts(), where).mappings()
    return {(row["letter_id"], row["unit_id"]): row for row in rows}


def _receipt(office: str, letter: str, row: RowMapping) -> Receipt:
    fields = {name: row[name] for name in ("number", "date", "time", "received_by", "position", "kept")}
    return Receipt(office=office, letter=squash(letter), due=row["due_at"], **fields)


@cache
def _tasks() -> Select[Any]:
    columns = t.tasks.c.id, t.tasks.c.circular_id, t.tasks.c.state, t.tasks.c.duty
    statement = select(*columns, t.units.c.id, t.units.c.name, t.units.c.register, t.units.c.office)
    statement = statement.join(t.units, t.units.c.id == t.tasks.c.unit_id).where(any_of_bound(t.tasks.c.id, "tasks"))
    return statement.order_by(t.tasks.c.id).with_for_update(of=t.tasks)


@cache
def _letters() -> Select[Any]:
    unit_id = t.letter_addressees.c.unit_id
    columns = t.letters.c.id, t.letters.c.kind, t.letters.c.number, t.letters.c.date, t.letters.c.subject
    return (
        select(t.letters.c.circular_id, unit_id, *columns, t.units.c.name, REACHED)
        .join(t.letter_addressees, t.letter_addressees.c.letter_id == t.letters.c.id)
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .outerjoin(t.deliveries, delivered(unit_id))
        .where(
            any_of_bound(unit_id, "units"),
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
