"""How far a circular has come, per node of the tree: expected, done, on time."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from workflow.circulars import Circular
from workflow.store.paper import letters, receipts
from workflow.store.tables import tasks, units

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
    where = [tasks.c.circular_id == circular.id, tasks.c.duty == "do"]
    if province_id is not None:
        where.append(tasks.c.province_id == province_id)
    finished = tasks.c.state == "done"
    on_time = tasks.c.done_on <= circular.deadline
    received = exists().where(
        receipts.c.unit_id == tasks.c.unit_id,
        receipts.c.voided_at.is_(None),
        letters.c.id == receipts.c.letter_id,
        letters.c.circular_id == circular.id,
        letters.c.stage_rank == 0,
    )
    open_still = tasks.c.state.not_in(("done", "waived", "cancelled"))
    counted = (
        func.count(),
        _count(received),
        _count(finished, tasks.c.outcome != "nil"),
        _count(finished, tasks.c.outcome == "nil"),
        _count(tasks.c.state == "waived"),
        _count(open_still, tasks.c.outcome != "incorrect"),
        _count(open_still, tasks.c.outcome == "incorrect"),
        _count(finished, on_time),
        _count(finished, ~on_time),
    )
    rows = select(units.c.code, units.c.name, *counted).join(units, units.c.id == node).where(*where)
    return [Figures(*row) for row in conn.execute(rows.group_by(units.c.code, units.c.name).order_by(units.c.code))]


def total(rows: list[Figures], name: str = "รวม") -> Figures:
    """The sum of several nodes."""
    sums = [sum(getattr(row, column) for row in rows) for column in list(Figures.__dataclass_fields__)[2:]]
    return Figures("", name, *sums)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)
