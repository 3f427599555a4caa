"""How far a circular has come, per node of the tree: expected, done, on time."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Label, and_, case, func, literal, select, true

from workflow.circulars import Circular
from workflow.store.tables import COUNTED, DOING, tasks, units

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
    node = {
        "province": tasks.c.province_id,
        "district": func.coalesce(tasks.c.district_id, tasks.c.province_id),
        "unit": tasks.c.unit_id,
    }[by]
    here = true() if province_id is None else tasks.c.province_id == province_id
    deadline = literal(circular.deadline, tasks.c.deadline.type)
    grouped = (
        select(node.label("node"), *counted(deadline))
        .where(tasks.c.circular_id == circular.id, DOING, here)
        .group_by(node)
        .subquery()
    )
    rows = select(units.c.code, units.c.name, *(grouped.c[name] for name in COUNTED))
    found = conn.execute(rows.join(grouped, grouped.c.node == units.c.id).order_by(units.c.code))
    return [Figures(*row) for row in found]


def counted(deadline: ColumnElement[date]) -> list[Label[int]]:
    """The columns of COUNTED over the tasks of those that have the work to do; on time is by this deadline."""
    finished, done_on_time = tasks.c.state == "done", tasks.c.done_on <= deadline
    open_still = tasks.c.state.not_in(("done", "waived", "cancelled"))
    sums = {
        "expected": func.count(),
        "received": func.count(tasks.c.received_on),
        "complete": _count(finished, tasks.c.outcome != "nil"),
        "nil": _count(finished, tasks.c.outcome == "nil"),
        "waived": _count(tasks.c.state == "waived"),
        "missing": _count(open_still, tasks.c.outcome != "incorrect"),
        "incorrect": _count(open_still, tasks.c.outcome == "incorrect"),
        "on_time": _count(finished, done_on_time),
        "late": _count(finished, ~done_on_time),
    }
    return [sums[name].label(name) for name in COUNTED]


def total(rows: list[Figures], name: str = "รวม") -> Figures:
    """The sum of several nodes."""
    sums = [sum(getattr(row, column) for row in rows) for column in list(Figures.__dataclass_fields__)[2:]]
    return Figures("", name, *sums)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*conditions), 1)))
