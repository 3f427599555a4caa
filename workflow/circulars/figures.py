"""The figures of a circular per node of the tree: tasks expected, done, on time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    TextClause,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from workflow.circulars.heading import CircularHeading
from workflow.states import NO_LONGER_ASKED
from workflow.store import tables as t
from workflow.store.dialect import insert_for, is_open

By = Literal["province", "district", "unit"]


@dataclass(frozen=True)
class Figures:
    """The counts of doing offices below a node. `on_time` is by the first deadline, without extensions.

    expected = complete + nil + waived + missing + incorrect (+ cancelled); done = complete + nil. Tasks left over at
    closing are missing or incorrect; a handed-over task counts with its successor only.
    """

    code: str
    name: str
    expected: int
    received: int
    complete: int
    nil: int
    waived: int
    missing: int
    incorrect: int
    on_time: int
    late: int

    @property
    def done(self) -> int:
        """The number of offices that have done it, with or without something to report."""
        return self.complete + self.nil


def figures(
    conn: Connection, circular: CircularHeading, by: By = "province", province_id: int | None = None
) -> list[Figures]:
    """The figures of a circular by province, district or unit, in the order of codes; one grouped statement.

    In the figures by district, an office directly under a province counts under the province's name.
    """
    node = {
        "province": t.tasks.c.province_id,
        "district": func.coalesce(t.tasks.c.district_id, t.tasks.c.province_id),
        "unit": t.tasks.c.unit_id,
    }[by]
    where = [t.tasks.c.circular_id == circular.id]
    if province_id is not None:
        where.append(t.tasks.c.province_id == province_id)
    counts = by_node(node, literal(circular.deadline, t.tasks.c.deadline.type), *where).subquery()
    rows = select(t.units.c.code, t.units.c.name, *(counts.c[name] for name in t.COUNTED))
    rows = rows.join(counts, counts.c.node == t.units.c.id).order_by(t.units.c.code)
    return [Figures(*row) for row in conn.execute(rows)]


def by_node(
    node: ColumnElement[int], deadline: ColumnElement[date], *where: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """A query of the columns of COUNTED by `node`, over the doing offices' tasks; `deadline` decides on time.

    Tasks with equal values in the relevant columns are grouped first: in the order of their index that is one pass
    without sorting, and the conditions are evaluated for a few hundred groups only.
    """
    kinds = [t.tasks.c[name] for name in t.FIGURED]
    alike = select(node.label("node"), *kinds, func.count().label("n")).where(t.DOING, *where).group_by(node, *kinds)
    task = alike.subquery("alike").c
    finished, not_done = task.state == "done", task.state.not_in(("done", *NO_LONGER_ASKED))
    counts = task.state != "handed_over"
    sums = {
        "expected": counts,
        "received": counts & task.received_on.is_not(None),
        "complete": finished & (task.outcome != "nil"),
        "nil": finished & (task.outcome == "nil"),
        "waived": task.state == "waived",
        "missing": not_done & (task.outcome != "incorrect"),
        "incorrect": not_done & (task.outcome == "incorrect"),
        "on_time": finished & (task.done_on <= deadline),
        "late": finished & ~(task.done_on <= deadline),
    }
    totals = (cast(func.sum(case((sums[name], task.n), else_=0)), Integer).label(name) for name in t.COUNTED)
    return select(task.node, *totals).group_by(task.node)


def total(rows: list[Figures], name: str = "รวม") -> Figures:
    """The sum over nodes."""
    sums = [sum(getattr(row, column) for row in rows) for column in list(Figures.__dataclass_fields__)[2:]]
    return Figures("", name, *sums)


_OPEN = is_open(t.circulars)


@dataclass(frozen=True)
class Progress:
    """The last counted figures of a circular: offices expected and done; `at` is the time of the last change."""

    expected: int
    done: int
    at: datetime


def refresh(conn: Connection, now: datetime, which: ColumnElement[bool] | TextClause = _OPEN) -> None:
    """Count the open circulars (or those that meet a condition) by province, and write the changed figures."""
    # Locked in one order, so that concurrent refreshes wait instead of deadlocking.
    chosen = select(t.circulars.c.id, t.circulars.c.deadline).where(which).order_by(t.circulars.c.id)
    for circular_id, deadline in conn.execute(chosen.with_for_update(key_share=True)).all():
        _count(conn, circular_id, deadline, now)


def _count(conn: Connection, circular_id: int, deadline: date, now: datetime) -> None:
    place = func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
    counts = by_node(place, literal(deadline, t.tasks.c.deadline.type), t.tasks.c.circular_id == circular_id).subquery()
    rows = select(literal(circular_id), counts.c.node, *(counts.c[name] for name in t.COUNTED))
    rows = rows.add_columns(literal(now, t.figures.c.at.type))
    # SQLite needs a WHERE here to parse ON CONFLICT, which it would take for a join's ON.
    rows = rows.where(counts.c.expected >= 0)
    new = insert_for(conn.dialect.name, t.figures).from_select(["circular_id", "province_id", *t.COUNTED, "at"], rows)
    changed = or_(*(t.figures.c[name] != new.excluded[name] for name in t.COUNTED))
    values = {name: new.excluded[name] for name in (*t.COUNTED, "at")}
    conn.execute(new.on_conflict_do_update(index_elements=["circular_id", "province_id"], set_=values, where=changed))


def progress(conn: Connection) -> dict[int, Progress]:
    """The last counted progress by circular id; circulars never counted are left out."""
    done = func.sum(t.figures.c.complete + t.figures.c.nil)
    rows = select(t.figures.c.circular_id, func.sum(t.figures.c.expected), done, func.max(t.figures.c.at))
    rows = rows.group_by(t.figures.c.circular_id)
    return {
        circular_id: Progress(int(expected), int(count), at) for circular_id, expected, count, at in conn.execute(rows)
    }
