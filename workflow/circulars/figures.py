"""How far a circular has come, per node of the tree: expected, done, on time."""

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

from workflow.circulars.circular import Circular
from workflow.states import NO_LONGER_ASKED
from workflow.store import tables as t
from workflow.store.dialect import insert_for, is_open

By = Literal["province", "district", "unit"]


@dataclass(frozen=True)
class Figures:
    """Offices that have the work to do below one node. `on_time` counts by the first deadline, whatever moved later.

    expected = complete + nil + waived + missing + incorrect (+ cancelled); done = complete + nil. What was left over at
    closing is missing or incorrect; what was handed over counts with its successor only.
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
        """Offices that have done it, with or without something to report."""
        return self.complete + self.nil


def figures(conn: Connection, circular: Circular, by: By = "province", province_id: int | None = None) -> list[Figures]:
    """Figures of a circular by province, district or unit, in the order of codes; one grouped statement.

    An office that answers to the province itself counts under the province's own name in the figures by district.
    """
    node = {
        "province": t.tasks.c.province_id,
        "district": func.coalesce(t.tasks.c.district_id, t.tasks.c.province_id),
        "unit": t.tasks.c.unit_id,
    }[by]
    where = [t.tasks.c.circular_id == circular.id]
    if province_id is not None:
        where.append(t.tasks.c.province_id == province_id)
    found = by_node(node, literal(circular.deadline, t.tasks.c.deadline.type), *where).subquery()
    rows = select(t.units.c.code, t.units.c.name, *(found.c[name] for name in t.COUNTED))
    rows = rows.join(found, found.c.node == t.units.c.id).order_by(t.units.c.code)
    return [Figures(*row) for row in conn.execute(rows)]


def by_node(
    node: ColumnElement[int], deadline: ColumnElement[date], *where: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """The node (as `node`) and the columns of COUNTED over the tasks of those that have the work to do.

    On time is by this deadline. Tasks that are alike in all that counts are counted first: read in the order of their
    index, that is one pass without any sorting, and the conditions are asked of a few hundred kinds of task.
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
    """The sum of several nodes."""
    sums = [sum(getattr(row, column) for row in rows) for column in list(Figures.__dataclass_fields__)[2:]]
    return Figures("", name, *sums)


_OPEN = is_open(t.circulars)


@dataclass(frozen=True)
class Progress:
    """How far a circular had come when it was last counted: offices expected, and how many of them have done it.

    `at` is when the last change was counted.
    """

    expected: int
    done: int
    at: datetime


def refresh(conn: Connection, now: datetime, which: ColumnElement[bool] | TextClause = _OPEN) -> None:
    """Count the open circulars (or others) anew, by province; what has not changed since is not written again."""
    # Locked, so that two refreshes wait for each other instead of meeting in the middle.
    chosen = select(t.circulars.c.id, t.circulars.c.deadline).where(which).order_by(t.circulars.c.id)
    for circular_id, deadline in conn.execute(chosen.with_for_update(key_share=True)).all():
        _count(conn, circular_id, deadline, now)


def _count(conn: Connection, circular_id: int, deadline: date, now: datetime) -> None:
    place = func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
    counts = by_node(place, literal(deadline, t.tasks.c.deadline.type), t.tasks.c.circular_id == circular_id).subquery()
    rows = select(literal(circular_id), counts.c.node, *(counts.c[name] for name in t.COUNTED))
    rows = rows.add_columns(literal(now, t.figures.c.at.type))
    # A condition, so that SQLite can tell the statement's own ON CONFLICT from a join's ON.
    rows = rows.where(counts.c.expected >= 0)
    new = insert_for(conn.dialect.name, t.figures).from_select(["circular_id", "province_id", *t.COUNTED, "at"], rows)
    changed = or_(*(t.figures.c[name] != new.excluded[name] for name in t.COUNTED))
    values = {name: new.excluded[name] for name in (*t.COUNTED, "at")}
    conn.execute(new.on_conflict_do_update(index_elements=["circular_id", "province_id"], set_=values, where=changed))


def progress(conn: Connection) -> dict[int, Progress]:
    """By circular (id), how far each had come when it was last counted; those never counted are left out."""
    done = func.sum(t.figures.c.complete + t.figures.c.nil)
    rows = select(t.figures.c.circular_id, func.sum(t.figures.c.expected), done, func.max(t.figures.c.at))
    found = conn.execute(rows.group_by(t.figures.c.circular_id))
    return {circular_id: Progress(int(expected), int(count), at) for circular_id, expected, count, at in found}
