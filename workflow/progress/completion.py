"""Completing levels whose units are all finished, cancelling a circular, and ending drafts and requests with it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, and_, exists, literal, select

from workflow.act import Act
from workflow.circulars.circular import Circular, hold
from workflow.errors import NotAllowedError
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.any_of import any_of
from workflow.store.dialect import is_open
from workflow.store.locks import lock_tasks
from workflow.store.transitions import move, move_one

_CARRIER = and_(
    t.letters.c.circular_id == t.tasks.c.circular_id,
    t.letters.c.kind.in_(t.CARRIER_KINDS),
    t.letters.c.state == "issued",
)
_PASSED_ON = exists().where(_CARRIER, t.letters.c.sender_id == t.tasks.c.unit_id)
_RECEIVED = exists().where(
    _CARRIER,
    t.receipts.c.letter_id == t.letters.c.id,
    t.receipts.c.unit_id == t.tasks.c.unit_id,
    t.receipts.c.voided_at.is_(None),
)
_SENT = exists().where(
    _CARRIER, t.letter_addressees.c.letter_id == t.letters.c.id, t.letter_addressees.c.unit_id == t.tasks.c.unit_id
)
_REOPEN = {
    "reopen": _PASSED_ON,
    "reopen_received": and_(~_PASSED_ON, _RECEIVED),
    "reopen_sent": and_(~_PASSED_ON, ~_RECEIVED, _SENT),
    "reopen_waiting": and_(~_PASSED_ON, ~_RECEIVED, ~_SENT),
}
"""The steps that reopen a level, with the condition on its earlier progress, from which it goes on."""

_WAY_UP = ("unit_id", "district_id", "province_id")
"""The columns of a task with its unit and the units above, except the issuer."""

_BOTTOM_UP = (Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)


def hold_tasks(conn: Connection, circular: Circular, task_ids: Collection[int]) -> None:
    """Lock these tasks and those of all units above them, which `settle` may change.

    They are locked by one statement before any change, in the order of `store.locks`: tasks of upper levels often have
    smaller ids. The caller holds the circular.
    """
    chosen = t.tasks.alias("chosen")
    columns = [select(chosen.c[name]).where(any_of(chosen.c.id, task_ids)) for name in _WAY_UP]
    unit_ids = select(literal(circular.issuer_id)).union(*columns)
    lock_tasks(conn, t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id.in_(unit_ids))


def settle(conn: Connection, circular_id: int, act: Act) -> None:
    """Carry changes up the tree: complete levels whose units are all finished, reopen the others.

    Requests for time lapse with their tasks. There are a few set-based steps per level, whatever the number of units.
    The caller holds the circular (circulars.hold) and the tasks that may change (hold_tasks).
    """
    for level in _BOTTOM_UP:
        tasks = and_(t.tasks.c.circular_id == circular_id, t.tasks.c.level == level)
        unfinished = _open_below(circular_id)
        move(
            conn, Noun.TASK, "complete", and_(tasks, ~unfinished), act, done_on=local_date(act.now), outcome="complete"
        )
        values = {"done_on": None, "outcome": "missing"}
        for action, progress in _REOPEN.items():
            move(conn, Noun.TASK, action, and_(tasks, unfinished, progress), act, **values)
    lapse_requests(conn, circular_id, act)


def cancel(conn: Connection, circular: Circular, act: Act) -> int:
    """Cancel a circular with its open tasks; done tasks stay done. Returns the number of cancelled tasks.

    Raises NotAllowedError without a reason, or if the circular is closed.
    """
    if not act.why.strip():
        raise NotAllowedError("a circular is only cancelled for a reason: say why")
    hold(conn, circular)
    move_one(conn, Noun.CIRCULAR, "cancel", circular.id, act, closed_on=local_date(act.now))
    count = move(conn, Noun.TASK, "cancel", t.tasks.c.circular_id == circular.id, act)
    # After the tasks: a concurrent follow-up round held their locks until now and may have made another draft.
    discard_drafts(conn, circular.id, act)
    lapse_requests(conn, circular.id, act)
    return count


def discard_drafts(conn: Connection, circular_id: int, act: Act) -> None:
    """Discard the drafts of a circular that is over."""
    move(conn, Noun.LETTER, "discard", t.letters.c.circular_id == circular_id, act, discarded_on=local_date(act.now))


def lapse_requests(conn: Connection, circular_id: int, act: Act) -> None:
    """Let the open requests for time lapse whose tasks are over."""
    task_is_open = exists().where(t.tasks.c.id == t.requests.c.task_id, is_open(t.tasks))
    moot = and_(t.requests.c.circular_id == circular_id, is_open(t.requests), ~task_is_open)
    decision = {"decided_at": act.now, "decided_by": act.actor, "decided_why": act.why}
    move(conn, Noun.REQUEST, "lapse", moot, act, **decision)


def _open_below(circular_id: int) -> ColumnElement[bool]:
    below = t.tasks.alias("below")
    return exists().where(below.c.circular_id == circular_id, below.c.above_id == t.tasks.c.unit_id, is_open(below))
