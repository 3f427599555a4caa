"""Opening a link or a short code: the office and circular it leads to, or the reason why it does not open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select

from workflow.access import short_codes
from workflow.access.links import NOT_REVOKED, hash_of
from workflow.access.secret_keys import Keys
from workflow.localtime import local_date
from workflow.store import tables as t
from workflow.store.any_of import any_of

_LONGEST = 100  # characters; a token has 32, and far longer texts are not hashed


class LinkRefused(StrEnum):
    """The reason why a link or short code does not open."""

    UNKNOWN = "unknown"  # there is no such link: malformed, mistyped, of another installation
    EXPIRED = "expired"
    REVOKED = "revoked"
    OVER = "over"  # the circular is closed or called off
    SECRET = "secret"  # marked ลับ or higher
    WRONG = "wrong code"
    THROTTLED = "throttled"


@dataclass(frozen=True)
class OpenedLink:
    """An open link: it leads to a unit's task under a circular."""

    link_id: int
    task_id: int
    circular_id: int
    circular_code: str
    unit_id: int
    unit_code: str
    unit_name: str
    expires_on: date


@dataclass(frozen=True)
class ClosedLink:
    """A link that does not open; circular and unit, if known, let the page say whom to call."""

    why: LinkRefused
    circular_id: int | None = None
    unit_id: int | None = None


def open_link(conn: Connection, token: str, now: datetime, ended: bool = False) -> OpenedLink | ClosedLink:
    """Open the link with this token. The caller records a denied request with `denied_requests.record`.

    `ended` also opens links of a circular that is over, for reading.
    """
    if not token or len(token) > _LONGEST:
        return ClosedLink(LinkRefused.UNKNOWN)
    return _open(conn, t.links.c.token_hash == hash_of(token), now, ended)


def open_links(conn: Connection, tokens: Sequence[str], now: datetime) -> list[OpenedLink | ClosedLink]:
    """Open many links by one statement; the results are in the order of the tokens."""
    hashes = [hash_of(token) if len(token) <= _LONGEST else "" for token in tokens]
    rows = conn.execute(_statement().where(any_of(t.links.c.token_hash, set(hashes))))
    row_by_hash = {row.token_hash: row for row in rows}
    return [_judge(row_by_hash.get(digest), now) for digest in hashes]


def open_again(conn: Connection, link_id: int, now: datetime, ended: bool = False) -> OpenedLink | ClosedLink:
    """Open a link by its id, for a session that began with a short code and has no token."""
    return _open(conn, t.links.c.id == link_id, now, ended)


def open_by_short_code(
    conn: Connection, circular_code: str, unit_code: str, typed: str, client: str, now: datetime, keys: Keys
) -> OpenedLink | ClosedLink:
    """Open the link of a typed short code, also under a circular that is over.

    The guess is counted, so the caller commits, right or wrong. `client` is the hash of the client's address
    (`denied_requests.address_hash`).
    """
    named = t.circulars.c.code == _printable(circular_code), t.units.c.code == _printable(unit_code)
    office = (
        select(t.tasks.c.id, t.links.c.short_hash, t.links.c.id.label("link_id"))
        .join(t.circulars, t.circulars.c.id == t.tasks.c.circular_id)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .outerjoin(t.links, and_(t.links.c.task_id == t.tasks.c.id, NOT_REVOKED))
    )
    row = conn.execute(office.where(*named)).first()
    # Guesses about unknown offices count too, so that the answer does not show which offices exist.
    task_id = row.id if row else 0
    if not short_codes.count(conn, task_id, client, now):
        return ClosedLink(LinkRefused.THROTTLED)
    if row is None or row.link_id is None or not short_codes.is_right(keys, task_id, typed, row.short_hash):
        return ClosedLink(LinkRefused.WRONG)
    short_codes.forgive(conn, task_id, client)
    return _open(conn, t.links.c.id == row.link_id, now, ended=True)


def _printable(code: str) -> str:
    return code if code.isprintable() else ""  # PostgreSQL takes no NUL in a text


def _open(conn: Connection, where: ColumnElement[bool], now: datetime, ended: bool) -> OpenedLink | ClosedLink:
    return _judge(conn.execute(_statement().where(where)).first(), now, ended)


def _statement() -> Select[*tuple[Any, ...]]:
    columns = (
        *(t.links.c.id, t.links.c.token_hash, t.links.c.task_id, t.links.c.expires_on, t.links.c.revoked_at),
        *(t.tasks.c.circular_id, t.tasks.c.unit_id),
        t.circulars.c.code.label("circular_code"),
        t.circulars.c.state.label("circular_state"),
        t.circulars.c.content["secrecy"].as_string().label("secrecy"),
        t.units.c.code.label("unit_code"),
        t.units.c.name.label("unit_name"),
    )
    return (
        select(*columns)
        .join(t.tasks, t.tasks.c.id == t.links.c.task_id)
        .join(t.circulars, t.circulars.c.id == t.tasks.c.circular_id)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
    )


def _judge(row: Row[*tuple[Any, ...]] | None, now: datetime, ended: bool = False) -> OpenedLink | ClosedLink:
    if row is None:
        return ClosedLink(LinkRefused.UNKNOWN)
    barred = {
        LinkRefused.SECRET: bool(row.secrecy),
        LinkRefused.REVOKED: row.revoked_at is not None,
        LinkRefused.EXPIRED: local_date(now) > row.expires_on,
        LinkRefused.OVER: row.circular_state != "open" and not ended,
    }
    for why in (why for why, holds in barred.items() if holds):
        return ClosedLink(why, row.circular_id, row.unit_id)
    target = (row.circular_id, row.circular_code, row.unit_id, row.unit_code, row.unit_name)
    return OpenedLink(row.id, row.task_id, *target, row.expires_on)
