"""The record of requests that the offices' pages denied, without anything by which they could be tried again.

Neither tokens nor addresses are kept: of a token the beginning of its hash, of an address an HMAC, by which several
requests can be seen to belong together. In an hour `ROOM` of them are kept one by one; those beyond are only counted,
and all go after `KEPT`, so that nobody can fill the disk.
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
    """A client's address as it is kept: an HMAC, since all addresses there are could be tried against a plain hash."""
    return keys.digest("client address", address)[:_ADDRESS]


def record(conn: Connection, why: str, route: str, client: str, now: datetime, token: str = "") -> None:
    """Keep a denied request. `route` is the pattern of the page's path, never the address that was asked for."""
    slot = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    here = select(func.count()).select_from(t.denials).where(t.denials.c.slot == slot)
    kept = conn.scalar(here) or 0
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
    again = {"count": t.denials.c.count + 1, "at": counted.excluded.at}
    conn.execute(counted.on_conflict_do_update(index_elements=["slot", "reason"], index_where=text("more"), set_=again))
