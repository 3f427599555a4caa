"""Requests for more time: an office asks and may withdraw; the level above grants or refuses by a letter.

An undecided request lapses when its task or the circular is over (`workflow.progress.completion`).

Requests have states in the state table, since an open request waits for somebody, blocks the next one, and every step
may be taken only once, however often a button is pressed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, insert, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError, UnknownError
from workflow.letters.issue import IssuedLetter
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.progress import extension
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.states import Noun, open_states
from workflow.store import tables as t
from workflow.store.transitions import move_one, record_new
from workflow.thai.spacing import visible

_LONGEST = 1_000  # characters of a reason


@dataclass(frozen=True)
class Request:
    """A request for more time with its decision, if any; `granted` is the new deadline."""

    id: int
    task_id: int
    unit_id: int
    state: str
    wished: date
    reason: str
    actor: str
    at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decided_why: str | None
    granted: date | None
    letter_id: int | None


def ask(conn: Connection, circular: Circular, unit: Office, wished: date, reason: str, act: Act) -> int:
    """Ask for a later deadline; return the request's id.

    Raises NotAllowedError if the circular or the task is not open, if the unit has an open request, for a day that is
    not after the deadline and today, and without a reason.
    """
    circulars.hold(conn, circular)
    task_id, why = task_of(conn, circular, unit), visible(reason)
    if unit.id == circular.issuer_id:
        raise NotAllowedError(f"{unit.name} has issued the circular itself; nobody is above it who could decide")
    if not why or len(why) > _LONGEST:
        raise NotAllowedError(f"say why more time is needed, in at most {_LONGEST} characters")
    _check_askable(conn, task_id, wished, local_date(act.now))
    row = {"circular_id": circular.id, "task_id": task_id, "unit_id": unit.id, "wished": wished, "reason": why}
    insert_row = insert(t.requests).values(**row, state="asked", actor=act.actor, at=act.now).returning(t.requests.c.id)
    request_id: int = conn.execute(insert_row).scalar_one()
    record_new(conn, Noun.REQUEST, t.requests.c.id == request_id, {"asked": "ask"}, act.because(why))
    return request_id


def withdraw(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Withdraw a unit's open request. Raises NotAllowedError if there is none."""
    request = open_request(conn, task_of(conn, circular, unit))
    if request is None:
        raise NotAllowedError(f"{unit.name} has no request that waits for a decision")
    move_one(conn, Noun.REQUEST, "withdraw", request.id, act, **_decision(act))


def grant(
    conn: Connection,
    circular: Circular,
    request_id: int,
    by: Office,
    printer: LetterPrinter,
    act: Act,
    until: date | None = None,
    signer: Signer | None = None,
) -> IssuedLetter:
    """Grant a request by a letter, until the wished day or `until`, for the unit and all below it.

    `by` is the unit directly above or the issuer. Raises NotAllowedError for another unit, for a request that is not
    open, and as `extension.grant` does.
    """
    request, unit = _open_request_of_unit(conn, circular, request_id, by)
    new = until or request.wished
    asked = extension.PageRequest(request.wished, local_date(request.at))
    granted = act.because(act.why or request.reason)
    issued = extension.grant(conn, circular, unit, new, printer, granted, asked, signer)
    decision = {"granted": new, "letter_id": issued.letter_id}
    move_one(conn, Noun.REQUEST, "grant", request.id, act, **_decision(act), **decision)
    return issued


def refuse(
    conn: Connection,
    circular: Circular,
    request_id: int,
    by: Office,
    printer: LetterPrinter,
    act: Act,
    because: str = "",
    signer: Signer | None = None,
) -> IssuedLetter | None:
    """Refuse a request by a letter; `because` is the printed reason.

    A second refusal under the same deadline has no letter (returns None) and is only shown on the page. Raises
    NotAllowedError as `grant` and `extension.refuse` do.
    """
    request, unit = _open_request_of_unit(conn, circular, request_id, by)
    reasoned = act.because(act.why or because)
    issued = None
    if not _refused_before(conn, circular, unit):
        asked = extension.PageRequest(request.wished, local_date(request.at))
        issued = extension.refuse(conn, circular, unit, printer, reasoned, asked, because, signer)
    letter_id = issued.letter_id if issued else None
    move_one(conn, Noun.REQUEST, "refuse", request.id, reasoned, **_decision(reasoned), letter_id=letter_id)
    return issued


def open_request(conn: Connection, task_id: int) -> Request | None:
    """The open request of a task, if any."""
    waiting = _find(conn, t.requests.c.task_id == task_id, t.requests.c.state == "asked")
    return waiting[0] if waiting else None


def of_task(conn: Connection, task_id: int) -> list[Request]:
    """All requests of a task, oldest first."""
    return _find(conn, t.requests.c.task_id == task_id)


def _check_askable(conn: Connection, task_id: int, wished: date, today: date) -> None:
    """Lock the task, against concurrent requests, and check that more time may be asked for."""
    task = conn.execute(
        select(t.tasks.c.state, t.tasks.c.deadline).where(t.tasks.c.id == task_id).with_for_update()
    ).one()
    if task.state not in open_states(Noun.TASK) or task.state == "waiting":
        raise NotAllowedError(f"the task is '{task.state}'; more time is asked for while there is something to do")
    if wished <= (latest := max(task.deadline, today)):
        raise NotAllowedError(f"the day wished for, {wished}, is not after {latest}")
    if (earlier := open_request(conn, task_id)) is not None:
        day = local_date(earlier.at)
        raise NotAllowedError(f"time until {earlier.wished} was asked for on {day}; withdraw that first")


def _find(conn: Connection, *where: ColumnElement[bool]) -> list[Request]:
    columns = [t.requests.c[name] for name in Request.__dataclass_fields__]
    return [Request(*row) for row in conn.execute(select(*columns).where(*where).order_by(t.requests.c.id))]


def _decision(act: Act) -> dict[str, object]:
    return {"decided_at": act.now, "decided_by": act.actor, "decided_why": act.why}


def _open_request_of_unit(conn: Connection, circular: Circular, request_id: int, by: Office) -> tuple[Request, Office]:
    """The open request with its unit; the lock on the circular makes concurrent decisions wait."""
    circulars.hold(conn, circular)
    matching = _find(conn, t.requests.c.id == request_id, t.requests.c.circular_id == circular.id)
    if not matching:
        raise UnknownError(f"there is no request {request_id} under '{circular.code}'")
    unit = lookup.by_id(conn, matching[0].unit_id)
    above = conn.scalar(select(t.tasks.c.above_id).where(t.tasks.c.id == matching[0].task_id))
    if by.id not in (above, circular.issuer_id):
        raise NotAllowedError(f"{by.name} is not above {unit.name}; the unit above decides, or the issuer")
    if matching[0].state != "asked":
        raise NotAllowedError(f"the request of {unit.name} is {matching[0].state} already")
    return matching[0], unit


def _refused_before(conn: Connection, circular: Circular, unit: Office) -> bool:
    task_id = task_of(conn, circular, unit)
    version = select(t.tasks.c.deadline_version).where(t.tasks.c.id == task_id).scalar_subquery()
    keys = t.letter_keys.c
    same = keys.circular_id == circular.id, keys.stage == extension.REFUSAL, keys.about == f"task/{task_id}"
    return conn.execute(select(keys.id).where(*same, keys.deadline_version == version)).first() is not None
