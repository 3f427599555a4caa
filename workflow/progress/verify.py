"""The reports of the offices directly below a unit: it finds them right, gives them back, or takes its check back.

Which of it is possible is asked of the state table. Nobody but the unit directly above checks here; for any other there
is no such report. A report's `version` is the number of steps taken about it: events are only ever added, so whoever
has looked at a report knows by it whether it is still the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, UnknownError
from workflow.localtime import local_date
from workflow.progress import completion, history
from workflow.progress import reports as reporting
from workflow.progress.history import TaskStep
from workflow.progress.subordinates import LOOKED_AT
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.states import UNDO, Noun, possible
from workflow.store import tables as t
from workflow.store.any_of import any_of
from workflow.store.transitions import move

REPORTS = ("report", "report_problem")
"""The steps by which an office reports."""

WHOLE = ("complete", "nil")
"""Outcomes of reports that say that all is done; one in part has to be looked at by itself."""

_CHECKS = ("verify", "return")


@dataclass(frozen=True)
class Report:
    """What an office directly below has reported, and what has come of it. `reported` is the step it last did so by.

    There is none where the outcome was imported. `can` are the steps its unit above may take now.
    """

    task_id: int
    unit: Office
    state: str
    outcome: str
    note: str
    deadline: date
    steps: Sequence[tuple[TaskStep, str]]
    reported: TaskStep | None
    can: frozenset[str]

    @property
    def version(self) -> int:
        """How many steps have been taken."""
        return len(self.steps)

    @property
    def result(self) -> str:
        """What the office itself said: one in part that was found right counts as complete, but was not so reported."""
        in_part = self.reported is not None and self.reported.action == "report_problem"
        return "incorrect" if in_part else self.outcome

    @property
    def returned_for(self) -> str:
        """What was to be mended when it was last given back; empty if it never was."""
        return next((step.why for step, name in reversed(self.steps) if name == "return"), "")


@dataclass(frozen=True)
class Waiting:
    """A report that waits for the check, as a list shows it; `at` is when it was made."""

    task_id: int
    name: str
    outcome: str
    note: str
    deadline: date
    version: int
    at: datetime


def report_of(conn: Connection, circular: Circular, by: Office, task_id: int) -> Report:
    """The report of an office directly below `by`. Raises UnknownError for any other task, whether there is one."""
    names = ("id", "unit_id", "state", "outcome", "note", "deadline", "duty")
    report = t.tasks.c.id == task_id, *_below(circular, by), t.tasks.c.state.in_(LOOKED_AT)
    row = conn.execute(select(*(t.tasks.c[name] for name in names)).where(*report)).first()
    if row is None:
        raise UnknownError("there is no such report")
    steps, checked = history.of_task(conn, task_id), circular.content.reports.verify
    return Report(
        task_id,
        lookup.by_id(conn, row.unit_id),
        row.state,
        row.outcome,
        row.note,
        row.deadline,
        history.told(steps, checked),
        next((step for step in reversed(steps) if step.action in REPORTS), None),
        _can(circular, row.state, row.duty, steps) if circular.state == "open" else frozenset(),
    )


def waiting(conn: Connection, circular: Circular, by: Office) -> list[Waiting]:
    """All reports of offices directly below `by` that wait for its check, by code: one statement for all."""
    reported_at = func.max(case((t.events.c.action.in_(REPORTS), t.events.c.at)))
    of_it = t.events.c.noun == str(Noun.TASK), t.events.c.subject_id == t.tasks.c.id
    columns = (t.tasks.c.id, t.units.c.name, t.tasks.c.outcome, t.tasks.c.note, t.tasks.c.deadline)
    rows = (
        select(*columns, func.count(t.events.c.id), reported_at)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .join(t.events, and_(*of_it))
        .where(*_below(circular, by), t.tasks.c.state == "reported")
        .group_by(*columns, t.units.c.code)
        .order_by(t.units.c.code)
    )
    return [Waiting(*row) for row in conn.execute(rows)]


def confirm(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Find a report right. Raises UnknownError as `report_of`, NotAllowedError if it does not wait for a check."""
    reporting.verify(conn, circular, report_of(conn, circular, by, task_id).unit, act)


def give_back(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Give a report back, `act.why` saying what is to be mended. Raises as `confirm` and `return_incorrect` do."""
    reporting.return_incorrect(conn, circular, report_of(conn, circular, by, task_id).unit, act)


def take_back(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Take the check of a report back: it waits again. Raises NotAllowedError unless the check was the last step."""
    circulars.hold(conn, circular)
    report = report_of(conn, circular, by, task_id)
    if UNDO["verify"] not in report.can:
        raise NotAllowedError("the last step was no check by the level above, so no check can be taken back")
    reporting.undo(conn, circular, report.unit, act)


def confirm_all(conn: Connection, circular: Circular, by: Office, seen: Mapping[int, int], act: Act) -> int:
    """Find right all reports that were `seen`, by task with their version; set-based. Return how many.

    Raises NotAllowedError, and then none may be kept, if one of them does not wait any more as it was seen, or is one
    in part: what such a report is worth is decided one by one.
    """
    circulars.hold(conn, circular)
    there = {one.task_id: one.version for one in waiting(conn, circular, by) if one.outcome in WHOLE}
    if not seen or any(there.get(task_id) != version for task_id, version in seen.items()):
        raise NotAllowedError("these are not the reports that wait for a check now")
    completion.hold_tasks(conn, circular, seen)
    many = move(conn, Noun.TASK, "verify", any_of(t.tasks.c.id, list(seen)), act, done_on=local_date(act.now))
    completion.settle(conn, circular.id, act)
    return many


def all_done(conn: Connection, circular: Circular, by: Office, seen: Mapping[int, int]) -> bool:
    """Whether all these tasks of offices directly below are done already."""
    done = *_below(circular, by), t.tasks.c.state == "done", any_of(t.tasks.c.id, list(seen))
    return conn.scalar(select(func.count()).select_from(t.tasks).where(*done)) == len(seen)


def _can(circular: Circular, state: str, duty: str, steps: Sequence[TaskStep]) -> frozenset[str]:
    actions = {step for step in possible(Noun.TASK, state, duty) if step in _CHECKS}
    try:
        if history.steps_back(steps, circular.content.reports.verify) == (UNDO["verify"],):
            actions.add(UNDO["verify"])
    except NotAllowedError:
        pass  # the last step is none that can be taken back
    return frozenset(actions)


def _below(circular: Circular, by: Office) -> tuple[ColumnElement[bool], ...]:
    """The tasks of those directly below that have the work to do."""
    return t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == by.id, t.tasks.c.duty == "do"
