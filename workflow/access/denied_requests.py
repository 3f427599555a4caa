"""The log of denied requests to the offices' pages, without secrets that would allow another try.

It has the beginning of a token's hash instead of the token, and an HMAC instead of a client's address, by which
requests can be grouped. The first `ROOM` requests of an hour get rows of their own, further ones are only counted,
and all rows go after `KEPT`, so that nobody can fill the disk.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, text

from workflow.access.links import hash_of
from workflow.access.secret_keys import Keys
from workflow.store import tables as t
from workflow.store.dialect import insert_for

ROOM = 500
KEPT = timedelta(days=90)
_PREFIX, _ADDRESS, _ROUTE = 8, 16, 80  # characters


def address_hash(keys: Keys, address: str) -> str:
    """The HMAC of a client's address; a plain hash could be reversed by trying all addresses."""
    return keys.digest("client address", address)[:_ADDRESS]


def record(conn: Connection, why: str, route: str, client: str, now: datetime, token: str = "") -> None:
    """Record a denied request. `route` is the pattern of the page's path, never the requested address."""
    slot = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    this_hour = select(func.count()).select_from(t.denials).where(t.denials.c.slot == slot)
    kept = conn.scalar(this_hour) or 0
    if kept == 0:
        conn.execute(delete(t.denials).where(t.denials.c.slot < slot - KEPT))
    row = {"slot": slot, "at": now, "reason": str(why), "route": route[:_ROUTE], "address": client, "count": 1}
    if kept < ROOM:
        prefix = hash_of(token)[:_PREFIX] if token else ""
        conn.execute(insert(t.denials).values(**row, token_prefix=prefix, more=False))
        return
    counted = insert_for(conn.dialect.name, t.denials).values(
        **row | {"route": "", "address": ""}, token_prefix="", more=True
    )
    one_more = {"count": t.denials.c.count + 1, "at": counted.excluded.at}
    conn.execute(
        counted.on_conflict_do_update(index_elements=["slot", "reason"], index_where=text("more"), set_=one_more)
    )
