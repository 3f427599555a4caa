"""Queries for lagging offices: the open tasks of a stage, their senders, and the lagging list of each sender."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import RankedStage, Sender, Stage
from workflow.followup.stage_conditions import CIRCULAR, VERSION, StageConditions
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.registry.kinds import Level
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound

_DISTRICT, _OFFICE, _PROVINCE = (t.units.alias(name) for name in ("district", "office", "province"))


@dataclass
class TaskTotals:
    """Totals of the tasks below a sender, finished ones included.

    `counts` has the number of offices of the stage's kinds by the unit directly below the sender, without provinces
    and districts that answer for their area; `newest` is the day of the newest outcome of any office. `places` are the
    units directly below the sender that have the query's deadline or an office with it below them.
    """

    counts: dict[int, int] = field(default_factory=dict)
    newest: date | None = None
    places: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class LagQuery:
    """The query for lagging offices of one stage of a circular's ladder and one version of the deadline."""

    circular: Circular
    ranked: RankedStage
    version: int

    @property
    def conditions(self) -> StageConditions:
        """The conditions of the stage in SQL."""
        return StageConditions.of(self.circular, self.ranked.stage)

    def senders(
        self, conn: Connection, sender_ids: Collection[int] | None = None
    ) -> Sequence[Row[int, int, date | None]]:
        """The senders whose letter is still missing, as rows of id, number of lagging offices, preceding stage's day.

        The day is None without a preceding stage or before it is settled. `sender_ids` limits the senders.
        """
        statement = _senders(self.conditions, bounded=sender_ids is not None)
        return conn.execute(statement, self._values(sender_ids)).all()

    def senders_with_lagging(self, conn: Connection, sender_ids: Collection[int]) -> set[int]:
        """The senders among these that have a lagging office, also when their letter exists already."""
        return set(conn.scalars(_senders_with_lagging(self.conditions), self._values(sender_ids)))

    def listed(
        self, conn: Connection, sender_ids: Collection[int], *, shared: bool = False
    ) -> dict[int, list[tuple[ListedOffice, int]]]:
        """The lagging offices by sender, paired with the unit directly below the sender that they belong to.

        The list of a department is ordered by province and has the district in the office's name; other lists are
        ordered by district. Senders without a lagging office are left out. The tasks stay locked until the transaction
        ends: an office that finishes meanwhile waits, so a letter never names an office that was done before it. A
        `shared` lock lets letters of other senders name the same offices at the same time.
        """
        values = self._values(sender_ids)
        conn.execute(_locking(self.conditions, shared=shared), values)
        offices: dict[int, list[tuple[ListedOffice, int]]] = {}
        for sender_id, below, *row in conn.execute(_listing(self.conditions), values).all():
            offices.setdefault(sender_id, []).append((_listed(self.ranked.stage, *row), below))
        return offices

    def totals(self, conn: Connection, sender_ids: Collection[int]) -> dict[int, TaskTotals]:
        """The totals of the tasks below these senders, by sender."""
        by_sender: dict[int, TaskTotals] = {}
        rows = conn.execute(_totals(self.conditions), self._values(sender_ids)).all()
        for sender_id, place, count, with_deadline, newest in rows:
            totals = by_sender.setdefault(sender_id, TaskTotals())
            totals.counts[place] = int(count)
            if with_deadline:
                totals.places.add(place)
            if newest:
                totals.newest = max(newest, totals.newest or newest)
        return by_sender

    def checks(self, conn: Connection, task_id: int) -> RowMapping:
        """The checks of one task: `sender` (an id), the day `before`, and 1 or 0 for every condition by name."""
        return conn.execute(_checks(self.conditions), self._values() | {"task": task_id}).mappings().one()

    def letters_in_the_way(self, conn: Connection, task_id: int, sender_id: int) -> Sequence[Row[int, str, str, str]]:
        """The sender's letters that keep this stage from naming a task, mildest first."""
        names = t.letters.c.id.in_(select(t.letter_tasks.c.letter_id).where(t.letter_tasks.c.task_id == task_id))
        columns = (t.letters.c.id, t.letters.c.stage, t.letters.c.state, t.letters.c.number, names.label("names"))
        of_sender = t.letters.c.circular_id == self.circular.id, t.letters.c.sender_id == sender_id
        settled, named = self.conditions.settled_by(t.letters), self.conditions.names_for_good(t.letters)
        letters = select(*columns).where(*of_sender, or_(settled, and_(names, named)))
        return conn.execute(letters.order_by(t.letters.c.stage_rank), self._values()).all()

    def _values(self, sender_ids: Collection[int] | None = None) -> dict[str, object]:
        circular = {"circular": self.circular.id, "issuer": self.circular.issuer_id}
        return {**circular, "version": self.version, "rank": self.ranked.rank, "senders": sender_ids}


