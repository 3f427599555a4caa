"""What a unit does about its task, one step at a time: report, verify, return, undo, waive."""

from sqlalchemy import Connection, Row, select

from workflow import circulars, completion
from workflow.calendar import local_date
from workflow.circulars import Circular
from workflow.errors import NotAllowedError
from workflow.organisation import Member
from workflow.receipts import void
from workflow.states import UNDO, Noun
from workflow.store.change import Act, came_from, last_action, move_one
from workflow.store.tables import tasks
from workflow.tree import task_of


def report(conn: Connection, circular: Circular, unit: Member, act: Act, note: str = "") -> str:
    """Report the work done; it counts at once if the circular asks for no check. Returns the task's state."""
    return _report(conn, circular, unit, act, "complete", note)


def report_nil(conn: Connection, circular: Circular, unit: Member, act: Act, note: str = "") -> str:
    """Confirm that the unit has nothing to report (a nil return, not silence). Returns the task's state."""
    return _report(conn, circular, unit, act, "nil", note)


def verify(conn: Connection, circular: Circular, unit: Member, act: Act) -> None:
    """Find a report right: the task is done on the day of this act."""
    task = _task(conn, circular, unit)
    move_one(conn, Noun.TASK, "verify", task.id, act, done_on=local_date(act.now))
    completion.settle(conn, circular.id, act)


def return_incorrect(conn: Connection, circular: Circular, unit: Member, act: Act) -> None:
    """Send a report back as wrong or incomplete. Raises NotAllowedError without saying what is wrong."""
    if not act.why.strip():
        raise NotAllowedError("say what is wrong with the report, so that the office can mend it")
    task = _task(conn, circular, unit)
    move_one(conn, Noun.TASK, "return", task.id, act, outcome="incorrect", note=act.why, done_on=None)
    completion.settle(conn, circular.id, act)


def undo(conn: Connection, circular: Circular, unit: Member, act: Act) -> str:
    """Take back the unit's last step, if it is one that can be taken back; return which it was.

    A receive number once given stays used: the receipt is struck out, and acknowledging again takes the next.
    """
    task = _task(conn, circular, unit)
    last = last_action(conn, Noun.TASK, task.id)
    if last not in UNDO:
        possible = ", ".join(UNDO)
        raise NotAllowedError(f"the last step was '{last}', which cannot be taken back; only {possible} can")
    if last == "report" and came_from(conn, Noun.TASK, task.id) == "returned":
        raise NotAllowedError("this report answers one that was returned; the level above can return it again")
    values: dict[str, object] = {}
    if last == "acknowledge":
        void(conn, circular, unit, act)
        values = {"received_on": None}
    elif last == "report":
        values = {"outcome": "missing", "note": ""}
    else:
        values = {"done_on": None}
    move_one(conn, Noun.TASK, UNDO[last], task.id, act, **values)
    completion.settle(conn, circular.id, act)
    return last


def waive(conn: Connection, circular: Circular, unit: Member, act: Act) -> None:
    """Excuse a unit from its task. Raises NotAllowedError without a reason."""
    if not act.why.strip():
        raise NotAllowedError("a unit is only excused for a reason: say why")
    task = _task(conn, circular, unit)
    if task.duty == "pass_on":
        raise NotAllowedError(f"{unit.unit.name} passes the circular on; excuse the units below it one by one instead")
    move_one(conn, Noun.TASK, "waive", task.id, act)
    completion.settle(conn, circular.id, act)


def _report(conn: Connection, circular: Circular, unit: Member, act: Act, outcome: str, note: str) -> str:
    task = _task(conn, circular, unit)
    move_one(conn, Noun.TASK, "report", task.id, act, outcome=outcome, note=note, as_of=local_date(act.now))
    if circular.matter.reports.verify:
        return "reported"
    move_one(conn, Noun.TASK, "verify", task.id, act, done_on=local_date(act.now))
    completion.settle(conn, circular.id, act)
    return "done"


def _task(conn: Connection, circular: Circular, unit: Member) -> Row[int, str, str]:
    circulars.hold(conn, circular)
    task_id = task_of(conn, circular, unit)
    return conn.execute(select(tasks.c.id, tasks.c.state, tasks.c.duty).where(tasks.c.id == task_id)).one()
