"""How far a circular has come, per node of the tree: expected, done, on time."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, case, cast, func, select, true

from workflow.circulars import Circular
from workflow.store.tables import COUNTED, DOING, FIGURED, tasks, units

By = Literal["province", "district", "unit"]


@dataclass(frozen=True)
class Figures:
    """Offices that have the work to do below one node. `on_time` counts by the first deadline, whatever moved later.

    expected = complete + nil + waived + missing + incorrect (+ cancelled); done = complete + nil.
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
    given = {"circular": circular.id, "deadline": circular.deadline, "province": province_id}
    return [Figures(*row) for row in conn.execute(_figures(by, within=province_id is not None), given)]


@cache
def _figures(by: By, *, within: bool) -> Select[*tuple[Any, ...]]:
    # Put together once: that takes as long as the database needs to answer.
    node = {
        "province": tasks.c.province_id,
        "district": func.coalesce(tasks.c.district_id, tasks.c.province_id),
        "unit": tasks.c.unit_id,
    }[by]
    where = [tasks.c.circular_id == bindparam("circular")]
    if within:
        where.append(tasks.c.province_id == bindparam("province"))
    found = by_node(node, bindparam("deadline", type_=tasks.c.deadline.type), *where).subquery()
    rows = select(units.c.code, units.c.name, *(found.c[name] for name in COUNTED))
    return rows.join(found, found.c.node == units.c.id).order_by(units.c.code)


def by_node(
    node: ColumnElement[int], deadline: ColumnElement[date], *where: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """The node (as `node`) and the columns of COUNTED over the tasks of those that have the work to do.

    On time is by this deadline. Tasks that are alike in all that counts are counted first: read in the order of their
    index, that is one pass without any sorting, and the conditions are asked of a few hundred kinds of task.
    """
    kinds = [tasks.c[name] for name in FIGURED]
    alike = select(node.label("node"), *kinds, func.count().label("n")).where(DOING, *where).group_by(node, *kinds)
    task = alike.subquery("alike").c
    finished, open_still = task.state == "done", task.state.not_in(("done", "waived", "cancelled"))
    sums = {
        "expected": true(),
        "received": task.received_on.is_not(None),
        "complete": finished & (task.outcome != "nil"),
        "nil": finished & (task.outcome == "nil"),
        "waived": task.state == "waived",
        "missing": open_still & (task.outcome != "incorrect"),
        "incorrect": open_still & (task.outcome == "incorrect"),
        "on_time": finished & (task.done_on <= deadline),
        "late": finished & ~(task.done_on <= deadline),
    }
    counts = (cast(func.sum(case((sums[name], task.n), else_=0)), Integer).label(name) for name in COUNTED)
    return select(task.node, *counts).group_by(task.node)


def total(rows: list[Figures], name: str = "รวม") -> Figures:
    """The sum of several nodes."""
    sums = [sum(getattr(row, column) for row in rows) for column in list(Figures.__dataclass_fields__)[2:]]
    return Figures("", name, *sums)
