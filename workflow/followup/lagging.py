"""Who lags: the open tasks a stage is about, the senders above them, and the list for one sender."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, literal, select, true
from sqlalchemy.orm import aliased

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Ranked, Sender, Stage
from workflow.followup import stage_conditions
from workflow.followup.stage_conditions import CIRCULAR, RANK, VERSION, Question, given, question, sender_of
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.dialect import is_open

# Made once: an alias is given all its columns anew whenever one is made.
_OTHER = aliased(t.letters, name="other")
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


def senders(
    conn: Connection, circular: Circular, ranked: Ranked, version: int, any_of: Collection[int] | None = None
) -> Sequence[Row[int, int, date | None]]:
    """Senders with offices that lag and without this letter: how many lag, and the day of the stage before.

    `any_of`: only these senders; all if not given.
    """
    statement = _senders(question(circular, ranked.stage), bounded=any_of is not None)
    return conn.execute(statement, {**given(circular, ranked, version), "senders": any_of}).all()


def day_dealt_with(conn: Connection, circular: Circular, ranked: Ranked, version: int, sender_id: int) -> date | None:
    """The day on which one sender issued or discarded the stage that this one follows; None if it has not."""
    mine = stage_conditions.settles(t.letters, question(circular, ranked.stage), literal(sender_id))
    day: date | None = conn.scalar(
        select(stage_conditions.day(t.letters)).where(mine), given(circular, ranked, version)
    )
    return day


def among_senders(
    conn: Connection, circular: Circular, ranked: Ranked, version: int, sender_ids: Collection[int]
) -> set[int]:
    """Those of these senders below whom anybody lags, whatever they have written already."""
    values = {**given(circular, ranked, version), "senders": sender_ids}
    return set(conn.scalars(_above_anybody(question(circular, ranked.stage)), values))


def listed(
    conn: Connection,
    circular: Circular,
    ranked: Ranked,
    version: int,
    sender_ids: Collection[int],
    *,
    shared: bool = False,
) -> dict[int, list[tuple[ListedOffice, int]]]:
    """By sender, the lagging offices below it by district, each with the unit directly below the sender over it.

    Senders below whom nobody lags are left out. The department's list goes by province; there the district stands
    with the office's name. The rows stay locked until the transaction ends: an office that does it meanwhile waits,
    so nobody is named who had done it before the letter was made. Where the lock is `shared`, letters of other
    senders may name the same offices meanwhile.
    """
    asked = question(circular, ranked.stage)
    values = {**given(circular, ranked, version), "senders": sender_ids}
    conn.execute(_locking(asked, shared=shared), values)
    found: dict[int, list[tuple[ListedOffice, int]]] = {}
    for sender_id, below, *row in conn.execute(_listing(asked), values).all():
        found.setdefault(sender_id, []).append((_listed(ranked.stage, *row), below))
    return found


def _listed(
    stage: Stage, task: int, name: str, district: str | None, province: str, outcome: str, note: str
) -> ListedOffice:
    if stage.sender == "department":
        return ListedOffice(task, f"{name} {district}" if district else name, province, outcome, note)
    return ListedOffice(task, name, district or NO_DISTRICT, outcome, note)


def duties_below(
    conn: Connection, circular: Circular, ranked: Ranked, version: int, sender_ids: Collection[int]
) -> dict[int, Duties]:
    """What there is to do below each of these senders, done or not."""
    values = {**given(circular, ranked, version), "senders": sender_ids}
    found: dict[int, Duties] = {}
    for sender_id, place, count, due, newest in conn.execute(_duties(question(circular, ranked.stage)), values).all():
        duties = found.setdefault(sender_id, Duties())
        duties.count += int(count)
        if due:
            duties.places.add(place)
        if newest:
            duties.newest = max(newest, duties.newest or newest)
    return found


def _is_lagging(asked: Question) -> ColumnElement[bool]:
    """The condition for tasks a stage is about: open, to be done, and missing or wrong as the stage says.

    The open states stand in it word for word as in the partial index, so that closed tasks cost nothing.
    """
    return and_(
        t.tasks.c.circular_id == CIRCULAR,
        is_open(t.tasks),
        _of_kinds(asked),
        t.tasks.c.duty == "do",
        t.tasks.c.deadline_version == VERSION,
        t.tasks.c.outcome.in_(asked.outcomes),
        # What an office has reported and nobody has checked yet is not held against it.
        t.tasks.c.state != "reported",
        stage_conditions.chased_by_others(asked),
    )


@cache
def _senders(asked: Question, *, bounded: bool) -> Select[int, int, date | None]:
    sender = sender_of(asked.sender)
    # Sets of senders, not questions about each task: the database answers each once, whatever it knows of the tables.
    mine = select(_OTHER.c.sender_id).where(_OTHER.c.circular_id == CIRCULAR, _among(_OTHER.c.sender_id, bounded))
    have_written = mine.where(_OTHER.c.stage_rank == 0, _OTHER.c.state == "issued")
    served = mine.where(_OTHER.c.stage_rank >= RANK, _OTHER.c.deadline_version == VERSION)
    before = select(stage_conditions.day(_OTHER)).where(stage_conditions.settles(_OTHER, asked, sender))
    return (
        select(
            sender.label("sender_id"),
            func.count().label("lagging"),
            (before.scalar_subquery() if asked.follows else literal(None)).label("before"),
        )
        .where(_is_lagging(asked), stage_conditions.not_named_before(sender))
        .where(t.tasks.c.unit_id != sender, sender.in_(have_written), sender.not_in(served))
        .where(_among(sender, bounded))
        .group_by(sender)
    )


def _among(sender: ColumnElement[int], bounded: bool) -> ColumnElement[bool]:
    return any_of_bound(sender, "senders") if bounded else true()


def _mine(asked: Question) -> ColumnElement[bool]:
    sender = sender_of(asked.sender)
    lagging = and_(_is_lagging(asked), stage_conditions.not_named_before(sender))
    return and_(lagging, any_of_bound(sender, "senders"), t.tasks.c.unit_id != sender)


@cache
def _above_anybody(asked: Question) -> Select[int]:
    return select(sender_of(asked.sender)).where(_mine(asked)).distinct()


@cache
def _locking(asked: Question, *, shared: bool) -> Select[int]:
    # Locked by id, as imports lock them, so that the two wait for each other instead of meeting in a deadlock;
    # what is read afterwards is how things stand once every lock is held.
    locked = select(t.tasks.c.id).where(_mine(asked)).order_by(t.tasks.c.id)
    return locked.with_for_update(read=True) if shared else locked.with_for_update(key_share=True)


@cache
def _listing(asked: Question) -> Select[Any]:
    return (
        select(sender_of(asked.sender).label("sender"), _directly_below(asked.sender).label("below"))
        .add_columns(
            t.tasks.c.id, _OFFICE.c.name, _DISTRICT.c.name, _PROVINCE.c.name, t.tasks.c.outcome, t.tasks.c.note
        )
        .join(_OFFICE, _OFFICE.c.id == t.tasks.c.unit_id)
        .outerjoin(_DISTRICT, _DISTRICT.c.id == t.tasks.c.district_id)
        .outerjoin(_PROVINCE, _PROVINCE.c.id == t.tasks.c.province_id)
        .where(_mine(asked))
        .order_by(*((_PROVINCE.c.code,) if asked.sender == "department" else ()))
        .order_by(_DISTRICT.c.code.is_(None), _DISTRICT.c.code, _OFFICE.c.code)
    )


@cache
def _duties(asked: Question) -> Select[Any]:
    sender, below = sender_of(asked.sender), _directly_below(asked.sender)
    do = t.tasks.c.duty == "do"
    meant = func.sum(case((and_(do, _of_kinds(asked)), 1), else_=0))
    waits = func.max(case((and_(do, t.tasks.c.deadline_version == VERSION), 1), else_=0))
    rows = select(sender, below).add_columns(meant, waits, func.max(t.tasks.c.as_of)).group_by(sender, below)
    rows = rows.where(t.tasks.c.circular_id == CIRCULAR, any_of_bound(sender, "senders"))
    # All that is below a district is directly below it, which an index finds among closed tasks too.
    return rows.where(any_of_bound(t.tasks.c.above_id, "senders")) if asked.sender == "district" else rows


def _of_kinds(asked: Question) -> ColumnElement[bool]:
    if not asked.kinds:
        return true()
    return t.tasks.c.unit_id.in_(select(t.units.c.id).where(t.units.c.kind.in_(asked.kinds)))


def _directly_below(sender: Sender) -> ColumnElement[int]:
    if sender == "department":
        return func.coalesce(t.tasks.c.province_id, t.tasks.c.unit_id)
    return func.coalesce(t.tasks.c.district_id, t.tasks.c.unit_id) if sender == "province" else t.tasks.c.unit_id
