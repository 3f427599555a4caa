"""Importing outcomes from the system in which the work is done: a whole file or nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import Fault
from workflow.files.csv_tables import refuse
from workflow.progress import completion
from workflow.progress.outcomes_file import Outcome
from workflow.states import NO_LONGER_ASKED, Noun
from workflow.store import tables as t
from workflow.store.transitions import move

_FINISHED = ("nil", "complete")


@dataclass(frozen=True)
class TaskBefore:
    """A unit's task before the import."""

    id: int
    name: str
    duty: str
    state: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Change:
    """The change of a unit's outcome by an import; `kept` is the reason for no change, if there is one."""

    row: int
    unit: str
    name: str
    before: str
    after: str
    kept: str = ""


@dataclass(frozen=True)
class OutcomeImport:
    """The result of an import: changed or kept outcomes, and the number of rows without news."""

    changes: list[Change]
    unchanged: int


def import_outcomes(
    conn: Connection, circular: Circular, path: Path, outcomes: Sequence[Outcome], act: Act
) -> OutcomeImport:
    """Write all outcomes into the tasks, set-based, and settle the tasks above.

    Raises InputError for a unit without work under this circular, NotAllowedError if the circular is not open. For a
    preview, call it in a transaction that is rolled back.
    """
    circulars.hold(conn, circular)
    tasks = _tasks_by_code(conn, circular)
    refuse(path, list(_unit_faults(path, outcomes, tasks)))
    changes = [_change(circular, outcome, tasks[outcome.unit]) for outcome in outcomes]
    accepted = [outcome for outcome, change in zip(outcomes, changes, strict=True) if not change.kept]
    if accepted:
        # Before writing the file's rows, which refer to tasks in the file's order.
        completion.hold_tasks(conn, circular, [tasks[outcome.unit].id for outcome in accepted])
        _apply(conn, circular, _record(conn, circular, path, accepted, tasks, act), act)
    reported = [change for change in changes if change.kept or change.before != change.after]
    return OutcomeImport(reported, len(changes) - len(reported))


def _tasks_by_code(conn: Connection, circular: Circular) -> dict[str, TaskBefore]:
    columns = (
        t.units.c.code,
        t.tasks.c.id,
        t.units.c.name,
        t.tasks.c.duty,
        t.tasks.c.state,
        t.tasks.c.outcome,
        t.tasks.c.note,
    )
    rows = select(*columns).join(t.units, t.units.c.id == t.tasks.c.unit_id).where(t.tasks.c.circular_id == circular.id)
    return {row[0]: TaskBefore(*row[1:]) for row in conn.execute(rows)}


def _unit_faults(path: Path, outcomes: Sequence[Outcome], tasks: dict[str, TaskBefore]) -> Iterator[Fault]:
    for outcome in outcomes:
        task = tasks.get(outcome.unit)
        if task is None:
            problem, expected = f"unit '{outcome.unit}' has no task under this circular", "the code of a unit that has"
            yield Fault(path.name, problem, "unit", outcome.row, expected)
        elif task.duty != "do":
            problem = f"{task.name} passes the circular on; its outcome follows from the units below it"
            yield Fault(path.name, problem, "unit", outcome.row, "an office that does the work itself")


def _change(circular: Circular, outcome: Outcome, task: TaskBefore) -> Change:
    before = _description(task.outcome, task.note)
    reported = task.state in ("reported", "done") and task.outcome in _FINISHED
    if task.state in NO_LONGER_ASKED:
        return Change(outcome.row, outcome.unit, task.name, before, before, f"the task is {task.state}")
    if reported and outcome.outcome not in _FINISHED and not circular.content.reports.import_wins:
        return Change(outcome.row, outcome.unit, task.name, before, before, "the office's own report stands")
    return Change(outcome.row, outcome.unit, task.name, before, _description(outcome.outcome, outcome.note))


def _description(outcome: str, note: str) -> str:
    return f"{outcome} ({note})" if note else outcome


def _record(
    conn: Connection,
    circular: Circular,
    path: Path,
    accepted: Sequence[Outcome],
    tasks: dict[str, TaskBefore],
    act: Act,
) -> int:
    """Record the import and its rows; return the import's id."""
    head = {"circular_id": circular.id, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    inserted = conn.execute(insert(t.imports).values(**head, actor=act.actor, at=act.now))
    assert inserted.inserted_primary_key is not None
    import_id = int(inserted.inserted_primary_key[0])
    rows = [
        {
            "import_id": import_id,
            "task_id": tasks[outcome.unit].id,
            "outcome": outcome.outcome,
            "note": outcome.note,
            "as_of": outcome.as_of,
        }
        for outcome in accepted
    ]
    conn.execute(insert(t.import_rows), rows)
    return import_id


def _apply(conn: Connection, circular: Circular, import_id: int, act: Act) -> None:
    def tasks_with(*outcomes: str) -> ColumnElement[bool]:
        rows = t.import_rows.c.import_id == import_id, t.import_rows.c.outcome.in_(outcomes)
        return and_(
            t.tasks.c.circular_id == circular.id, t.tasks.c.id.in_(select(t.import_rows.c.task_id).where(*rows))
        )

    row_of_task = and_(t.import_rows.c.import_id == import_id, t.import_rows.c.task_id == t.tasks.c.id)
    as_of = select(t.import_rows.c.as_of).where(row_of_task).scalar_subquery()
    act = act.because(act.why or f"import {import_id}")
    move(conn, Noun.TASK, "import_done", tasks_with(*_FINISHED), act, done_on=as_of)
    move(conn, Noun.TASK, "return", tasks_with("missing", "incorrect"), act, done_on=None)
    imported = {"outcome": t.import_rows.c.outcome, "note": t.import_rows.c.note, "as_of": t.import_rows.c.as_of}
    conn.execute(update(t.tasks).where(row_of_task).values(imported))
    completion.settle(conn, circular.id, act)
