"""Who lags: the open tasks a stage is about, the senders above them, and the list for each sender."""

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
from workflow.circulars.ladder import Ranked, Sender, Stage
from workflow.followup.stage_conditions import CIRCULAR, VERSION, StageConditions
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound

_DISTRICT, _OFFICE, _PROVINCE = (t.units.alias(name) for name in ("district", "office", "province"))


@dataclass
class Duties:
    """What there is to do below a sender.

    `count` offices of the stage's kinds; `newest` is the day of the newest outcome of whatever kind of office; `places`
    are the units directly below the sender that have, or have below them, offices with the query's deadline.
    """

    count: int = 0
    newest: date | None = None
    places: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class LagQuery:
    """Who lags, for one stage of a circular's ladder and one version of its deadline."""

    circular: Circular
    ranked: Ranked
    version: int

    @property
    def conditions(self) -> StageConditions:
        """What has to hold of the offices and of their senders."""
        return StageConditions.of(self.circular, self.ranked.stage)

    def senders(
        self, conn: Connection, sender_ids: Collection[int] | None = None
    ) -> Sequence[Row[int, int, date | None]]:
        """The senders that still owe this letter: how many offices lag, and the day of the stage before.

        The day is None where there is none. `sender_ids`: only these senders; all if not given.
        """
        statement = _senders(self.conditions, bounded=sender_ids is not None)
        return conn.execute(statement, self._values(sender_ids)).all()

    def above_anybody(self, conn: Connection, sender_ids: Collection[int]) -> set[int]:
        """Those of these senders below whom anybody lags, whatever they have written already."""
        return set(conn.scalars(_above_anybody(self.conditions), self._values(sender_ids)))

    def listed(
        self, conn: Connection, sender_ids: Collection[int], *, shared: bool = False
    ) -> dict[int, list[tuple[ListedOffice, int]]]:
        """By sender, the lagging offices below it by district, each with the unit directly below the sender over it.

        Senders below whom nobody lags are left out. The department's list goes by province; there the district stands
        with the office's name. The rows stay locked until the transaction ends: an office that does it meanwhile waits,
        so nobody is named who had done it before the letter was made. Where the lock is `shared`, letters of other
        senders may name the same offices meanwhile.
        """
        values = self._values(sender_ids)
        conn.execute(_locking(self.conditions, shared=shared), values)
        offices: dict[int, list[tuple[ListedOffice, int]]] = {}
        for sender_id, below, *row in conn.execute(_listing(self.conditions), values).all():
            offices.setdefault(sender_id, []).append((_listed(self.ranked.stage, *row), below))
        return offices

    def duties(self, conn: Connection, sender_ids: Collection[int]) -> dict[int, Duties]:
        """What there is to do below each of these senders, done or not."""
        by_sender: dict[int, Duties] = {}
        rows = conn.execute(_duties(self.conditions), self._values(sender_ids)).all()
        for sender_id, place, count, waits, newest in rows:
            duties = by_sender.setdefault(sender_id, Duties())
            duties.count += int(count)
            if waits:
                duties.places.add(place)
            if newest:
                duties.newest = max(newest, duties.newest or newest)
        return by_sender

    def answers(self, conn: Connection, task_id: int) -> RowMapping:
        """About one task: its `sender` by id, the day `before`, and whether each condition holds, by its name."""
        return conn.execute(_answers(self.conditions), self._values() | {"task": task_id}).mappings().one()

    def letters_in_the_way(self, conn: Connection, task_id: int, sender_id: int) -> Sequence[Row[int, str, str, str]]:
        """The sender's letters because of which this stage does not name a task, mildest first."""
        names = t.letters.c.id.in_(select(t.letter_tasks.c.letter_id).where(t.letter_tasks.c.task_id == task_id))
        columns = (t.letters.c.id, t.letters.c.stage, t.letters.c.state, t.letters.c.number, names.label("names"))
        of_sender = t.letters.c.circular_id == self.circular.id, t.letters.c.sender_id == sender_id
        settled, named = self.conditions.settled_by(t.letters), self.conditions.names_for_good(t.letters)
        letters = select(*columns).where(*of_sender, or_(settled, and_(names, named)))
        return conn.execute(letters.order_by(t.letters.c.stage_rank), self._values()).all()

    def _values(self, sender_ids: Collection[int] | None = None) -> dict[str, object]:
        circular = {"circular": self.circular.id, "issuer": self.circular.issuer_id}
        return {**circular, "version": self.version, "rank": self.ranked.rank, "senders": sender_ids}


