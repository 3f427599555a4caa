"""Incidents: problems that a person must mend (a broken template, an office without a number prefix)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update

from workflow.errors import UnknownIncidentError
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.dialect import insert_for
from workflow.store.types import storable

_RESOLVED = (
    update(t.incidents)
    .where(any_of_bound(t.incidents.c.key, "keys"), t.incidents.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("now", type_=t.incidents.c.resolved_at.type))
)


_KEY, _PROBLEM = 300, 4000
"""The longest key and problem kept, in characters; an index entry takes 2,700 bytes."""


def open_one(
    conn: Connection, key: str, problem: str, now: datetime, circular_id: int | None = None, unit_id: int | None = None
) -> None:
    """Open an incident; a second one with the same `key` only updates the words.

    Key and problem may quote foreign text: characters that a database cannot store are escaped, long texts cut.
    """
    key, problem = _cut(storable(key), _KEY), _cut(storable(problem), _PROBLEM)
    row = {"key": key, "at": now, "problem": problem, "circular_id": circular_id, "unit_id": unit_id}
    again = {"problem": problem, "resolved_at": None}
    opened = insert_for(conn.dialect.name, t.incidents).values(row)
    conn.execute(opened.on_conflict_do_update(index_elements=["key"], set_=again))


def _cut(whole: str, most: int) -> str:
    if len(whole) <= most:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{whole[: most - 18]}… {digest}"


def resolve(conn: Connection, key: str, now: datetime) -> None:
    """Close the incident, if it is open."""
    resolve_all(conn, [key], now)


def resolve_all(conn: Connection, keys: Sequence[str], now: datetime) -> None:
    """Close those of these incidents that are open."""
    conn.execute(_RESOLVED, {"keys": keys, "now": now})


def settle(conn: Connection, key: str, now: datetime) -> None:
    """Close an incident that a person has mended. Raises UnknownIncidentError if it is not open."""
    if not any(key == incident.key for incident in open_incidents(conn)):
        raise UnknownIncidentError(f"no incident '{key}' stands")
    resolve(conn, key, now)


def open_incidents(conn: Connection) -> list[Row[datetime, str, str]]:
    """All open incidents, oldest first: time, key, problem."""
    columns = select(t.incidents.c.at, t.incidents.c.key, t.incidents.c.problem)
    return list(conn.execute(columns.where(t.incidents.c.resolved_at.is_(None)).order_by(t.incidents.c.at)))


def with_units(conn: Connection, *where: ColumnElement[bool]) -> list[Row[datetime, str, str | None, str | None, str]]:
    """The open incidents that meet these conditions: time, key, the unit's code and name if any, problem."""
    columns = select(t.incidents.c.at, t.incidents.c.key, t.units.c.code, t.units.c.name, t.incidents.c.problem)
    incidents = columns.outerjoin(t.units, t.units.c.id == t.incidents.c.unit_id).where(
        t.incidents.c.resolved_at.is_(None), *where
    )
    return list(conn.execute(incidents.order_by(t.incidents.c.at)))


def is_known(conn: Connection, key: str) -> bool:
    """Whether an incident with this key exists, open or not."""
    return conn.execute(select(t.incidents.c.id).where(t.incidents.c.key == key)).first() is not None


def by_kind(conn: Connection) -> dict[str, int]:
    """The number of open incidents by the first word of the key: `letter`, `close`, `task`, `message` and so on."""
    key = t.incidents.c.key
    postgres = conn.dialect.name == "postgresql"
    kind = func.split_part(key, "/", 1) if postgres else func.substr(key, 1, func.instr(key, "/") - 1)
    counted = select(kind, func.count()).where(t.STANDING).group_by(kind)
    return {str(name): int(count) for name, count in conn.execute(counted)}
