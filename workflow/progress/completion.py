"""When a level is done: all units below it are; calling a circular off; and what ends with a task or a circular."""

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

_BROUGHT = and_(
    t.letters.c.circular_id == t.tasks.c.circular_id,
    t.letters.c.kind.in_(t.CARRIER_KINDS),
    t.letters.c.state == "issued",
)
_PASSED_ON = exists().where(_BROUGHT, t.letters.c.sender_id == t.tasks.c.unit_id)
_RECEIVED = exists().where(
    _BROUGHT,
    t.receipts.c.letter_id == t.letters.c.id,
    t.receipts.c.unit_id == t.tasks.c.unit_id,
    t.receipts.c.voided_at.is_(None),
)
_SENT = exists().where(
    _BROUGHT, t.letter_addressees.c.letter_id == t.letters.c.id, t.letter_addressees.c.unit_id == t.tasks.c.unit_id
)
_REOPEN = {
    "reopen": _PASSED_ON,
    "reopen_received": and_(~_PASSED_ON, _RECEIVED),
    "reopen_sent": and_(~_PASSED_ON, ~_RECEIVED, _SENT),
    "reopen_waiting": and_(~_PASSED_ON, ~_RECEIVED, ~_SENT),
}
"""How far a level that is reopened had come: it goes on from there."""

_WAY_UP = ("unit_id", "district_id", "province_id")
"""A unit and those above it, but for the issuer: which there are of them, each task says."""

_BOTTOM_UP = (Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)


def hold_tasks(conn: Connection, circular: Circular, task_ids: Collection[int]) -> None:
    """Hold these tasks and those of all units above them, which `settle` may change with them.

    All at once, before any is changed: a level above was often planted before what is below it, and others who hold
    both begin with it (`store.locks`). The caller holds the circular.
    """
    chosen = t.tasks.alias("chosen")
    their = [select(chosen.c[place]).where(any_of(chosen.c.id, task_ids)) for place in _WAY_UP]
    unit_ids = select(literal(circular.issuer_id)).union(*their)
    lock_tasks(conn, t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id.in_(unit_ids))


def settle(conn: Connection, circular_id: int, act: Act) -> None:
    """Carry what has changed below up the tree: complete levels whose units are all finished, reopen others.

    Requests for time of tasks that are over lapse. Set-based steps, a few for each level that passes on, whatever the
    number of units. The caller holds the circular (circulars.hold), and the tasks that may change (hold_tasks).
    """
    for level in _BOTTOM_UP:
        here = and_(t.tasks.c.circular_id == circular_id, t.tasks.c.level == level)
        unfinished = _open_below(circular_id)
        move(conn, Noun.TASK, "complete", and_(here, ~unfinished), act, done_on=local_date(act.now), outcome="complete")
        mend = {"done_on": None, "outcome": "missing"}
        for action, how_far in _REOPEN.items():
            move(conn, Noun.TASK, action, and_(here, unfinished, how_far), act, **mend)
    lapse_requests(conn, circular_id, act)


def cancel(conn: Connection, circular: Circular, act: Act) -> int:
    """Call a circular off: its open tasks are cancelled, those done stay done; return how many were open.

    Raises NotAllowedError without a reason, or if the circular is closed.
    """
    if not act.why.strip():
        raise NotAllowedError("a circular is only cancelled for a reason: say why")
    hold(conn, circular)
    move_one(conn, Noun.CIRCULAR, "cancel", circular.id, act, closed_on=local_date(act.now))
    count = move(conn, Noun.TASK, "cancel", t.tasks.c.circular_id == circular.id, act)
    # After the tasks: a round that was under way has had them until now, and may have made another draft.
    discard_drafts(conn, circular.id, act)
    lapse_requests(conn, circular.id, act)
    return count


def discard_drafts(conn: Connection, circular_id: int, act: Act) -> None:
    """Discard every draft of a circular: it is over."""
    move(conn, Noun.LETTER, "discard", t.letters.c.circular_id == circular_id, act, discarded_on=local_date(act.now))


def lapse_requests(conn: Connection, circular_id: int, act: Act) -> None:
    """Let requests for time lapse whose tasks are over: there is nothing to decide about them any more."""
    still_open = exists().where(t.tasks.c.id == t.requests.c.task_id, is_open(t.tasks))
    over = and_(t.requests.c.circular_id == circular_id, is_open(t.requests), ~still_open)
    decision = {"decided_at": act.now, "decided_by": act.actor, "decided_why": act.why}
    move(conn, Noun.REQUEST, "lapse", over, act, **decision)


def _open_below(circular_id: int) -> ColumnElement[bool]:
    below = t.tasks.alias("below")
    return exists().where(below.c.circular_id == circular_id, below.c.above_id == t.tasks.c.unit_id, is_open(below))