# Statements are made once for each kind of stage: to put one together takes longer than to execute it, and a sweep
# asks for every stage of every open circular (26 ms instead of 71 for one circular whose stages are all in season).
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
def _above_anybody(stage: StageConditions) -> Select[int]:
    return select(stage.sender).where(_lags(stage)).distinct()


@cache
def _locking(stage: StageConditions, *, shared: bool) -> Select[int]:
    # Locked by id, as imports lock them, so that the two wait for each other instead of meeting in a deadlock;
    # what is read afterwards is how things stand once every lock is held.
    locked = select(t.tasks.c.id).where(_lags(stage)).order_by(t.tasks.c.id)
    return locked.with_for_update(read=True) if shared else locked.with_for_update(key_share=True)


@cache
def _listing(stage: StageConditions) -> Select[Any]:
    columns = t.tasks.c.id, _OFFICE.c.name, _DISTRICT.c.name, _PROVINCE.c.name, t.tasks.c.outcome, t.tasks.c.note
    return (
        select(stage.sender.label("sender"), _directly_below(stage.level).label("below"))
        .add_columns(*columns)
        .join(_OFFICE, _OFFICE.c.id == t.tasks.c.unit_id)
        .outerjoin(_DISTRICT, _DISTRICT.c.id == t.tasks.c.district_id)
        .outerjoin(_PROVINCE, _PROVINCE.c.id == t.tasks.c.province_id)
        .where(_lags(stage))
        .order_by(*((_PROVINCE.c.code,) if stage.level == "department" else ()))
        .order_by(_DISTRICT.c.code.is_(None), _DISTRICT.c.code, _OFFICE.c.code)
    )


@cache
def _duties(stage: StageConditions) -> Select[Any]:
    below, do = _directly_below(stage.level), t.tasks.c.duty == "do"
    meant = func.sum(case((and_(do, stage.of_kinds()), 1), else_=0))
    waits = func.max(case((and_(do, t.tasks.c.deadline_version == VERSION), 1), else_=0))
    of_senders = t.tasks.c.circular_id == CIRCULAR, any_of_bound(stage.sender, "senders")
    rows = select(stage.sender, below).add_columns(meant, waits, func.max(t.tasks.c.as_of))
    rows = rows.where(*of_senders).group_by(stage.sender, below)
    # All that is below a district is directly below it, which an index finds among closed tasks too.
    return rows.where(any_of_bound(t.tasks.c.above_id, "senders")) if stage.level == "district" else rows


@cache
def _answers(stage: StageConditions) -> Select[Any]:
    conditions = {**stage.of_office(), **stage.of_sender(bounded=False)}
    answers = [case((condition, 1), else_=0).label(name) for name, condition in conditions.items()]
    before = stage.day_before() if stage.follows else literal(None)
    statement = select(stage.sender.label("sender"), before.label("before"), *answers)
    return statement.where(t.tasks.c.id == bindparam("task"))


def _directly_below(level: Sender) -> ColumnElement[int]:
    if level == "department":
        return func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
    return func.coalesce(t.tasks.c.district_id, t.tasks.c.unit_id) if level == "province" else t.tasks.c.unit_id


def _listed(
    stage: Stage, task: int, name: str, district: str | None, province: str, outcome: str, note: str
) -> ListedOffice:
    if stage.sender == "department":
        return ListedOffice(task, f"{name} {district}" if district else name, province, outcome, note)
    return ListedOffice(task, name, district or NO_DISTRICT, outcome, note)
