"""The steps of a single task: report, verify, return, undo, waive."""

from sqlalchemy import Connection, Row, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError
from workflow.localtime import local_date
from workflow.progress import completion, history
from workflow.progress.acknowledge import void
from workflow.registry.lookup import Office
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.transitions import move_one
from workflow.thai.mistakes import check_text, with_thai_digits
from workflow.thai.spacing import visible

_LONGEST_NOTE = 300  # characters; notes are printed in brackets in lagging lists


def report(conn: Connection, circular: Circular, unit: Office, act: Act, note: str = "") -> str:
    """Report the work as done; it counts at once if the circular has no check. Returns the task's state."""
    return _report(conn, circular, unit, act, "complete", note)


def report_nil(conn: Connection, circular: Circular, unit: Office, act: Act, note: str = "") -> str:
    """Report that there is nothing to report (a nil return). Returns the task's state."""
    return _report(conn, circular, unit, act, "nil", note)


def report_problem(conn: Connection, circular: Circular, unit: Office, act: Act, note: str) -> str:
    """Report partial work or a problem, described by `note`. Returns the task's state.

    The outcome is `incorrect` (incomplete), and the level above verifies or returns it, even if the circular has no
    check. Raises NotAllowedError without a note, or for a note that cannot be printed in a lagging list.
    """
    if not note.strip():
        raise NotAllowedError("say what is not done yet or what the problem is")
    task, text = _task(conn, circular, unit), _printable(note)
    move_one(conn, Noun.TASK, "report_problem", task.id, act, outcome="incorrect", note=text, as_of=local_date(act.now))
    return "reported"


def verify(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Verify a report: the task is done on the day of this act. A partial report becomes complete."""
    task = _task(conn, circular, unit)
    outcome = "complete" if task.outcome == "incorrect" else task.outcome
    move_one(conn, Noun.TASK, "verify", task.id, act, done_on=local_date(act.now), outcome=outcome)
    completion.settle(conn, circular.id, act)


def return_incorrect(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Return a report as wrong or incomplete, with `act.why` for the office.

    Raises NotAllowedError without a reason, or for one that cannot be printed in a lagging list.
    """
    if not act.why.strip():
        raise NotAllowedError("say what is wrong with the report, so that the office can mend it")
    task, text = _task(conn, circular, unit), _printable(act.why)
    move_one(conn, Noun.TASK, "return", task.id, act, outcome="incorrect", note=text, done_on=None)
    completion.settle(conn, circular.id, act)


def undo(conn: Connection, circular: Circular, unit: Office, act: Act) -> str:
    """Undo a task's last step (see `history.undo_steps`); return the undone step.

    A given receive number stays used: the receipt is struck out, and a new one takes the next number. A report that
    counted at once is undone by two steps, with an event for both.
    """
    task = _task(conn, circular, unit)
    steps = history.of_task(conn, task.id)
    undoing = history.undo_steps(steps, circular.content.reports.verify)
    reports = [step.action for step in steps if step.action in ("report", "report_problem")]
    in_part = reports[-1:] == ["report_problem"]
    values: dict[str, dict[str, object]] = {
        "undo_acknowledge": {"received_on": None},
        "undo_report": {"outcome": "missing", "note": ""},
        "undo_verify": {"done_on": None, "outcome": "incorrect" if in_part else task.outcome},
    }
    if "undo_acknowledge" in undoing:
        void(conn, circular, unit, act)
    for step in undoing:
        move_one(conn, Noun.TASK, step, task.id, act, **values[step])
    completion.settle(conn, circular.id, act)
    return steps[-len(undoing)].action


def waive(conn: Connection, circular: Circular, unit: Office, act: Act) -> None:
    """Excuse a unit from its task. Raises NotAllowedError without a reason."""
    if not act.why.strip():
        raise NotAllowedError("a unit is only excused for a reason: say why")
    task = _task(conn, circular, unit)
    if task.duty == "pass_on":
        raise NotAllowedError(f"{unit.name} passes the circular on; excuse the units below it one by one instead")
    move_one(conn, Noun.TASK, "waive", task.id, act)
    completion.settle(conn, circular.id, act)


def _report(conn: Connection, circular: Circular, unit: Office, act: Act, outcome: str, note: str) -> str:
    task, text = _task(conn, circular, unit), _printable(note)
    move_one(conn, Noun.TASK, "report", task.id, act, outcome=outcome, note=text, as_of=local_date(act.now))
    if circular.content.reports.verify:
        return "reported"
    move_one(conn, Noun.TASK, "verify", task.id, act, done_on=local_date(act.now))
    completion.settle(conn, circular.id, act)
    return "done"


def _printable(note: str) -> str:
    text = visible(note)
    if len(text) > _LONGEST_NOTE:
        raise NotAllowedError(f"the note has {len(text)} characters; expected at most {_LONGEST_NOTE}")
    text = with_thai_digits(text)
    check_text("the note", text)
    return text


def _task(conn: Connection, circular: Circular, unit: Office) -> Row[int, str, str, str]:
    circulars.hold(conn, circular)
    task_id = task_of(conn, circular, unit)
    completion.hold_tasks(conn, circular, [task_id])
    columns = t.tasks.c.id, t.tasks.c.state, t.tasks.c.duty, t.tasks.c.outcome
    return conn.execute(select(*columns).where(t.tasks.c.id == task_id)).one()
