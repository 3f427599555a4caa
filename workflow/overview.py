"""The figures of all circulars, counted beforehand, so that looking at all of them reads no task."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, TextClause, func, literal, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from workflow.completeness import by_node
from workflow.store.tables import COUNTED, circulars, figures, tasks

_OPEN = text("circulars.state = 'open'")


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
    chosen = select(circulars.c.id, circulars.c.deadline).where(which).order_by(circulars.c.id)
    for circular_id, deadline in conn.execute(chosen.with_for_update(key_share=True)).all():
        _count(conn, circular_id, deadline, now)


def _count(conn: Connection, circular_id: int, deadline: date, now: datetime) -> None:
    place = func.coalesce(tasks.c.province_id, tasks.c.unit_id)
    counts = by_node(place, literal(deadline, tasks.c.deadline.type), tasks.c.circular_id == circular_id).subquery()
    rows = select(literal(circular_id), counts.c.node, *(counts.c[name] for name in COUNTED))
    rows = rows.add_columns(literal(now, figures.c.at.type))
    # A condition, so that SQLite can tell the statement's own ON CONFLICT from a join's ON.
    rows = rows.where(counts.c.expected >= 0)
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    new = make(figures).from_select(["circular_id", "province_id", *COUNTED, "at"], rows)
    changed = or_(*(figures.c[name] != new.excluded[name] for name in COUNTED))
    values = {name: new.excluded[name] for name in (*COUNTED, "at")}
    conn.execute(new.on_conflict_do_update(index_elements=["circular_id", "province_id"], set_=values, where=changed))


def progress(conn: Connection) -> dict[int, Progress]:
    """By circular (id), how far each had come when it was last counted; those never counted are left out."""
    done = func.sum(figures.c.complete + figures.c.nil)
    rows = select(figures.c.circular_id, func.sum(figures.c.expected), done, func.max(figures.c.at))
    found = conn.execute(rows.group_by(figures.c.circular_id))
    return {circular_id: Progress(int(expected), int(count), at) for circular_id, expected, count, at in found}
