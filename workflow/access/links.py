"""Links to the offices' pages: a token for each task, made for a whole cascade at once and shown only then.

Only the token's SHA-256 is kept. It has 192 random bits: no list of candidates can be tried against the hash, so a
slow or salted one would protect nothing, and a link is found by its hash through an index. The short code beside it
is typed by hand and has 37 bits only; `workflow.access.short_codes` says how it is kept.

Links are facts with who, when and why, like receipts: they have no states, and opening one changes nothing.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, exists, func, literal, select, update

from workflow.access import short_codes
from workflow.access.secret_keys import Keys
from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.deadlines import subtree
from workflow.circulars.file import Secrecy
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError
from workflow.localtime import local_date
from workflow.registry.lookup import Office
from workflow.states import NO_LONGER_ASKED
from workflow.store import tables as t
from workflow.store.bulk import Rows
from workflow.store.dialect import insert_for
from workflow.store.locks import lock_tasks

_TOKEN_BYTES = 24
_HASHED = Rows("hashed", {name: t.links.c[name].type for name in ("task_id", "token_hash", "short_hash")})
STANDING = t.links.c.revoked_at.is_(None)
"""Which links have not been revoked."""


@dataclass(frozen=True)
class NewLink:
    """A new link: its token and its short code, which are shown this once and never printed by accident."""

    task_id: int
    unit_id: int
    expires_on: date
    token: str = field(repr=False)
    short_code: str = field(repr=False)


def hash_of(token: str) -> str:
    """The SHA-256 by which a token is known, in hexadecimal."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def mint(
    conn: Connection, circular: Circular, act: Act, expires_on: date, keys: Keys, top: Office | None = None
) -> list[NewLink]:
    """Make a link for every task that has none, of the whole circular or of a unit and all below it.

    `expires_on` is the last day on which they open. Raises NotAllowedError for a circular marked ลับ or higher or
    one that is not open, and for a last day that has passed.
    """
    _check(circular, act, expires_on)
    theirs = [t.tasks.c.circular_id == circular.id, t.tasks.c.state.not_in(NO_LONGER_ASKED)]
    if top is not None:
        theirs.append(subtree(circular, top))
    return _mint(conn, theirs, act, expires_on, keys)


def mint_below(
    conn: Connection, circular: Circular, unit: Office, act: Act, expires_on: date, keys: Keys
) -> list[NewLink]:
    """Make a link for every task directly below a unit that has none. Raises NotAllowedError as `mint` does."""
    _check(circular, act, expires_on)
    return _mint(conn, [t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == unit.id], act, expires_on, keys)


def last_day(circular: Circular, now: datetime, days: int) -> date:
    """The last day on which new links open, if nobody says another: so many days after the deadline, or after today."""
    return max(circular.deadline, local_date(now)) + timedelta(days=days)


def missing(conn: Connection, circular: Circular, top: Office | None = None) -> tuple[int, int]:
    """How many tasks `mint` would make links for, and how many have one already."""
    where = [t.tasks.c.circular_id == circular.id, t.tasks.c.state.not_in(NO_LONGER_ASKED)]
    if top is not None:
        where.append(subtree(circular, top))
    have = conn.scalars(select(_linked()).select_from(t.tasks).where(*where)).all()
    return have.count(False), have.count(True)


def are_minted(conn: Connection, circular: Circular) -> bool:
    """Whether this circular is followed by links: whether any has been made."""
    any_link = (
        select(t.links.c.id)
        .join(t.tasks, t.tasks.c.id == t.links.c.task_id)
        .where(t.tasks.c.circular_id == circular.id)
    )
    return conn.execute(any_link.limit(1)).first() is not None


def newest(conn: Connection, task_id: int) -> int:
    """The id of the last link made for a task, open or not; 0 if it never had one."""
    return conn.scalar(select(func.max(t.links.c.id)).where(t.links.c.task_id == task_id)) or 0


def renew(
    conn: Connection, circular: Circular, unit: Office, by: Office, act: Act, expires_on: date, keys: Keys
) -> NewLink:
    """Make a new link for a unit; one it has stops opening at once.

    `by` is the unit directly above or the issuer. Raises NotAllowedError for any other, and as `mint` does.
    """
    _check(circular, act, expires_on)
    task_id = _held(conn, circular, unit, by)
    _revoke(conn, [t.links.c.task_id == task_id], act.because(act.why or "renewed"))
    return _mint(conn, [t.tasks.c.id == task_id], act, expires_on, keys)[0]


