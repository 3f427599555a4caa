"""Acknowledging letters: the receipts (เลขรับ, วันที่, เวลา, and who) of letters at offices.

Many offices may acknowledge at the same moment: `acknowledge_all` receives any number of letters in one transaction
with a handful of statements, and returns a result for every request.
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
from workflow.progress.receivable import (
    AcknowledgeRequest,
    AcknowledgeResult,
    NotReceivable,
    already_received,
    cleaned,
    obstacle,
)
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
"""The steps of an acknowledgement by the task's state. A done or returned task stays in its state."""


@dataclass(frozen=True)
class _AcceptedRequest:
    """A request that has passed all checks, with its task and letter."""

    request: AcknowledgeRequest
    task: TaskRow
    letter: LetterRow


def acknowledge_all(
    conn: Connection, requests: Sequence[AcknowledgeRequest], now: datetime, calendar: WorkCalendar | None
) -> list[AcknowledgeResult]:
    """Receive letters in one transaction; the results are in the order of the requests.

    A request that cannot be fulfilled does not stop the others.

    A receipt of the letter that carries the circular moves the task to `received`. Of several requests for one letter
    and office the first gets the receipt and the others refer to it. The due time counts from the moment when the
    letter reached the office (`incoming_letters.REACHED`); there is none without a calendar, nor for a letter whose
    delivery still waits.
    """
    requests, day = [cleaned(request) for request in requests], local_date(now)
    rows = incoming_letters.read(conn, [(request.task_id, request.letter_id) for request in requests])
    refusals = [
        obstacle(request, row, day) or _state_obstacle(row) for request, row in zip(requests, rows, strict=True)
    ]
    accepted: dict[tuple[int, int], _AcceptedRequest] = {}
    for request, row, refusal in zip(requests, rows, refusals, strict=True):
        if refusal is None and row is not None and row.letter is not None:
            accepted.setdefault((row.letter.id, row.task.id), _AcceptedRequest(request, row.task, row.letter))
    receipts = dict(zip(accepted, _receive(conn, list(accepted.values()), now, calendar), strict=True))
    results: list[AcknowledgeResult] = []
    for request, row, refusal in zip(requests, rows, refusals, strict=True):
        if refusal is not None or row is None or row.letter is None:
            results.append(refusal or AcknowledgeResult(None))
            continue
        key = row.letter.id, row.task.id
        is_first = accepted[key].request is request
        results.append(AcknowledgeResult(receipts[key]) if is_first else already_received(row, receipts[key]))
    return results


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
    """Receive the letter that carries the circular, which moves the unit's task to `received`.

    Raises NotAllowedError if the unit has been sent no letter yet or has already acknowledged.
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
    """Receive any letter to the unit under a circular, such as a follow-up."""
    receipt = task_of(conn, circular, unit), act.actor, received_by, position, own_number, letter_id
    request = AcknowledgeRequest(*receipt, act.actor_kind, act.actor_id)
    result = acknowledge_all(conn, [request], act.now, calendar)[0]
    if result.not_receivable or result.receipt is None:
        raise NotAllowedError(result.problem)
    return result.receipt


def void(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Strike out the receipt of the letter that carries the circular; the number stays used."""
    letter = letter_received(conn, circular.id, unit.id)
    receipt = t.receipts.c.letter_id == letter.id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    conn.execute(update(t.receipts).where(*receipt).values(voided_at=act.now))


def _state_obstacle(row: Incoming | None) -> AcknowledgeResult | None:
    """The refusal by the state table, if any; only the letter that carries the circular changes a state."""
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
    """Write register entries, receipts and states of accepted requests."""
    if not accepted:
        return []
    numbered = [item for item in accepted if not item.request.own_number]
    entries = iter(numbers.enter_all(conn, [_entry(item, now) for item in numbered], now))
    due_times: dict[datetime | None, datetime] = {}
    if calendar:
        moments = {item.letter.reached_at for item in accepted}
        due_times = {moment: calendar.acknowledgement_due(moment).due for moment in moments if moment}
    new_receipts: list[Receipt] = []
    rows: list[dict[str, object]] = []
    for item in accepted:
        entry = None if item.request.own_number else next(entries)
        number = str(entry.number) if entry else item.request.own_number
        new_receipts.append(_receipt(item, number, now, due_times.get(item.letter.reached_at)))
        key = {"letter_id": item.letter.id, "unit_id": item.task.unit_id}
        rows.append({**key, "entry_id": entry.entry_id if entry else None, **_columns(new_receipts[-1])})
    insert_all(conn, t.receipts, rows)
    _move_tasks(conn, accepted, now)
    return new_receipts


def _move_tasks(conn: Connection, accepted: Sequence[_AcceptedRequest], now: datetime) -> None:
    moves: dict[str, dict[int, Act]] = {}
    for item in accepted:
        if item.letter.carries_circular:
            moves.setdefault(_step(item.task), {})[item.task.id] = item.request.act(now)
    for action, acts in moves.items():
        move_by(conn, Noun.TASK, action, acts, received_on=local_date(now))


def _entry(accepted: _AcceptedRequest, now: datetime) -> numbers.EntryRequest:
    letter, task = accepted.letter, accepted.task
    entry = numbers.RegisterEntry(squash(letter.number), letter.date, letter.sender, task.office, letter.subject)
    return numbers.EntryRequest(task.register, "receive", entry, local_date(now))


def _receipt(accepted: _AcceptedRequest, number: str, now: datetime, due: datetime | None) -> Receipt:
    return Receipt(
        office=accepted.task.office,
        number=number,
        date=local_date(now),
        time=now.astimezone(BANGKOK).time().replace(microsecond=0),
        received_by=accepted.request.received_by,
        letter=squash(accepted.letter.number),
        position=accepted.request.position,
        due=due,
        kept=None if due is None else now <= due,
    )


def _columns(receipt: Receipt) -> dict[str, object]:
    same = ("number", "date", "time", "received_by", "position", "kept")
    return {"due_at": receipt.due, **{name: getattr(receipt, name) for name in same}}
