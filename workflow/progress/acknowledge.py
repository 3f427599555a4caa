"""Receiving letters: the receipt (เลขรับ, วันที่, เวลา, and who) of every letter an office gets.

Many offices may acknowledge at the same moment: `acknowledge_all` receives any number of letters in one transaction
with a handful of statements, and says for each what came of it. One office alone is the same with a list of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from workflow.act import Act
from workflow.calendar import WorkCalendar
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError
from workflow.letters.issued import letter_received
from workflow.localtime import BANGKOK, local_date
from workflow.progress import incoming_letters
from workflow.progress.incoming_letters import Incoming, LetterRow, Receipt, TaskRow
from workflow.progress.receivable import AcknowledgeRequest, AcknowledgeResult, NotReceivable, already, cleaned, why_not
from workflow.registers import numbers
from workflow.registry.lookup import Office
from workflow.states import Noun, check
from workflow.store import tables as t
from workflow.store.bulk import insert_all
from workflow.store.transitions import move_by
from workflow.thai.spacing import squash

__all__ = [
    "AcknowledgeRequest",
    "AcknowledgeResult",
    "NotReceivable",
    "Receipt",
    "acknowledge",
    "acknowledge_all",
    "acknowledge_letter",
    "void",
]

_STEPS = {"sent": "acknowledge", "done": "acknowledge_done", "returned": "acknowledge_returned"}
"""A unit may be known to have done it (or to have to mend it) before it acknowledges; the receipt changes nothing."""


@dataclass(frozen=True)
class _AcceptedRequest:
    """A letter that can be received: all that could stand in the way has been checked."""

    asked: AcknowledgeRequest
    task: TaskRow
    letter: LetterRow


def acknowledge_all(
    conn: Connection, asked: Sequence[AcknowledgeRequest], now: datetime, calendar: WorkCalendar | None
) -> list[AcknowledgeResult]:
    """Receive letters, in one transaction; the answers are in the order asked.

    One that cannot be received hinders no other.

    A task goes on to `received` by the letter that brought the circular. Of several about one letter and office the
    first is given and the others are told of it. Whether they came in time is reckoned from when the letter reached the
    office (`incoming_letters.REACHED`); not without a calendar, nor for a letter whose delivery still waits.
    """
    asked, day = [cleaned(one) for one in asked], local_date(now)
    rows = incoming_letters.read(conn, [(one.task_id, one.letter_id) for one in asked])
    obstacles = [why_not(one, row, day) or _not_allowed(row) for one, row in zip(asked, rows, strict=True)]
    accepted: dict[tuple[int, int], _AcceptedRequest] = {}
    for one, row, obstacle in zip(asked, rows, obstacles, strict=True):
        if obstacle is None and row is not None and row.letter is not None:
            accepted.setdefault((row.letter.id, row.task.id), _AcceptedRequest(one, row.task, row.letter))
    receipts = dict(zip(accepted, _receive(conn, list(accepted.values()), now, calendar), strict=True))
    answers: list[AcknowledgeResult] = []
    for one, row, obstacle in zip(asked, rows, obstacles, strict=True):
        if obstacle is not None or row is None or row.letter is None:
            answers.append(obstacle or AcknowledgeResult(None))
            continue
        key = row.letter.id, row.task.id
        answers.append(AcknowledgeResult(receipts[key]) if accepted[key].asked is one else already(row, receipts[key]))
    return answers


def acknowledge(
    conn: Connection,
    circular: Circular,
    unit: Office,
    act: Act,
    received_by: str,
    own_number: str = "",
    position: str = "",
    calendar: WorkCalendar | None = None,
) -> Receipt:
    """Receive the letter that brought the circular; the unit's task goes on to `received`.

    Raises NotAllowedError if nothing has been sent to the unit yet or it has acknowledged already.
    """
    return acknowledge_letter(conn, circular, unit, 0, act, received_by, own_number, position, calendar)


def acknowledge_letter(
    conn: Connection,
    circular: Circular,
    unit: Office,
    letter_id: int,
    act: Act,
    received_by: str,
    own_number: str = "",
    position: str = "",
    calendar: WorkCalendar | None = None,
) -> Receipt:
    """Receive any letter under a circular that was addressed to the unit, a follow-up for instance."""
    request = task_of(conn, circular, unit), act.actor, received_by, position, own_number, letter_id
    asked = AcknowledgeRequest(*request, act.actor_kind, act.actor_id)
    answer = acknowledge_all(conn, [asked], act.now, calendar)[0]
    if answer.not_receivable or answer.receipt is None:
        raise NotAllowedError(answer.problem)
    return answer.receipt


def void(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Strike out the receipt of the letter that brought the circular; its number stays used."""
    letter = letter_received(conn, circular.id, unit.id)
    standing = t.receipts.c.letter_id == letter.id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    conn.execute(update(t.receipts).where(*standing).values(voided_at=act.now))


