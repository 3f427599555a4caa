"""Incidents: what a person must mend (a broken template, an office without a number prefix). Never only logged."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update

from workflow.errors import UnknownIncidentError
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.dialect import insert_for

_RESOLVED = (
    update(t.incidents)
    .where(any_of_bound(t.incidents.c.key, "keys"), t.incidents.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("now", type_=t.incidents.c.resolved_at.type))
)


_KEY, _PROBLEM = 300, 4000
"""How many letters of either are kept at most; the index by which a key is looked for takes 2,700 bytes."""


def open_one(
    conn: Connection, key: str, problem: str, now: datetime, circular_id: int | None = None, unit_id: int | None = None
) -> None:
    """Record a trouble; the same `key` met again stays one incident, with the newest words.

    Both may quote what somebody sent: what no database stores is written in escapes, and what is too long cut short.
    """
    key, problem = _storable(key, _KEY), _storable(problem, _PROBLEM)
    row = {"key": key, "at": now, "problem": problem, "circular_id": circular_id, "unit_id": unit_id}
    again = {"problem": problem, "resolved_at": None}
    opened = insert_for(conn.dialect.name, t.incidents).values(row)
    conn.execute(opened.on_conflict_do_update(index_elements=["key"], set_=again))


def _storable(words: str, most: int) -> str:
    whole = words.encode("utf-8", "backslashreplace").decode().replace("\0", r"\x00")
    if len(whole) <= most:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{whole[: most - 18]}… {digest}"


def resolve(conn: Connection, key: str, now: datetime) -> None:
    """The trouble is over, if it was there."""
    resolve_all(conn, [key], now)


def resolve_all(conn: Connection, keys: Sequence[str], now: datetime) -> None:
    """These troubles are over, those of them that were there."""
    conn.execute(_RESOLVED, {"keys": keys, "now": now})


def settle(conn: Connection, key: str, now: datetime) -> None:
    """A person has mended it. Raises UnknownIncidentError if no such trouble stands."""
    if not any(key == each.key for each in standing(conn)):
        raise UnknownIncidentError(f"no incident '{key}' stands")
    resolve(conn, key, now)


def standing(conn: Connection) -> list[Row[datetime, str, str]]:
    """All incidents nobody has mended yet, oldest first: when, key, problem."""
    columns = select(t.incidents.c.at, t.incidents.c.key, t.incidents.c.problem)
    return list(conn.execute(columns.where(t.incidents.c.resolved_at.is_(None)).order_by(t.incidents.c.at)))


def listed(conn: Connection, *where: ColumnElement[bool]) -> list[Row[datetime, str, str | None, str | None, str]]:
    """Those of them that are wanted, with whose they are: when, key, the unit's code and name if any, problem."""
    columns = select(t.incidents.c.at, t.incidents.c.key, t.units.c.code, t.units.c.name, t.incidents.c.problem)
    found = columns.outerjoin(t.units, t.units.c.id == t.incidents.c.unit_id).where(
        t.incidents.c.resolved_at.is_(None), *where
    )
    return list(conn.execute(found.order_by(t.incidents.c.at)))


def is_known(conn: Connection, key: str) -> bool:
    """Whether there is or ever was such a trouble."""
    return conn.execute(select(t.incidents.c.id).where(t.incidents.c.key == key)).first() is not None


def by_kind(conn: Connection) -> dict[str, int]:
    """How many stand, by the first word of their key: `letter`, `close`, `task`, `message` and so on."""
    key = t.incidents.c.key
    postgres = conn.dialect.name == "postgresql"
    kind = func.split_part(key, "/", 1) if postgres else func.substr(key, 1, func.instr(key, "/") - 1)
    counted = select(kind, func.count()).where(t.STANDING).group_by(kind)
    return {str(name): int(count) for name, count in conn.execute(counted)}
