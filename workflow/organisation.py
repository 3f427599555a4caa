"""The registry of units in the database: loading it, and finding units in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from workflow.errors import NotAllowedError, UnknownError
from workflow.kinds import Level
from workflow.store.among import among_bound
from workflow.store.tables import units
from workflow.units import Unit

_PLACE = ("id", "parent_id", "province_id", "district_id")
_LINES = ("address", "contact_signed", "contact_stamped")
_PLAIN = [each.name for each in fields(Unit) if each.name not in ("level", *_LINES)]
"""What a unit has as its row has it."""

_UNIT = ("level", *_LINES, *_PLAIN)
_LEVELS = {str(level): level for level in Level}


@dataclass(frozen=True)
class Member:
    """A unit with its place in the tree. `province_id` and `district_id` are its own id for those levels."""

    id: int
    unit: Unit
    parent_id: int | None
    province_id: int | None
    district_id: int | None


def load(conn: Connection, members: Sequence[Unit]) -> int:
    """Add these units, or bring those already there up to date, in a handful of statements; return how many.

    Parents may be among `members` or in the database. The file was checked when it was read. What a file leaves
    blank is not taken from a unit that has it. Raises NotAllowedError if a unit would change its level, or if two
    registers would number letters under one prefix (two letters could then get the same number).
    """
    if not members:
        return 0
    # By id before any is changed: the statements below take them as the file has them, and as they lie on the disk.
    conn.execute(select(units.c.id).order_by(units.c.id).with_for_update(key_share=True))
    _refuse_new_levels(conn, members)
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    statement = make(units)
    changed: dict[str, ColumnElement[object]] = {
        c.name: statement.excluded[c.name] for c in units.c if c.name in _row(members[0]) and c.name != "code"
    }
    for name in _KEPT:
        given = cast(statement.excluded[name], Text)
        blank = or_(given == literal_column("''"), given == literal_column("'[]'"))
        changed[name] = case((blank, units.c[name]), else_=statement.excluded[name])
    statement = statement.on_conflict_do_update(index_elements=["code"], set_=changed)
    conn.execute(statement, [_row(unit) for unit in members])
    _place(conn)
    _refuse_shared_prefixes(conn)
    return len(members)


_KEPT = ("prefix", "address", "contact_signed", "contact_stamped", "email")
"""Columns an office fills in for itself: a blank in a file says nothing about them."""


def _refuse_new_levels(conn: Connection, members: Sequence[Unit]) -> None:
    known = known_codes(conn)
    for unit in members:
        if known.get(unit.code, unit.level) != unit.level:
            raise NotAllowedError(
                f"unit {unit.code} is a {known[unit.code]} in the registry and a {unit.level} in the file; "
                "give the old one a valid_to and the new one a code of its own"
            )


def _refuse_shared_prefixes(conn: Connection) -> None:
    shared = select(units.c.prefix).where(units.c.prefix != "").group_by(units.c.prefix)
    prefix = conn.scalar(shared.having(func.count(distinct(units.c.register)) > 1))
    if prefix is not None:
        codes = conn.scalars(select(units.c.code).where(units.c.prefix == prefix).order_by(units.c.code))
        raise NotAllowedError(f"the prefix {prefix} is used by units with different registers: {', '.join(codes)}")


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": str(unit.level),
        "kind": unit.kind,
        "parent_code": unit.parent,
        "prefix": unit.prefix,
        "register": unit.register,
        "stamped_series": unit.stamped_series,
        "letterhead": unit.letterhead,
        "address": list(unit.address),
        "contact_signed": list(unit.contact_signed),
        "contact_stamped": list(unit.contact_stamped),
        "email": unit.email,
        "post": unit.post,
        "office": unit.office,
        "line_office": unit.line_office,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def _place(conn: Connection) -> None:
    """Point every unit at its parent and its ancestors, level by level."""
    above = units.alias()
    parent = select(above.c.id).where(above.c.code == units.c.parent_code).scalar_subquery()
    conn.execute(update(units).values(parent_id=parent))
    conn.execute(update(units).where(units.c.level == Level.PROVINCE).values(province_id=units.c.id))
    for level in (Level.DISTRICT, Level.LOCAL):
        inherited = select(above.c.province_id).where(above.c.id == units.c.parent_id).scalar_subquery()
        conn.execute(update(units).where(units.c.level == level).values(province_id=inherited))
    conn.execute(update(units).where(units.c.level == Level.DISTRICT).values(district_id=units.c.id))
    inherited = select(above.c.district_id).where(above.c.id == units.c.parent_id).scalar_subquery()
    conn.execute(update(units).where(units.c.level == Level.LOCAL).values(district_id=inherited))


def valid_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Units that exist on this day: from `valid_from` up to, not including, `valid_to`."""
    begun = or_(units.c.valid_from.is_(None), units.c.valid_from <= day)
    return and_(begun, or_(units.c.valid_to.is_(None), units.c.valid_to > day))


def by_code(conn: Connection, code: str) -> Member:
    """The unit with this code. Raises UnknownError, naming the code."""
    found = find(conn, units.c.code == code)
    if not found:
        raise UnknownError(f"there is no unit with the code '{code}'; `wian units list` shows those there are")
    return found[0]


def by_id(conn: Connection, unit_id: int) -> Member:
    """The unit with this id, which must exist."""
    return find(conn, units.c.id == unit_id)[0]


def find(conn: Connection, where: ColumnElement[bool]) -> list[Member]:
    """All units for which the condition holds, by code."""
    return found(conn, choice(where), {})


def choice(where: ColumnElement[bool]) -> Select[Any]:
    """The statement that finds such units, for who keeps it; `found` executes it."""
    lines = (cast(units.c[name], Text) for name in _LINES)
    plain = (units.c[{"parent": "parent_code"}.get(name, name)] for name in _PLAIN)
    its = (*(units.c[name] for name in _PLACE), units.c.level, *lines, *plain)
    return select(*its).where(where).order_by(units.c.code)


def found(conn: Connection, chosen: Select[Any], given: Mapping[str, object]) -> list[Member]:
    """What `find` returns, by a statement that was kept and the values of its parameters."""
    return [_member(row) for row in conn.execute(chosen, given).all()]


_HELD = select(units.c.id).where(among_bound(units.c.id, "held")).order_by(units.c.id).with_for_update(key_share=True)


def hold(conn: Connection, unit_ids: Collection[int]) -> None:
    """Keep others who hold these units waiting until the transaction ends; rows may refer to them meanwhile."""
    conn.execute(_HELD, {"held": unit_ids})


def directly_below(conn: Connection, member: Member, day: date) -> list[Member]:
    """All units that answer to this one on a day, whether or not a circular concerns them."""
    return find(conn, and_(units.c.parent_id == member.id, valid_on(day)))


def known_codes(conn: Connection) -> dict[str, Level]:
    """Every code in the registry with its level."""
    return {code: Level(level) for code, level in conn.execute(select(units.c.code, units.c.level))}


def _member(row: Sequence[Any]) -> Member:
    # By place: a round reads hundreds of units, and a column looked up by its name takes longer.
    its_id, parent_id, province_id, district_id, level, address, signed, stamped, *plain = row
    values = (_LEVELS[level], _lines(address), _lines(signed), _lines(stamped), *plain)
    return Member(its_id, Unit.stored(zip(_UNIT, values, strict=True)), parent_id, province_id, district_id)


@lru_cache(1024)  # most offices have none, and those of one building have the same
def _lines(kept: str) -> tuple[str, ...]:
    return tuple(orjson.loads(kept))