def _not_allowed(row: Incoming | None) -> AcknowledgeResult | None:
    """What the state table says; other letters than the one that brought the circular change no state."""
    try:
        if row is not None and row.letter is not None and row.letter.carries_circular:
            check(Noun.TASK, _step(row.task), row.task.state, row.task.duty)
    except NotAllowedError as error:
        return AcknowledgeResult(None, NotReceivable.STATE, str(error))
    return None


def _step(task: TaskRow) -> str:
    return _STEPS.get(task.state, _STEPS["sent"])


def _receive(
    conn: Connection, accepted: Sequence[_AcceptedRequest], now: datetime, calendar: WorkCalendar | None
) -> list[Receipt]:
    """Write entries, receipts and states of letters that can be received."""
    if not accepted:
        return []
    entries = iter(numbers.enter_all(conn, [_entry(one, now) for one in accepted if not one.asked.own_number], now))
    reached = {one.letter.reached_at for one in accepted}
    dues: dict[datetime | None, datetime] = {}
    if calendar:
        dues = {moment: calendar.acknowledgement_due(moment).due for moment in reached if moment}
    new_receipts: list[Receipt] = []
    rows: list[dict[str, object]] = []
    for one in accepted:
        entry = None if one.asked.own_number else next(entries)
        number = str(entry.number) if entry else one.asked.own_number
        new_receipts.append(_receipt(one, number, now, dues.get(one.letter.reached_at)))
        key = {"letter_id": one.letter.id, "unit_id": one.task.unit_id, "entry_id": entry.entry_id if entry else None}
        rows.append(key | _columns(new_receipts[-1]))
    insert_all(conn, t.receipts, rows)
    moves: dict[str, dict[int, Act]] = {}
    for one in accepted:
        if one.letter.carries_circular:
            moves.setdefault(_step(one.task), {})[one.task.id] = one.asked.act(now)
    for action, acts in moves.items():
        move_by(conn, Noun.TASK, action, acts, received_on=local_date(now))
    return new_receipts


def _entry(one: _AcceptedRequest, now: datetime) -> numbers.EntryRequest:
    letter, task = one.letter, one.task
    entry = numbers.RegisterEntry(squash(letter.number), letter.date, letter.sender, task.office, letter.subject)
    return numbers.EntryRequest(task.register, "receive", entry, local_date(now))


def _receipt(one: _AcceptedRequest, number: str, now: datetime, due: datetime | None) -> Receipt:
    return Receipt(
        office=one.task.office,
        number=number,
        date=local_date(now),
        time=now.astimezone(BANGKOK).time().replace(microsecond=0),
        received_by=one.asked.received_by,
        letter=squash(one.letter.number),
        position=one.asked.position,
        due=due,
        kept=None if due is None else now <= due,
    )


def _columns(receipt: Receipt) -> dict[str, object]:
    same = ("number", "date", "time", "received_by", "position", "kept")
    return {"due_at": receipt.due, **{name: getattr(receipt, name) for name in same}}
