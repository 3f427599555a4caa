"""The task tree of a circular: the tasks of all units that take part, planted set-based from the registry."""

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
class TaskCounts:
    """The numbers of planted tasks by level."""

    by_level: Mapping[str, int]

    @property
    def total(self) -> int:
        """The number of all tasks."""
        return sum(self.by_level.values())


def plant(conn: Connection, circular: Circular, act: Act) -> TaskCounts:
    """Plant the whole task tree by one INSERT … SELECT, and the tasks' events by another.

    A unit with doing offices below it passes the circular on; a level with no unit below it in the registry does the
    work itself. Raises NotAllowedError if a unit answers to one that takes no part, as nobody could pass the circular
    on to it.
    """
    conn.execute(insert(t.tasks).from_select(_TASK_COLUMNS, _tasks(circular)))
    _check_parents(conn, circular)
    created = {"passed_on": "originate", "sent": "address", "waiting": "plan"}
    record_new(conn, Noun.TASK, t.tasks.c.circular_id == circular.id, created, act)
    counts = select(t.tasks.c.level, func.count()).where(t.tasks.c.circular_id == circular.id)
    return TaskCounts({row[0]: row[1] for row in conn.execute(counts.group_by(t.tasks.c.level))})


def _check_parents(conn: Connection, circular: Circular) -> None:
    of_circular = t.tasks.c.circular_id == circular.id
    above = select(t.tasks.c.above_id).where(of_circular, t.tasks.c.above_id.is_not(None)).distinct().subquery()
    superior = t.tasks.alias("told")
    takes_part = exists().where(superior.c.circular_id == circular.id, superior.c.unit_id == above.c.above_id)
    apart = select(t.units.c.code).join(above, above.c.above_id == t.units.c.id).where(~takes_part)
    missing = conn.scalars(apart.order_by(t.units.c.code))
    if codes := list(missing):
        problem = f"units answer to {', '.join(codes)}, which take no part on {circular.issued_on}"
        raise NotAllowedError(f"{problem}; mend the registry (parent, valid_from, valid_to) first")


_TASK_COLUMNS = (
    *("circular_id", "unit_id", "above_id", "level", "province_id", "district_id"),
    *("duty", "state", "outcome", "note", "deadline", "deadline_version"),
)


def _tasks(circular: Circular) -> Select[*tuple[object, ...]]:
    """The rows of the tasks, in _TASK_COLUMNS."""
    has_doers = _has_doers(circular)
    passes_on = or_(
        t.units.c.id == circular.issuer_id, *(and_(t.units.c.level == level, has) for level, has in has_doers.items())
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
        .where(_takes_part(circular, has_doers), _valid(t.units, circular))
        .order_by(t.units.c.id)
    )


def _has_doers(circular: Circular) -> Mapping[Level, ColumnElement[bool]]:
    """By level, the condition for units with doers below them: offices of the circular's kinds, lone districts."""
    local = t.units.alias("local")
    office = and_(local.c.level == Level.LOCAL, local.c.kind.in_(circular.content.who.kinds), _valid(local, circular))
    district = t.units.alias("district")
    lone = and_(district.c.level == Level.DISTRICT, _valid(district, circular), _childless(district, circular))
    has_offices = exists().where(local.c.province_id == t.units.c.id, office)
    return {
        Level.PROVINCE: or_(has_offices, exists().where(district.c.province_id == t.units.c.id, lone)),
        Level.DISTRICT: exists().where(local.c.district_id == t.units.c.id, office),
    }


def _takes_part(circular: Circular, has_doers: Mapping[Level, ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition for units that take part in the circular."""
    who, childless = circular.content.who, _childless(t.units, circular)
    takes_part = or_(
        t.units.c.id == circular.issuer_id,
        and_(t.units.c.level == Level.LOCAL, t.units.c.kind.in_(who.kinds)),
        *(and_(t.units.c.level == level, or_(has, childless)) for level, has in has_doers.items()),
    )
    if not who.provinces:
        return takes_part
    province = t.units.alias("province")
    provinces = select(province.c.id).where(province.c.code.in_(who.provinces))
    return and_(takes_part, or_(t.units.c.id == circular.issuer_id, t.units.c.province_id.in_(provinces)))


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
    """The unit directly above another under a circular; None for the issuer and for units that take no part."""
    task = t.tasks.c.circular_id == circular_id, t.tasks.c.unit_id == unit_id
    above_id = conn.scalar(select(t.tasks.c.above_id).where(*task))
    return lookup.by_id(conn, above_id) if above_id else None


def below(conn: Connection, circular: Circular, unit: Office) -> list[Office]:
    """The units directly below a unit that take part in this circular."""
    under = select(t.tasks.c.unit_id).where(t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == unit.id)
    return lookup.find(conn, t.units.c.id.in_(under))


def kinds_below(conn: Connection, circular: Circular, offices: Iterable[Office]) -> dict[int, set[str]]:
    """By office id, the kinds (codes) of the units that take part directly below; offices without any are left out."""
    kinds: dict[int, set[str]] = {}
    # Local offices, which are most, have no units below.
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
    """The kinds (codes) of the units that take part directly below any of these offices."""
    return set().union(*kinds_below(conn, circular, offices).values())
