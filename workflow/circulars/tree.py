"""The task tree: who takes part in a circular, planted in one statement from the registry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.transitions import record_new


@dataclass(frozen=True)
class Tree:
    """How many tasks an issue made, by level."""

    by_level: Mapping[str, int]

    @property
    def total(self) -> int:
        """All tasks."""
        return sum(self.by_level.values())


def plant(conn: Connection, circular: Circular, act: Act) -> Tree:
    """Make the whole task tree in one INSERT … SELECT, and one event for each task in another.

    A unit with units that must act below it passes the circular on; a unit with none registered below it
    answers for its area itself. Raises NotAllowedError if a unit answers to one that takes no part: nobody could
    tell it.
    """
    conn.execute(insert(t.tasks).from_select(_TASK_COLUMNS, _tree(circular)))
    _check_joined(conn, circular)
    created = {"passed_on": "originate", "sent": "address", "waiting": "plan"}
    record_new(conn, Noun.TASK, t.tasks.c.circular_id == circular.id, created, act)
    first = select(t.tasks.c.level, func.count()).where(t.tasks.c.circular_id == circular.id).group_by(t.tasks.c.level)
    return Tree({row[0]: row[1] for row in conn.execute(first)})


def _check_joined(conn: Connection, circular: Circular) -> None:
    mine = t.tasks.c.circular_id == circular.id
    above = select(t.tasks.c.above_id).where(mine, t.tasks.c.above_id.is_not(None)).distinct().subquery()
    told = t.tasks.alias("told")
    takes_part = exists().where(told.c.circular_id == circular.id, told.c.unit_id == above.c.above_id)
    apart = select(t.units.c.code).join(above, above.c.above_id == t.units.c.id).where(~takes_part)
    missing = conn.scalars(apart.order_by(t.units.c.code))
    if codes := list(missing):
        problem = f"units answer to {', '.join(codes)}, which take no part on {circular.issued_on}"
        raise NotAllowedError(f"{problem}; mend the registry (parent, valid_from, valid_to) first")


_TASK_COLUMNS = (
    *("circular_id", "unit_id", "above_id", "level", "province_id", "district_id"),
    *("duty", "state", "outcome", "note", "deadline", "deadline_version"),
)


def _tree(circular: Circular) -> Select[*tuple[object, ...]]:
    who = circular.content.who
    local = t.units.alias("local")
    doer = and_(local.c.level == Level.LOCAL, local.c.kind.in_(who.kinds), _valid(local, circular))
    district = t.units.alias("district")
    alone = and_(district.c.level == Level.DISTRICT, _valid(district, circular), _childless(district, circular))
    has_offices = exists().where(local.c.province_id == t.units.c.id, doer)
    below = {
        Level.PROVINCE: or_(has_offices, exists().where(district.c.province_id == t.units.c.id, alone)),
        Level.DISTRICT: exists().where(local.c.district_id == t.units.c.id, doer),
    }
    childless = _childless(t.units, circular)
    taking_part = or_(
        t.units.c.id == circular.issuer_id,
        and_(t.units.c.level == Level.LOCAL, t.units.c.kind.in_(who.kinds)),
        *(and_(t.units.c.level == level, or_(has_doers, childless)) for level, has_doers in below.items()),
    )
    if who.provinces:
        province = t.units.alias("province")
        chosen = select(province.c.id).where(province.c.code.in_(who.provinces))
        taking_part = and_(taking_part, or_(t.units.c.id == circular.issuer_id, t.units.c.province_id.in_(chosen)))
    passes_on = or_(
        t.units.c.id == circular.issuer_id, *(and_(t.units.c.level == lv, has) for lv, has in below.items())
    )
    state = case(
        (t.units.c.id == circular.issuer_id, "passed_on"),
        (t.units.c.parent_id == circular.issuer_id, "sent"),
        else_="waiting",
    )
    return (
        select(
            literal(circular.id),
            t.units.c.id,
            t.units.c.parent_id,
            t.units.c.level,
            t.units.c.province_id,
            t.units.c.district_id,
            case((passes_on, "pass_on"), else_="do"),
            state,
            literal("missing"),
            literal(""),
            literal(circular.deadline, t.tasks.c.deadline.type),
            literal(1),
        )
        .where(taking_part, _valid(t.units, circular))
        .order_by(t.units.c.id)
    )


def _childless(table: FromClause, circular: Circular) -> ColumnElement[bool]:
    child = t.units.alias("child")
    return ~exists().where(child.c.parent_id == table.c.id, _valid(child, circular))


def _valid(table: FromClause, circular: Circular) -> ColumnElement[bool]:
    day = circular.issued_on
    begun = or_(table.c.valid_from.is_(None), table.c.valid_from <= day)
    return and_(begun, or_(table.c.valid_to.is_(None), table.c.valid_to > day))


def task_of(conn: Connection, circular: Circular, unit: Office) -> int:
    """The id of a unit's task under a circular. Raises NotAllowedError if it has none."""
    where = and_(t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == unit.id)
    task_id = conn.scalar(select(t.tasks.c.id).where(where))
    if task_id is None:
        raise NotAllowedError(f"{unit.name} ({unit.code}) has no task under circular '{circular.code}'")
    return int(task_id)


def above(conn: Connection, circular_id: int, unit_id: int) -> Office | None:
    """The unit directly above another under a circular; None for the issuer, and for who takes no part."""
    mine = select(t.tasks.c.above_id).where(t.tasks.c.circular_id == circular_id, t.tasks.c.unit_id == unit_id)
    found = conn.scalar(mine)
    return lookup.by_id(conn, found) if found else None


def below(conn: Connection, circular: Circular, unit: Office) -> list[Office]:
    """The units directly below a unit that take part in this circular."""
    under = select(t.tasks.c.unit_id).where(t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == unit.id)
    return lookup.find(conn, t.units.c.id.in_(under))


def kinds_below(conn: Connection, circular: Circular, offices: Iterable[Office]) -> dict[int, set[str]]:
    """By unit, the kinds (by code) of the units that take part directly below it; units with none are left out."""
    kinds: dict[int, set[str]] = {}
    # Nobody is below local offices, and most offices are local.
    ids = {office.id for office in offices if office.level is not Level.LOCAL}
    if ids:
        for above_id, kind in conn.execute(_KINDS_BELOW, {"circular": circular.id, "above": ids}).all():
            kinds.setdefault(above_id, set()).add(kind)
    return kinds


_KINDS_BELOW = (
    select(t.tasks.c.above_id, t.units.c.kind)
    .join(t.units, t.units.c.id == t.tasks.c.unit_id)
    .where(t.tasks.c.circular_id == bindparam("circular"), any_of_bound(t.tasks.c.above_id, "above"))
    .distinct()
)


def kinds_below_all(conn: Connection, circular: Circular, offices: Iterable[Office]) -> set[str]:
    """The kinds (by code) of the units that take part directly below any of these."""
    return set().union(*kinds_below(conn, circular, offices).values())
