"""Checking the reports of the offices directly below a unit: confirm, give back, or take a check back.

The state table decides which steps are possible. Only the unit directly above sees and checks a report. A report's
`version` is the number of its steps: events are only added, so an equal version means an unchanged report.
"""

from collections.abc import Collection, Mapping, Sequence
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
"""The steps of reporting."""

WHOLE = ("complete", "nil")
"""The outcomes of full reports; partial reports are checked one by one."""

_CHECKS = ("verify", "return")


@dataclass(frozen=True)
class Report:
    """The report of an office directly below. `reported` is the last step of reporting, None after an import alone.

    `can` are the steps that the unit above may take now.
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
        """The number of steps."""
        return len(self.steps)

    @property
    def result(self) -> str:
        """The outcome that the office reported; a confirmed partial report stays `incorrect` here."""
        in_part = self.reported is not None and self.reported.action == "report_problem"
        return "incorrect" if in_part else self.outcome

    @property
    def returned_for(self) -> str:
        """The reason of the last return; '' for a report never returned."""
        return next((step.why for step, name in reversed(self.steps) if name == "return"), "")


@dataclass(frozen=True)
class WaitingReport:
    """A report that waits for a check, for lists; `at` is the time of the report."""

    task_id: int
    name: str
    outcome: str
    note: str
    deadline: date
    version: int
    at: datetime


def report_of(conn: Connection, circular: Circular, by: Office, task_id: int) -> Report:
    """The report of an office directly below `by`. Raises UnknownError for other tasks, existing or not."""
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
        history.named_steps(steps, checked),
        next((step for step in reversed(steps) if step.action in REPORTS), None),
        _can(circular, row.state, row.duty, steps) if circular.state == "open" else frozenset(),
    )


def waiting_reports(conn: Connection, circular: Circular, by: Office) -> list[WaitingReport]:
    """The reports of offices directly below `by` that wait for its check, by code; one statement."""
    reported_at = func.max(case((t.events.c.action.in_(REPORTS), t.events.c.at)))
    task_events = t.events.c.noun == str(Noun.TASK), t.events.c.subject_id == t.tasks.c.id
    columns = (t.tasks.c.id, t.units.c.name, t.tasks.c.outcome, t.tasks.c.note, t.tasks.c.deadline)
    rows = (
        select(*columns, func.count(t.events.c.id), reported_at)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .join(t.events, and_(*task_events))
        .where(*_below(circular, by), t.tasks.c.state == "reported")
        .group_by(*columns, t.units.c.code)
        .order_by(t.units.c.code)
    )
    return [WaitingReport(*row) for row in conn.execute(rows)]


def confirm(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Confirm a report. Raises UnknownError as `report_of`, NotAllowedError if it does not wait for a check."""
    reporting.verify(conn, circular, report_of(conn, circular, by, task_id).unit, act)


def give_back(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Give a report back; `act.why` says what to mend. Raises as `confirm` and `return_incorrect` do."""
    reporting.return_incorrect(conn, circular, report_of(conn, circular, by, task_id).unit, act)


def take_back(conn: Connection, circular: Circular, by: Office, task_id: int, act: Act) -> None:
    """Undo the check of a report, which then waits again. Raises NotAllowedError unless the check was the last step."""
    circulars.hold(conn, circular)
    report = report_of(conn, circular, by, task_id)
    if UNDO["verify"] not in report.can:
        raise NotAllowedError("the last step was no check by the level above, so no check can be taken back")
    reporting.undo(conn, circular, report.unit, act)


def confirm_all(conn: Connection, circular: Circular, by: Office, versions: Mapping[int, int], act: Act) -> int:
    """Confirm reports, set-based; `versions` are those that the officer saw, by task id. Returns their number.

    Raises NotAllowedError, upon which the transaction must be rolled back, if a report has changed since, does not
    wait any more, or is partial.
    """
    circulars.hold(conn, circular)
    waiting = {
        report.task_id: report.version for report in waiting_reports(conn, circular, by) if report.outcome in WHOLE
    }
    if not versions or any(waiting.get(task_id) != version for task_id, version in versions.items()):
        raise NotAllowedError("these are not the reports that wait for a check now")
    completion.hold_tasks(conn, circular, versions)
    count = move(conn, Noun.TASK, "verify", any_of(t.tasks.c.id, list(versions)), act, done_on=local_date(act.now))
    completion.settle(conn, circular.id, act)
    return count


def all_done(conn: Connection, circular: Circular, by: Office, task_ids: Collection[int]) -> bool:
    """Whether all these tasks of offices directly below are done."""
    done = *_below(circular, by), t.tasks.c.state == "done", any_of(t.tasks.c.id, list(task_ids))
    return conn.scalar(select(func.count()).select_from(t.tasks).where(*done)) == len(task_ids)


def _can(circular: Circular, state: str, duty: str, steps: Sequence[TaskStep]) -> frozenset[str]:
    actions = {step for step in possible(Noun.TASK, state, duty) if step in _CHECKS}
    try:
        if history.undo_steps(steps, circular.content.reports.verify) == (UNDO["verify"],):
            actions.add(UNDO["verify"])
    except NotAllowedError:
        pass  # the last step cannot be undone
    return frozenset(actions)


def _below(circular: Circular, by: Office) -> tuple[ColumnElement[bool], ...]:
    """The condition for the tasks of doing offices directly below."""
    return t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == by.id, t.tasks.c.duty == "do"
