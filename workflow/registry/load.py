"""Loading units into the registry: a whole file or nothing."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    update,
)

from workflow.errors import NotAllowedError
from workflow.registry.kinds import Level
from workflow.registry.lookup import known_codes
from workflow.registry.units import Unit
from workflow.store import tables as t
from workflow.store.dialect import insert_for


def load(conn: Connection, units: Sequence[Unit]) -> int:
    """Add or update these units in a handful of statements; return their number.

    Parents may be among `units` or in the database; the file was checked when it was read. A blank in the file keeps
    a unit's own value. Raises NotAllowedError if a unit would change its level, or if two registers would number
    letters under one prefix (two letters could then get the same number).
    """
    if not units:
        return 0
    # Locked by id first, as the statements below update units in other orders.
    conn.execute(select(t.units.c.id).order_by(t.units.c.id).with_for_update(key_share=True))
    _refuse_new_levels(conn, units)
    statement = insert_for(conn.dialect.name, t.units)
    changed: dict[str, ColumnElement[object]] = {
        c.name: statement.excluded[c.name] for c in t.units.c if c.name in _row(units[0]) and c.name != "code"
    }
    for name in _KEPT:
        new = cast(statement.excluded[name], Text)
        blank = or_(new == literal_column("''"), new == literal_column("'[]'"))
        changed[name] = case((blank, t.units.c[name]), else_=statement.excluded[name])
    statement = statement.on_conflict_do_update(index_elements=["code"], set_=changed)
    conn.execute(statement, [_row(unit) for unit in units])
    _link_to_parents(conn)
    _refuse_shared_prefixes(conn)
    return len(units)


_KEPT = ("prefix", "address", "contact_signed", "contact_stamped", "email")


"""The columns that offices fill in themselves; a blank in a file leaves them as they are."""


def _refuse_new_levels(conn: Connection, units: Sequence[Unit]) -> None:
    known = known_codes(conn)
    for unit in units:
        if known.get(unit.code, unit.level) != unit.level:
            raise NotAllowedError(
                f"unit {unit.code} is a {known[unit.code]} in the registry and a {unit.level} in the file; "
                "give the old one a valid_to and the new one a code of its own"
            )


def _refuse_shared_prefixes(conn: Connection) -> None:
    shared = select(t.units.c.prefix).where(t.units.c.prefix != "").group_by(t.units.c.prefix)
    prefix = conn.scalar(shared.having(func.count(distinct(t.units.c.register)) > 1))
    if prefix is not None:
        codes = conn.scalars(select(t.units.c.code).where(t.units.c.prefix == prefix).order_by(t.units.c.code))
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


def _link_to_parents(conn: Connection) -> None:
    """Set the parent, province and district of every unit, level by level."""
    above = t.units.alias()
    parent = select(above.c.id).where(above.c.code == t.units.c.parent_code).scalar_subquery()
    conn.execute(update(t.units).values(parent_id=parent))
    conn.execute(update(t.units).where(t.units.c.level == Level.PROVINCE).values(province_id=t.units.c.id))
    for level in (Level.DISTRICT, Level.LOCAL):
        inherited = select(above.c.province_id).where(above.c.id == t.units.c.parent_id).scalar_subquery()
        conn.execute(update(t.units).where(t.units.c.level == level).values(province_id=inherited))
    conn.execute(update(t.units).where(t.units.c.level == Level.DISTRICT).values(district_id=t.units.c.id))
    inherited = select(above.c.district_id).where(above.c.id == t.units.c.parent_id).scalar_subquery()
    conn.execute(update(t.units).where(t.units.c.level == Level.LOCAL).values(district_id=inherited))
