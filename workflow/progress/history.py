"""The steps of a task, read from its events, and the steps that undo the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.errors import NotAllowedError
from workflow.states import UNDO, Noun
from workflow.store import tables as t

COUNTED, UNCOUNTED = "counted", "uncounted"
"""The names of the automatic `verify` and `undo_verify`, of reports that count without a check."""

_AUTOMATIC = {("report", "verify"): COUNTED, ("undo_verify", "undo_report"): UNCOUNTED}


@dataclass(frozen=True)
class TaskStep:
    """A step of a task: time, actor, action, former state and reason."""

    at: datetime
    actor: str
    action: str
    from_state: str
    why: str


def of_task(conn: Connection, task_id: int) -> list[TaskStep]:
    """The steps of a task, oldest first."""
    columns = (t.events.c.at, t.events.c.actor, t.events.c.action, t.events.c.from_state, t.events.c.why)
    events = t.events.c.noun == str(Noun.TASK), t.events.c.subject_id == task_id
    return [TaskStep(*row) for row in conn.execute(select(*columns).where(*events).order_by(t.events.c.id))]


def undo_steps(steps: Sequence[TaskStep], checked: bool) -> tuple[str, ...]:
    """The steps that undo a task's last one, in order; `checked` is whether the circular's reports are checked.

    A report that counted without a check was two steps in one act and is undone by two, since it would otherwise wait
    for a check that never comes. Raises NotAllowedError for a step that is not in states.UNDO, and for a report that
    answers a returned one.
    """
    last = steps[-1].action if steps else ""
    if last not in UNDO:
        possible = ", ".join(UNDO)
        raise NotAllowedError(f"the last step was '{last}', which cannot be taken back; only {possible} can")
    at_once = not checked and _is_one_act(steps[-2:], ("report", "verify"))
    last_steps = [*reversed(steps[-2:])] if at_once else [steps[-1]]
    if UNDO[last_steps[-1].action] == "undo_report" and last_steps[-1].from_state == "returned":
        raise NotAllowedError("this report answers one that was returned; the level above can return it again")
    return tuple(UNDO[step.action] for step in last_steps)


def own_undo_steps(steps: Sequence[TaskStep], checked: bool) -> tuple[str, ...]:
    """The undo steps open to the office itself; none after a check, which only the level above can undo."""
    try:
        undoing = undo_steps(steps, checked)
    except NotAllowedError:
        return ()
    return () if undoing[-1] == UNDO["verify"] else undoing


def named_steps(steps: Sequence[TaskStep], checked: bool) -> list[tuple[TaskStep, str]]:
    """The steps with their names, which are their actions, or COUNTED and UNCOUNTED for automatic checks."""
    names = [step.action for step in steps]
    for place in range(len(steps) - 1):
        for pair, name in _AUTOMATIC.items():
            if not checked and _is_one_act(steps[place : place + 2], pair):
                names[place + pair.index("verify" if name == COUNTED else "undo_verify")] = name
    return list(zip(steps, names, strict=True))


def _is_one_act(pair: Sequence[TaskStep], actions: tuple[str, str]) -> bool:
    same_act = len({(step.at, step.actor) for step in pair}) == 1
    return same_act and tuple(step.action for step in pair) == actions
