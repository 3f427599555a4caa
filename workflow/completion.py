"""When a level is done: all units below it are; and calling a circular off."""

from sqlalchemy import ColumnElement, Connection, and_, exists, text

from workflow.calendar import local_date
from workflow.errors import NotAllowedError
from workflow.kinds import Level
from workflow.states import Noun
from workflow.store.change import Act, move, move_one
from workflow.store.paper import letters
from workflow.store.tables import OPEN_TASK, tasks

_PASSED_ON = exists().where(
    letters.c.circular_id == tasks.c.circular_id,
    letters.c.sender_id == tasks.c.unit_id,
    letters.c.stage_rank == 0,
    letters.c.state == "issued",
)
_BOTTOM_UP = (Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)


def settle(conn: Connection, circular_id: int, act: Act) -> None:
    """Carry what has changed below up the tree: complete levels whose units are all finished, reopen others.

    Three set-based steps, one for each level that passes on, whatever the number of units.
    """
    for level in _BOTTOM_UP:
        here = and_(tasks.c.circular_id == circular_id, tasks.c.level == level)
        unfinished = _open_below(circular_id)
        move(conn, Noun.TASK, "complete", and_(here, ~unfinished), act, done_on=local_date(act.now), outcome="complete")
        mend = {"done_on": None, "outcome": "missing"}
        move(conn, Noun.TASK, "reopen", and_(here, unfinished, _PASSED_ON), act, **mend)
        move(conn, Noun.TASK, "reopen_unsent", and_(here, unfinished, ~_PASSED_ON), act, **mend)


def cancel(conn: Connection, circular_id: int, act: Act) -> int:
    """Call a circular off: its open tasks are cancelled, those done stay done; return how many were open.

    Raises NotAllowedError without a reason, or if the circular is closed.
    """
    if not act.why.strip():
        raise NotAllowedError("a circular is only cancelled for a reason: say why")
    move_one(conn, Noun.CIRCULAR, "cancel", circular_id, act, closed_on=local_date(act.now))
    discard_drafts(conn, circular_id, act)
    return move(conn, Noun.TASK, "cancel", tasks.c.circular_id == circular_id, act)


def discard_drafts(conn: Connection, circular_id: int, act: Act) -> None:
    """Discard every draft of a circular: it is over."""
    move(conn, Noun.LETTER, "discard", letters.c.circular_id == circular_id, act, discarded_on=local_date(act.now))


def _open_below(circular_id: int) -> ColumnElement[bool]:
    below = tasks.alias("below")
    return exists().where(
        below.c.circular_id == circular_id, below.c.above_id == tasks.c.unit_id, text(f"below.{OPEN_TASK.text}")
    )
