"""How far those below a unit have come: each with its state, and how many of its own have done it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, case, func, select

from web.standing import Standing
from workflow.store.pages import requests
from workflow.store.tables import tasks, units


@dataclass(frozen=True)
class Child:
    """A unit directly below: where it stands, and of the offices below it how many there are and have done it."""

    name: str
    state: str
    outcome: str
    deadline: date
    offices: int
    done: int

    def lags(self, today: date) -> bool:
        """Whether its deadline has passed and it is not done."""
        return self.deadline < today and self.state not in ("done", "waived", "cancelled")


def children(conn: Connection, s: Standing) -> Sequence[Child]:
    """Those directly below, in the order of their codes; one statement."""
    under = tasks.alias("under")
    doing = and_(under.c.circular_id == s.circular.id, under.c.duty == "do", under.c.district_id == tasks.c.unit_id)
    finished = case((under.c.state.in_(("done", "waived")), 1))
    rows = conn.execute(
        select(units.c.name, tasks.c.state, tasks.c.outcome, tasks.c.deadline)
        .add_columns(func.count(under.c.id).label("offices"), func.count(finished).label("done"))
        .join(units, units.c.id == tasks.c.unit_id)
        .outerjoin(under, doing)
        .where(tasks.c.circular_id == s.circular.id, tasks.c.above_id == s.unit.id)
        .group_by(tasks.c.id, units.c.id)
        .order_by(units.c.code)
    )
    return [Child(**row) for row in rows.mappings()]


@dataclass(frozen=True)
class Asked:
    """A request for time of a unit directly below, which waits for a decision."""

    id: int
    name: str
    wished: date
    deadline: date
    reason: str


def asked_below(conn: Connection, s: Standing) -> Sequence[Asked]:
    """The requests that this unit decides, oldest first."""
    rows = conn.execute(
        select(requests.c.id, units.c.name, requests.c.wished, tasks.c.deadline, requests.c.reason)
        .join(tasks, tasks.c.id == requests.c.task_id)
        .join(units, units.c.id == tasks.c.unit_id)
        .where(tasks.c.circular_id == s.circular.id, tasks.c.above_id == s.unit.id, requests.c.state == "asked")
        .order_by(requests.c.id)
    )
    return [Asked(**row) for row in rows.mappings()]
