"""Receiving letters: the receipt (เลขรับ, วันที่, เวลา, and who) of every letter an office gets."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import Connection, insert, select, update

from workflow import registers
from workflow.calendar import BANGKOK, local_date
from workflow.circulars import Circular
from workflow.errors import NotAllowedError
from workflow.letters.earlier import Earlier, letter_received, letters_to
from workflow.organisation import Member
from workflow.states import Noun
from workflow.store.change import Act, move_one
from workflow.store.paper import receipts
from workflow.store.tables import tasks
from workflow.thai import squash
from workflow.tree import task_of

_LATE = {"done": "acknowledge_done", "returned": "acknowledge_returned"}
"""A unit may be known to have done it (or to have to mend it) before it acknowledges; the receipt changes nothing."""


@dataclass(frozen=True)
class Receipt:
    """The receiving stamp (ตรารับหนังสือ, ข้อ 37): the office, เลขรับ, วันที่, เวลา, and who received it."""

    office: str
    number: str
    date: date
    time: time
    received_by: str
    letter: str


def acknowledge(
    conn: Connection, circular: Circular, unit: Member, act: Act, received_by: str, own_number: str = ""
) -> Receipt:
    """Receive the letter that brought the circular; the unit's task goes on to `received`.

    The receive number is the next of the office's incoming register, or the number it gave in a book of its own.
    Raises NotAllowedError if nothing has been sent to the unit yet or it has acknowledged already.
    """
    task_id = task_of(conn, circular, unit)
    # Locked, so that a second acknowledgement at the same moment waits and is told of the first.
    state = conn.scalar(select(tasks.c.state).where(tasks.c.id == task_id).with_for_update())
    receipt = _receive(conn, letter_received(conn, circular.id, unit.id), unit, act, received_by, own_number)
    move_one(conn, Noun.TASK, _LATE.get(state or "", "acknowledge"), task_id, act, received_on=receipt.date)
    return receipt


def acknowledge_letter(
    conn: Connection, circular: Circular, unit: Member, letter_id: int, act: Act, received_by: str, own_number: str = ""
) -> Receipt:
    """Receive any letter under a circular that was addressed to the unit, a follow-up for instance."""
    addressed = {letter.id: letter for letter in letters_to(conn, circular.id, unit.id)}
    if letter_id not in addressed:
        raise NotAllowedError(f"letter {letter_id} was not addressed to {unit.unit.name} under '{circular.code}'")
    if addressed[letter_id].stage_rank == 0:
        return acknowledge(conn, circular, unit, act, received_by, own_number)
    # Locked as above: of two at the same moment the second is told of the first.
    conn.execute(select(tasks.c.id).where(tasks.c.id == task_of(conn, circular, unit)).with_for_update())
    return _receive(conn, addressed[letter_id], unit, act, received_by, own_number)


def void(conn: Connection, circular: Circular, unit: Member, act: Act) -> None:
    """Strike out the receipt of the letter that brought the circular; its number stays used."""
    letter = letter_received(conn, circular.id, unit.id)
    standing = receipts.c.letter_id == letter.id, receipts.c.unit_id == unit.id, receipts.c.voided_at.is_(None)
    conn.execute(update(receipts).where(*standing).values(voided_at=act.now))


def _receive(conn: Connection, letter: Earlier, unit: Member, act: Act, received_by: str, own_number: str) -> Receipt:
    standing = receipts.c.letter_id == letter.id, receipts.c.unit_id == unit.id, receipts.c.voided_at.is_(None)
    before = conn.execute(select(receipts.c.number, receipts.c.date).where(*standing)).first()
    if before is not None:
        problem = f"{unit.unit.name} has acknowledged {squash(letter.number)} already"
        raise NotAllowedError(f"{problem}: receive number {before.number} on {before.date}")
    day = local_date(act.now)
    if day < letter.date:
        raise NotAllowedError(f"the letter is dated {letter.date}; it cannot be received on {day}")
    entry_id, number = None, squash(own_number)
    if not number:
        entry = registers.Entry(squash(letter.number), letter.date, letter.agency, unit.unit.office, letter.subject)
        entered = registers.enter(conn, unit.unit.register, "receive", entry, act.now, on=day)
        entry_id, number = entered.entry_id, str(entered.number)
    clock = act.now.astimezone(BANGKOK).time().replace(microsecond=0)
    row = {"letter_id": letter.id, "unit_id": unit.id, "entry_id": entry_id, "number": number, "date": day}
    conn.execute(insert(receipts).values(**row, time=clock, received_by=received_by))
    return Receipt(unit.unit.office, number, day, clock, received_by, squash(letter.number))
