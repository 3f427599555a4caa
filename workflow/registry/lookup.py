"""The registry of units in the database: loading it, and finding units in it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    cast,
    or_,
    select,
)

from workflow.errors import UnknownUnitError
from workflow.registry.kinds import Level
from workflow.registry.units import Unit
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound

_PLACE = ("id", "parent_id", "province_id", "district_id")
_LINES = ("address", "contact_signed", "contact_stamped")
_PLAIN = [each.name for each in fields(Unit) if each.name not in ("level", *_LINES)]
"""What a unit has as its row has it."""

_UNIT = ("level", *_LINES, *_PLAIN)
_LEVELS = {str(level): level for level in Level}


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
        """Its code in the registry."""
        return self.unit.code

    @property
    def name(self) -> str:
        """Its name."""
        return self.unit.name

    @property
    def level(self) -> Level:
        """Department, province, district or local office."""
        return self.unit.level


def valid_on(day: date) -> ColumnElement[bool]:
    """Units that exist on this day: from `valid_from` up to, not including, `valid_to`."""
    begun = or_(t.units.c.valid_from.is_(None), t.units.c.valid_from <= day)
    return and_(begun, or_(t.units.c.valid_to.is_(None), t.units.c.valid_to > day))


def by_code(conn: Connection, code: str) -> Office:
    """The unit with this code. Raises UnknownUnitError, naming the code."""
    found = find(conn, t.units.c.code == code)
    if not found:
        raise UnknownUnitError(f"there is no unit with the code '{code}'")
    return found[0]


def by_id(conn: Connection, unit_id: int) -> Office:
    """The unit with this id, which must exist."""
    return find(conn, t.units.c.id == unit_id)[0]


def find(conn: Connection, where: ColumnElement[bool]) -> list[Office]:
    """All units for which the condition holds, by code."""
    lines = (cast(t.units.c[name], Text) for name in _LINES)
    plain = (t.units.c[{"parent": "parent_code"}.get(name, name)] for name in _PLAIN)
    its = (*(t.units.c[name] for name in _PLACE), t.units.c.level, *lines, *plain)
    return [_member(row) for row in conn.execute(select(*its).where(where).order_by(t.units.c.code)).all()]


_HELD = (
    select(t.units.c.id)
    .where(any_of_bound(t.units.c.id, "held"))
    .order_by(t.units.c.id)
    .with_for_update(key_share=True)
)


def hold(conn: Connection, unit_ids: Collection[int]) -> None:
    """Keep others who hold these units waiting until the transaction ends; rows may refer to them meanwhile."""
    conn.execute(_HELD, {"held": unit_ids})


def directly_below(conn: Connection, member: Office, day: date) -> list[Office]:
    """All units that answer to this one on a day, whether or not a circular concerns them."""
    return find(conn, and_(t.units.c.parent_id == member.id, valid_on(day)))


def known_codes(conn: Connection) -> dict[str, Level]:
    """Every code in the registry with its level."""
    return {code: Level(level) for code, level in conn.execute(select(t.units.c.code, t.units.c.level))}


def _member(row: Sequence[Any]) -> Office:
    # By place: a round reads hundreds of units, and a column looked up by its name takes longer.
    its_id, parent_id, province_id, district_id, level, address, signed, stamped, *plain = row
    values = (_LEVELS[level], _lines(address), _lines(signed), _lines(stamped), *plain)
    return Office(its_id, Unit.stored(zip(_UNIT, values, strict=True)), parent_id, province_id, district_id)


@lru_cache(1024)  # most offices have none, and those of one building have the same
def _lines(kept: str) -> tuple[str, ...]:
    return tuple(json.loads(kept))
