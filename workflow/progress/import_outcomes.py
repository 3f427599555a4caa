"""Importing outcomes from the system in which the work is done: taken as a whole or not at all."""

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
class Standing:
    """How a unit's task stands before the import."""

    id: int
    name: str
    duty: str
    state: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Change:
    """What an import does to one unit. `kept` says why nothing, where the circular's setting protects it."""

    row: int
    unit: str
    name: str
    before: str
    after: str
    kept: str = ""


@dataclass(frozen=True)
class OutcomeImport:
    """What an import changed, and how many rows said nothing new."""

    changes: list[Change]
    unchanged: int


def import_outcomes(
    conn: Connection, circular: Circular, path: Path, outcomes: Sequence[Outcome], act: Act
) -> OutcomeImport:
    """Take all outcomes into the tasks, set-based; tasks above settle accordingly.

    Raises InputError if a row names a unit that has nothing to do under this circular, NotAllowedError if the
    circular is not open. To see what would change, call it in a transaction that is rolled back.
    """
    circulars.hold(conn, circular)
    standing = _standing(conn, circular)
    refuse(path, list(_unit_faults(path, outcomes, standing)))
    changes = [_change(circular, outcome, standing[outcome.unit]) for outcome in outcomes]
    taken = [o for o, change in zip(outcomes, changes, strict=True) if not change.kept]
    if taken:
        # Before the file's rows are written, each of which refers to a task, in the file's order.
        completion.hold_tasks(conn, circular, [standing[outcome.unit].id for outcome in taken])
        _apply(conn, circular, _stage(conn, circular, path, taken, standing, act), act)
    reported = [change for change in changes if change.kept or change.before != change.after]
    return OutcomeImport(reported, len(changes) - len(reported))


def _standing(conn: Connection, circular: Circular) -> dict[str, Standing]:
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
    return {row[0]: Standing(*row[1:]) for row in conn.execute(rows)}


def _unit_faults(path: Path, outcomes: Sequence[Outcome], standing: dict[str, Standing]) -> Iterator[Fault]:
    for outcome in outcomes:
        task = standing.get(outcome.unit)
        if task is None:
            problem, expected = f"unit '{outcome.unit}' has no task under this circular", "the code of a unit that has"
            yield Fault(path.name, problem, "unit", outcome.row, expected)
        elif task.duty != "do":
            problem = f"{task.name} passes the circular on; its outcome follows from the units below it"
            yield Fault(path.name, problem, "unit", outcome.row, "an office that does the work itself")


def _change(circular: Circular, outcome: Outcome, task: Standing) -> Change:
    before = _words(task.outcome, task.note)
    reported = task.state in ("reported", "done") and task.outcome in _FINISHED
    if task.state in NO_LONGER_ASKED:
        return Change(outcome.row, outcome.unit, task.name, before, before, f"the task is {task.state}")
    if reported and outcome.outcome not in _FINISHED and not circular.content.reports.import_wins:
        return Change(outcome.row, outcome.unit, task.name, before, before, "the office's own report stands")
    return Change(outcome.row, outcome.unit, task.name, before, _words(outcome.outcome, outcome.note))


def _words(outcome: str, note: str) -> str:
    return f"{outcome} ({note})" if note else outcome


def _stage(
    conn: Connection,
    circular: Circular,
    path: Path,
    taken: Sequence[Outcome],
    standing: dict[str, Standing],
    act: Act,
) -> int:
    head = {"circular_id": circular.id, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    inserted = conn.execute(insert(t.imports).values(**head, actor=act.actor, at=act.now))
    assert inserted.inserted_primary_key is not None
    import_id = int(inserted.inserted_primary_key[0])
    rows = [
        {
            "import_id": import_id,
            "task_id": standing[o.unit].id,
            "outcome": o.outcome,
            "note": o.note,
            "as_of": o.as_of,
        }
        for o in taken
    ]
    conn.execute(insert(t.import_rows), rows)
    return import_id


def _apply(conn: Connection, circular: Circular, import_id: int, act: Act) -> None:
    def named(*outcomes: str) -> ColumnElement[bool]:
        chosen = t.import_rows.c.import_id == import_id, t.import_rows.c.outcome.in_(outcomes)
        return and_(
            t.tasks.c.circular_id == circular.id, t.tasks.c.id.in_(select(t.import_rows.c.task_id).where(*chosen))
        )

    row_of_task = and_(t.import_rows.c.import_id == import_id, t.import_rows.c.task_id == t.tasks.c.id)
    as_of = select(t.import_rows.c.as_of).where(row_of_task).scalar_subquery()
    act = act.because(act.why or f"import {import_id}")
    move(conn, Noun.TASK, "import_done", named(*_FINISHED), act, done_on=as_of)
    move(conn, Noun.TASK, "return", named("missing", "incorrect"), act, done_on=None)
    imported = {"outcome": t.import_rows.c.outcome, "note": t.import_rows.c.note, "as_of": t.import_rows.c.as_of}
    conn.execute(update(t.tasks).where(row_of_task).values(imported))
    completion.settle(conn, circular.id, act)
