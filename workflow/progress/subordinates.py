"""The units directly below a unit under a circular: their progress and open requests for more time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from workflow.access.links import NOT_REVOKED
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.states import Noun, open_states
from workflow.store import tables as t

_SETTLED = ("done", "waived")
LOOKED_AT = ("reported", "returned", "done")
"""The states in which the unit above can see an office's report."""


@dataclass(frozen=True)
class Subordinate:
    """A unit directly below. `offices` and `done` count the doing offices below a unit that passes on.

    `received` is the receive number and `received_on` the day, `passed_on` the number of the unit's covering letter;
    `request_id`, `wished` and `reason` belong to an open request for time.
    """

    task_id: int
    unit_id: int
    code: str
    name: str
    level: str
    duty: str
    state: str
    outcome: str
    note: str
    deadline: date
    done_on: date | None
    received: str | None
    received_on: date | None
    passed_on: str | None
    linked: bool
    request_id: int | None
    wished: date | None
    reason: str | None
    offices: int = 0
    done: int = 0

    @property
    def to_verify(self) -> bool:
        """Whether the unit's report waits for a check by the unit above (workflow.progress.verify)."""
        return self.duty == "do" and self.state == "reported"

    @property
    def to_look_at(self) -> bool:
        """Whether the unit has a report to look at, checked or not."""
        return self.duty == "do" and self.state in LOOKED_AT

    def lags(self, today: date) -> bool:
        """Whether the unit's deadline has passed and its task is open."""
        return self.deadline < today and self.state in open_states(Noun.TASK)


@dataclass(frozen=True)
class Summary:
    """The numbers of units directly below by progress; a unit counts in all stages it has reached."""

    total: int
    received: int
    passed_on: int
    done: int
    lagging: int
    asking: int


def children(conn: Connection, circular_id: int, unit: Office) -> list[Subordinate]:
    """The units directly below a unit that take part, by code; two statements, whatever their number."""
    counts = _counts(conn, circular_id, unit)
    carrier = select(t.letters.c.id).where(_passed_on_by(circular_id, unit.id)).limit(1).scalar_subquery()
    receipt = (
        t.receipts.c.letter_id == carrier,
        t.receipts.c.unit_id == t.tasks.c.unit_id,
        t.receipts.c.voided_at.is_(None),
    )
    open_request = t.requests.c.task_id == t.tasks.c.id, t.requests.c.state.in_(("asked",))
    rows = conn.execute(
        select(*_columns())
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .outerjoin(t.receipts, and_(*receipt))
        .outerjoin(t.letters, _passed_on_by(circular_id, t.tasks.c.unit_id))
        .outerjoin(t.requests, and_(*open_request))
        .where(t.tasks.c.circular_id == circular_id, t.tasks.c.above_id == unit.id)
        .order_by(t.units.c.code)
    )
    subordinates: list[Subordinate] = []
    for row in rows.mappings():
        offices, done = counts.get(row["unit_id"], (0, 0))
        subordinates.append(Subordinate(**row, offices=offices, done=done))
    return subordinates


def summary(subordinates: Sequence[Subordinate], today: date) -> Summary:
    """The numbers of these units by progress."""
    return Summary(
        total=len(subordinates),
        received=sum(child.received is not None for child in subordinates),
        passed_on=sum(child.passed_on is not None for child in subordinates),
        done=sum(child.state in _SETTLED for child in subordinates),
        lagging=sum(child.lags(today) for child in subordinates),
        asking=sum(child.request_id is not None for child in subordinates),
    )


def _columns() -> list[ColumnElement[Any]]:
    """The columns of `Subordinate`, without the counts."""
    columns = ("unit_id", "level", "duty", "state", "outcome", "note", "deadline", "done_on")
    return [
        t.tasks.c.id.label("task_id"),
        *(t.tasks.c[name] for name in columns),
        t.units.c.code,
        t.units.c.name,
        t.receipts.c.number.label("received"),
        t.receipts.c.date.label("received_on"),
        t.letters.c.number.label("passed_on"),
        exists().where(t.links.c.task_id == t.tasks.c.id, NOT_REVOKED).label("linked"),
        t.requests.c.id.label("request_id"),
        t.requests.c.wished,
        t.requests.c.reason,
    ]


def _counts(conn: Connection, circular_id: int, unit: Office) -> dict[int, tuple[int, int]]:
    """The numbers of doing offices and of finished ones by unit directly below."""
    if unit.level is Level.LOCAL:
        return {}
    area = t.tasks.c.province_id if unit.level is Level.DEPARTMENT else t.tasks.c.district_id
    tasks = [t.tasks.c.circular_id == circular_id, t.tasks.c.duty == "do", area.is_not(None)]
    if unit.level is not Level.DEPARTMENT:
        child = t.tasks.alias("child")
        children_ids = select(child.c.unit_id).where(child.c.circular_id == circular_id, child.c.above_id == unit.id)
        tasks.append(t.tasks.c.above_id.in_(children_ids))
    finished = func.count(case((t.tasks.c.state.in_(_SETTLED), 1)))
    rows = conn.execute(select(area, func.count(), finished).where(*tasks).group_by(area))
    return {unit_id: (count, done) for unit_id, count, done in rows}


def _passed_on_by(circular_id: int, unit_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The condition for the letter by which a unit has passed the circular on."""
    carrier = t.letters.c.circular_id == circular_id, t.letters.c.sender_id == unit_id
    return and_(*carrier, t.letters.c.kind.in_(t.CARRIER_KINDS), t.letters.c.state == "issued")