def renew_all(
    conn: Connection, circular: Circular, act: Act, expires_on: date, keys: Keys, top: Office | None = None
) -> list[NewLink]:
    """Make new links for a whole circular, or for a unit and all below it; those there were stop opening at once."""
    _check(circular, act, expires_on)
    theirs = [t.tasks.c.circular_id == circular.id, *([subtree(circular, top)] if top else [])]
    lock_tasks(conn, *theirs)
    of_them = t.links.c.task_id.in_(select(t.tasks.c.id).where(*theirs))
    _revoke(conn, [of_them], act.because(act.why or "renewed"))
    return mint(conn, circular, act, expires_on, keys, top)


def revoke(conn: Connection, circular: Circular, unit: Office, by: Office, act: Act) -> None:
    """Let a unit's link open nothing any more. Raises NotAllowedError if it has none, and as `renew` does for `by`."""
    task_id = _held(conn, circular, unit, by)
    if not _revoke(conn, [t.links.c.task_id == task_id], act):
        raise NotAllowedError(f"{unit.name} has no link under '{circular.code}' that could be revoked")


def _held(conn: Connection, circular: Circular, unit: Office, by: Office) -> int:
    """The unit's task, locked, so that of two who renew at once the second revokes what the first has made."""
    task_id = task_of(conn, circular, unit)
    above = conn.scalar(select(t.tasks.c.above_id).where(t.tasks.c.id == task_id).with_for_update())
    if by.id not in (above, circular.issuer_id):
        problem = f"{by.name} is not above {unit.name}"
        raise NotAllowedError(f"{problem}; links are renewed and revoked by the unit above or by the issuer")
    return task_id


def _check(circular: Circular, act: Act, expires_on: date) -> None:
    if circular.content.secrecy is not Secrecy.NONE:
        raise NotAllowedError(f"'{circular.code}' is marked {circular.content.secrecy}; it is never shown by a link")
    if circular.state != "open":
        raise NotAllowedError(f"circular '{circular.code}' is {circular.state}; it needs no links any more")
    if expires_on < local_date(act.now):
        raise NotAllowedError(f"the last day of the links, {expires_on}, has passed")


def _linked() -> ColumnElement[bool]:
    return exists().where(t.links.c.task_id == t.tasks.c.id, STANDING)


def _revoke(conn: Connection, where: Sequence[ColumnElement[bool]], act: Act) -> int:
    values = {"revoked_at": act.now, "revoked_by": act.actor, "revoked_why": act.why}
    return conn.execute(update(t.links).where(STANDING, *where).values(values)).rowcount


def _mint(
    conn: Connection, where: Sequence[ColumnElement[bool]], act: Act, expires_on: date, keys: Keys
) -> list[NewLink]:
    """One INSERT for all tasks without a link; who comes at the same moment gets what this one did not make."""
    chosen = select(t.tasks.c.id, t.tasks.c.unit_id).where(*where, ~_linked()).order_by(t.tasks.c.id)
    new_links = {task_id: _made(task_id, unit_id, expires_on) for task_id, unit_id in conn.execute(chosen)}
    hashed = [
        {"task_id": new.task_id, "token_hash": hash_of(new.token), "short_hash": short_codes.hash_of(keys, new)}
        for new in new_links.values()
    ]
    hashed_rows = _HASHED.table(conn.dialect, hashed)
    fixed = {"made_at": act.now, "made_by": act.actor, "expires_on": expires_on}
    rows = select(*hashed_rows.c, *(literal(value, t.links.c[name].type) for name, value in fixed.items()))
    inserted = (
        insert_for(conn.dialect.name, t.links)
        .from_select([*hashed_rows.c.keys(), *fixed], rows.where(hashed_rows.c.task_id.is_not(None)))
        .on_conflict_do_nothing()
        .returning(t.links.c.task_id)
    )
    return [new_links[task_id] for task_id in sorted(conn.scalars(inserted))]


def _made(task_id: int, unit_id: int, expires_on: date) -> NewLink:
    return NewLink(task_id, unit_id, expires_on, secrets.token_urlsafe(_TOKEN_BYTES), short_codes.new_code())
