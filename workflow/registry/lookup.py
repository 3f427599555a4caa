"""Looking up units of the registry in the database."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    or_,
    select,
)

from workflow.errors import UnknownUnitError
from workflow.registry.kinds import Level
from workflow.registry.units import Unit
from workflow.store import tables as t
from workflow.store.any_of import any_of

_PLACE = ("id", "parent_id", "province_id", "district_id")
_LINES = ("address", "contact_signed", "contact_stamped")
_PLAIN = [field.name for field in fields(Unit) if field.name not in ("level", *_LINES)]
"""The fields of Unit that a row has unchanged."""


@dataclass(frozen=True)
class Office:
    """A unit with its place in the tree. `province_id` and `district_id` are its own id for those levels."""

    id: int
    unit: Unit
    parent_id: int | None
    province_id: int | None
    district_id: int | None

    @property
    def code(self) -> str:
        """The unit's code in the registry."""
        return self.unit.code

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.unit.name

    @property
    def level(self) -> Level:
        """Department, province, district or local office."""
        return self.unit.level


def valid_on(day: date) -> ColumnElement[bool]:
    """The condition for units that exist on a day: from `valid_from` up to, not including, `valid_to`."""
    begun = or_(t.units.c.valid_from.is_(None), t.units.c.valid_from <= day)
    return and_(begun, or_(t.units.c.valid_to.is_(None), t.units.c.valid_to > day))


def by_code(conn: Connection, code: str) -> Office:
    """The unit with this code. Raises UnknownUnitError."""
    matches = find(conn, t.units.c.code == code)
    if not matches:
        raise UnknownUnitError(f"there is no unit with the code '{code}'")
    return matches[0]


def by_id(conn: Connection, unit_id: int) -> Office:
    """The unit with this id, which must exist."""
    return find(conn, t.units.c.id == unit_id)[0]


def find(conn: Connection, where: ColumnElement[bool]) -> list[Office]:
    """The units that meet a condition, by code."""
    fields_of_unit = (t.units.c[name] for name in (*_PLACE, "level", *_LINES, *_PLAIN) if name != "parent")
    columns = (*fields_of_unit, t.units.c.parent_code.label("parent"))
    rows = conn.execute(select(*columns).where(where).order_by(t.units.c.code)).mappings().all()
    return [_office(row) for row in rows]


def hold(conn: Connection, unit_ids: Collection[int]) -> None:
    """Lock these units until the transaction ends; other transactions may still refer to them."""
    held = select(t.units.c.id).where(any_of(t.units.c.id, unit_ids)).order_by(t.units.c.id)
    conn.execute(held.with_for_update(key_share=True))


def directly_below(conn: Connection, office: Office, day: date) -> list[Office]:
    """All units that answer to an office on a day, whether or not a circular concerns them."""
    return find(conn, and_(t.units.c.parent_id == office.id, valid_on(day)))


def known_codes(conn: Connection) -> dict[str, Level]:
    """The levels of all units, by code."""
    return {code: Level(level) for code, level in conn.execute(select(t.units.c.code, t.units.c.level))}


def _office(row: RowMapping) -> Office:
    values: dict[str, Any] = {name: row[name] for name in _PLAIN}
    lines = {name: tuple(row[name]) for name in _LINES}
    unit = Unit(**{**values, **lines, "level": Level(row["level"])})
    return Office(unit=unit, **{name: row[name] for name in _PLACE})
