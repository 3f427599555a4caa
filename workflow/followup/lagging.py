"""Who lags: the open tasks a stage is about, the senders above them, and the list for each sender."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, Select, and_, case, func, literal, or_, select, true

from workflow.circulars.ladder import Stage
from workflow.followup.stage_conditions import StageConditions
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.store import tables as t
from workflow.store.any_of import any_of

_DISTRICT, _OFFICE, _PROVINCE = (t.units.alias(name) for name in ("district", "office", "province"))


@dataclass
class Duties:
    """What there is to do below a sender.

    `count` offices that a stage is about; `newest` is the day of the newest outcome that was imported or reported, of
    whatever kind of office; `places` are the units directly below the sender that have, or have below them, offices
    with a certain deadline.
    """

    count: int = 0
    newest: date | None = None
    places: set[int] = field(default_factory=set)


class LagQuery(StageConditions):
    """Who lags, for one stage of a circular's ladder and one version of its deadline."""

    def senders(
        self, conn: Connection, sender_ids: Collection[int] | None = None
    ) -> Sequence[Row[int, int, date | None]]:
        """Senders with offices that lag and without this letter: how many lag, and the day of the stage before.

        The day is None where there is none. `sender_ids`: only these senders; all if not given.
        """
        before = self.day_before() if self.stage.follows else literal(None)
        statement = (
            select(self.sender.label("sender_id"), func.count().label("lagging"), before.label("before"))
            .where(*self.of_office().values(), *self.of_sender(sender_ids).values())
            .where(true() if sender_ids is None else any_of(self.sender, sender_ids))
            .group_by(self.sender)
        )
        return conn.execute(statement).all()

    def above_anybody(self, conn: Connection, sender_ids: Collection[int]) -> set[int]:
        """Those of these senders below whom anybody lags, whatever they have written already."""
        return set(conn.scalars(select(self.sender).where(self._lags(sender_ids)).distinct()))

    def listed(
        self, conn: Connection, sender_ids: Collection[int], *, shared: bool = False
    ) -> dict[int, list[tuple[ListedOffice, int]]]:
        """By sender, the lagging offices below it by district, each with the unit directly below the sender over it.

        Senders below whom nobody lags are left out. The department's list goes by province; there the district stands
        with the office's name. The rows stay locked until the transaction ends: an office that does it meanwhile waits,
        so nobody is named who had done it before the letter was made. Where the lock is `shared`, letters of other
        senders may name the same offices meanwhile.
        """
        lags = self._lags(sender_ids)
        # Locked by id, as imports lock them, so that the two wait for each other instead of meeting in a deadlock;
        # what is read afterwards is how things stand once every lock is held.
        locked = select(t.tasks.c.id).where(lags).order_by(t.tasks.c.id)
        conn.execute(locked.with_for_update(read=True) if shared else locked.with_for_update(key_share=True))
        offices: dict[int, list[tuple[ListedOffice, int]]] = {}
        for sender_id, below, *row in conn.execute(self._listing(lags)).all():
            offices.setdefault(sender_id, []).append((_listed(self.stage, *row), below))
        return offices

    def duties(self, conn: Connection, sender_ids: Collection[int]) -> dict[int, Duties]:
        """What there is to do below each of these senders, done or not."""
        by_sender: dict[int, Duties] = {}
        for sender_id, place, count, waits, newest in conn.execute(self._duties(sender_ids)).all():
            duties = by_sender.setdefault(sender_id, Duties())
            duties.count += int(count)
            if waits:
                duties.places.add(place)
            if newest:
                duties.newest = max(newest, duties.newest or newest)
        return by_sender

    def answers(self, conn: Connection, task_id: int) -> RowMapping:
        """About one task: its `sender` by id, the day `before`, and whether each condition holds, by its name."""
        conditions = {**self.of_office(), **self.of_sender()}
        answered = [case((condition, 1), else_=0).label(name) for name, condition in conditions.items()]
        before = self.day_before() if self.stage.follows else literal(None)
        statement = select(self.sender.label("sender"), before.label("before"), *answered)
        return conn.execute(statement.where(t.tasks.c.id == task_id)).mappings().one()

    def letters_in_the_way(self, conn: Connection, task_id: int, sender_id: int) -> Sequence[Row[int, str, str, str]]:
        """The sender's letters because of which this stage does not name a task, mildest first."""
        naming = select(t.letter_tasks.c.letter_id).where(t.letter_tasks.c.task_id == task_id)
        names = t.letters.c.id.in_(naming)
        columns = (t.letters.c.id, t.letters.c.stage, t.letters.c.state, t.letters.c.number, names.label("names"))
        of_sender = t.letters.c.circular_id == self.circular.id, t.letters.c.sender_id == sender_id
        in_the_way = or_(self.settled_by(t.letters), and_(names, self.names_for_good(t.letters)))
        return conn.execute(select(*columns).where(*of_sender, in_the_way).order_by(t.letters.c.stage_rank)).all()

    def _lags(self, sender_ids: Collection[int]) -> ColumnElement[bool]:
        return and_(*self.of_office().values(), any_of(self.sender, sender_ids))

    def _listing(self, lags: ColumnElement[bool]) -> Select[Any]:
        columns = t.tasks.c.id, _OFFICE.c.name, _DISTRICT.c.name, _PROVINCE.c.name, t.tasks.c.outcome, t.tasks.c.note
        return (
            select(self.sender.label("sender"), self._directly_below().label("below"))
            .add_columns(*columns)
            .join(_OFFICE, _OFFICE.c.id == t.tasks.c.unit_id)
            .outerjoin(_DISTRICT, _DISTRICT.c.id == t.tasks.c.district_id)
            .outerjoin(_PROVINCE, _PROVINCE.c.id == t.tasks.c.province_id)
            .where(lags)
            .order_by(*((_PROVINCE.c.code,) if self.stage.sender == "department" else ()))
            .order_by(_DISTRICT.c.code.is_(None), _DISTRICT.c.code, _OFFICE.c.code)
        )

    def _duties(self, sender_ids: Collection[int]) -> Select[Any]:
        below, do = self._directly_below(), t.tasks.c.duty == "do"
        meant = func.sum(case((and_(do, self.of_kinds()), 1), else_=0))
        waits = func.max(case((and_(do, t.tasks.c.deadline_version == self.version), 1), else_=0))
        rows = select(self.sender, below).add_columns(meant, waits, func.max(t.tasks.c.as_of))
        rows = rows.group_by(self.sender, below)
        rows = rows.where(t.tasks.c.circular_id == self.circular.id, any_of(self.sender, sender_ids))
        # All that is below a district is directly below it, which an index finds among closed tasks too.
        return rows.where(any_of(t.tasks.c.above_id, sender_ids)) if self.stage.sender == "district" else rows

    def _directly_below(self) -> ColumnElement[int]:
        if self.stage.sender == "department":
            return func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
        if self.stage.sender == "province":
            return func.coalesce(t.tasks.c.district_id, t.tasks.c.unit_id)
        return t.tasks.c.unit_id


def _listed(
    stage: Stage, task: int, name: str, district: str | None, province: str, outcome: str, note: str
) -> ListedOffice:
    if stage.sender == "department":
        return ListedOffice(task, f"{name} {district}" if district else name, province, outcome, note)
    return ListedOffice(task, name, district or NO_DISTRICT, outcome, note)
