"""What has been done about a task, read from its events, and which of it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.errors import NotAllowedError
from workflow.states import UNDO, Noun
from workflow.store import tables as t

COUNTED, UNCOUNTED = "counted", "uncounted"
"""What a check is called here that nobody made: the report counted at once, or does so no more."""

_NOBODY_CHECKS = {("report", "verify"): COUNTED, ("undo_verify", "undo_report"): UNCOUNTED}


@dataclass(frozen=True)
class TaskStep:
    """A step of a task: who took it, when, from which state, and why."""

    at: datetime
    actor: str
    action: str
    from_state: str
    why: str


def of_task(conn: Connection, task_id: int) -> list[TaskStep]:
    """Every step of a task, oldest first."""
    columns = (t.events.c.at, t.events.c.actor, t.events.c.action, t.events.c.from_state, t.events.c.why)
    of_it = t.events.c.noun == str(Noun.TASK), t.events.c.subject_id == task_id
    return [TaskStep(*row) for row in conn.execute(select(*columns).where(*of_it).order_by(t.events.c.id))]


def steps_back(steps: Sequence[TaskStep], checked: bool) -> tuple[str, ...]:
    """The steps that take back what was last done, in their order; `checked` is whether reports are checked.

    A report that counted at once, because nobody checks it, was two steps of the state table in one act, and goes
    back by two: leaving it reported would let it wait for a check that never comes. Raises NotAllowedError for what
    cannot be taken back: what the table of undoing steps does not name, and a report that answers a returned one.
    """
    last = steps[-1].action if steps else ""
    if last not in UNDO:
        possible = ", ".join(UNDO)
        raise NotAllowedError(f"the last step was '{last}', which cannot be taken back; only {possible} can")
    at_once = not checked and _is_one_act(steps[-2:], ("report", "verify"))
    undone = [*reversed(steps[-2:])] if at_once else [steps[-1]]
    if UNDO[undone[-1].action] == "undo_report" and undone[-1].from_state == "returned":
        raise NotAllowedError("this report answers one that was returned; the level above can return it again")
    return tuple(UNDO[step.action] for step in undone)


def own_steps_back(steps: Sequence[TaskStep], checked: bool) -> tuple[str, ...]:
    """As `steps_back`, for the office itself: none where its last step was a check, which is the level above's."""
    try:
        back = steps_back(steps, checked)
    except NotAllowedError:
        return ()
    return () if back[-1] == UNDO["verify"] else back


def told(steps: Sequence[TaskStep], checked: bool) -> list[tuple[TaskStep, str]]:
    """Every step with what it is called; a check that nobody made is called COUNTED or UNCOUNTED."""
    names = [step.action for step in steps]
    for place in range(len(steps) - 1):
        for pair, name in _NOBODY_CHECKS.items():
            if not checked and _is_one_act(steps[place : place + 2], pair):
                names[place + pair.index("verify" if name == COUNTED else "undo_verify")] = name
    return list(zip(steps, names, strict=True))


def _is_one_act(two: Sequence[TaskStep], actions: tuple[str, str]) -> bool:
    same = len({(step.at, step.actor) for step in two}) == 1
    return same and tuple(step.action for step in two) == actions