# Statements are cached by conditions: building one takes longer than executing it, and a sweep needs one for every
# stage of every open circular (26 ms instead of 71 for one circular whose stages are all in season).
@cache
def _senders(stage: StageConditions, *, bounded: bool) -> Select[int, int, date | None]:
    before = stage.day_before() if stage.follows else literal(None)
    return (
        select(stage.sender.label("sender_id"), func.count().label("lagging"), before.label("before"))
        .where(*stage.of_office().values(), *stage.of_sender(bounded=bounded).values())
        .where(any_of_bound(stage.sender, "senders") if bounded else true())
        .group_by(stage.sender)
    )


def _lags(stage: StageConditions) -> ColumnElement[bool]:
    return and_(*stage.of_office().values(), any_of_bound(stage.sender, "senders"))


@cache
def _senders_with_lagging(stage: StageConditions) -> Select[int]:
    return select(stage.sender).where(_lags(stage)).distinct()


@cache
def _locking(stage: StageConditions, *, shared: bool) -> Select[int]:
    # Imports lock tasks in the same order, by id, so that the two never deadlock. The list is read afterwards, when
    # all locks are held.
    locked = select(t.tasks.c.id).where(_lags(stage)).order_by(t.tasks.c.id)
    return locked.with_for_update(read=True) if shared else locked.with_for_update(key_share=True)


@cache
def _listing(stage: StageConditions) -> Select[Any]:
    columns = t.tasks.c.id, _OFFICE.c.name, _DISTRICT.c.name, _PROVINCE.c.name, t.tasks.c.outcome, t.tasks.c.note
    return (
        select(stage.sender.label("sender"), _directly_below(stage.level).label("below"))
        .add_columns(*columns, (t.tasks.c.level == Level.LOCAL).label("local"))
        .join(_OFFICE, _OFFICE.c.id == t.tasks.c.unit_id)
        .outerjoin(_DISTRICT, _DISTRICT.c.id == t.tasks.c.district_id)
        .outerjoin(_PROVINCE, _PROVINCE.c.id == t.tasks.c.province_id)
        .where(_lags(stage))
        .order_by(*((_PROVINCE.c.code,) if stage.level == "department" else ()))
        .order_by(_DISTRICT.c.code.is_(None), _DISTRICT.c.code, _OFFICE.c.code)
    )


@cache
def _totals(stage: StageConditions) -> Select[Any]:
    below, do = _directly_below(stage.level), t.tasks.c.duty == "do"
    count = func.sum(case((and_(do, t.tasks.c.level == Level.LOCAL, stage.of_kinds()), 1), else_=0))
    with_deadline = func.max(case((and_(do, t.tasks.c.deadline_version == VERSION), 1), else_=0))
    of_senders = t.tasks.c.circular_id == CIRCULAR, any_of_bound(stage.sender, "senders")
    rows = select(stage.sender, below).add_columns(count, with_deadline, func.max(t.tasks.c.as_of))
    rows = rows.where(*of_senders).group_by(stage.sender, below)
    # Offices of a district are directly below it; the index on above_id covers closed tasks too.
    return rows.where(any_of_bound(t.tasks.c.above_id, "senders")) if stage.level == "district" else rows


@cache
def _checks(stage: StageConditions) -> Select[Any]:
    conditions = {**stage.of_office(), **stage.of_sender(bounded=False)}
    checks = [case((condition, 1), else_=0).label(name) for name, condition in conditions.items()]
    before = stage.day_before() if stage.follows else literal(None)
    statement = select(stage.sender.label("sender"), before.label("before"), *checks)
    return statement.where(t.tasks.c.id == bindparam("task"))


def _directly_below(level: Sender) -> ColumnElement[int]:
    if level == "department":
        return func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
    return func.coalesce(t.tasks.c.district_id, t.tasks.c.unit_id) if level == "province" else t.tasks.c.unit_id


def _listed(
    stage: Stage, task: int, name: str, district: str | None, province: str, outcome: str, note: str, local: bool
) -> ListedOffice:
    if stage.sender == "department":
        return ListedOffice(task, f"{name} {district}" if district else name, province, outcome, note, local)
    return ListedOffice(task, name, district or NO_DISTRICT, outcome, note, local)
