"""Mails that wait: claiming the next one, and what became of it.

A mail is claimed by a transaction of its own, which counts the attempt and puts the mail off by LEASE: nobody else
takes it meanwhile, no transaction stands open while a server is talked to (SQLite has one writer), and a mail whose
sender dies is due again by itself. Its Message-ID is fixed by the first attempt, so that a mail sent twice, because
the sender died between the server's word and the commit, is seen to be the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from workflow import incidents
from workflow.store import tables as t

LEASE = timedelta(minutes=10)
"""How long a mail stays claimed: longer than any server may take for it."""

PDF_PATIENCE = timedelta(minutes=15)
"""How long a mail waits for the letter's PDF, where one is wanted (amendment No. 4, Appendix 7: sent as PDF)."""

_FIRST, _LONGEST = timedelta(minutes=5), timedelta(hours=4)
_TOLD_AFTER = 5  # refusals for now after which a person is told; it is tried on all the same


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that is ours to send now; `attempts` counts this one."""

    letter_id: int
    unit_id: int
    unit_code: str
    address: str
    message_id: str
    attempts: int


def waiting(conn: Connection, due: datetime, most: int) -> list[int]:
    """The letters with a mail that has been due since `due` or longer, at most so many, longest due first."""
    chosen = select(t.deliveries.c.letter_id).where(t.WAITING_MAIL, t.deliveries.c.due_at <= due)
    first = func.min(t.deliveries.c.due_at)
    return list(conn.scalars(chosen.group_by(t.deliveries.c.letter_id).order_by(first).limit(most)))


def anything_due(conn: Connection, letter_ids: Sequence[int], now: datetime) -> bool:
    """Whether a mail of these letters is due."""
    chosen = select(t.deliveries.c.letter_id).where(_due(now), t.deliveries.c.letter_id.in_(letter_ids))
    return conn.execute(chosen.limit(1)).first() is not None


def claim(conn: Connection, letter_ids: Sequence[int], domain: str, now: datetime) -> ClaimedMail | None:
    """Take the next mail of these letters that is due; None if there is none, or others have them all.

    `domain` is ours, for the Message-ID. The address is the one the office has now.
    """
    chosen = (
        select(
            *(t.deliveries.c.letter_id, t.deliveries.c.unit_id, t.deliveries.c.attempts, t.deliveries.c.message_id),
            *(t.deliveries.c.address, t.units.c.email, t.units.c.code, t.letters.c.sha256),
        )
        .join(t.units, t.units.c.id == t.deliveries.c.unit_id)
        .join(t.letters, t.letters.c.id == t.deliveries.c.letter_id)
        .where(_due(now), t.deliveries.c.letter_id.in_(letter_ids))
        .order_by(t.deliveries.c.letter_id, t.deliveries.c.unit_id)
        .limit(1)
    )
    row = conn.execute(chosen.with_for_update(of=t.deliveries, skip_locked=True)).first()
    if row is None:
        return None
    claimed = ClaimedMail(
        letter_id=row.letter_id,
        unit_id=row.unit_id,
        unit_code=row.code,
        address=row.email or row.address,
        message_id=row.message_id or f"<{row.letter_id}.{row.code}.{row.sha256[:16]}@{domain}>",
        attempts=row.attempts + 1,
    )
    _set(conn, claimed, address=claimed.address, message_id=claimed.message_id, due_at=now + LEASE)
    return claimed


def sent(conn: Connection, claimed: ClaimedMail, now: datetime) -> None:
    """The server has taken it: it is done, and so is what was told about it."""
    _set(conn, claimed, sent_at=now, due_at=None, problem="")
    incidents.resolve(conn, incident_key(claimed.letter_id, claimed.unit_code), now)


def put_off(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime, *, tell: bool = False) -> str:
    """It could not be sent now: tried again later and later, at least every four hours.

    A person is told after some attempts, or at once if `tell`; the words are returned, empty if nobody is told.
    """
    due = now + min(_FIRST * 2 ** min(claimed.attempts - 1, 10), _LONGEST)
    _set(conn, claimed, due_at=due, problem=problem)
    if tell or claimed.attempts >= _TOLD_AFTER:
        return _tell(conn, claimed, f"{problem} ({claimed.attempts} attempts; it is tried on)", now)
    return ""


def give_up(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime) -> str:
    """It is refused for good: a person is told (the words are returned), and must say when to try it again."""
    _set(conn, claimed, due_at=None, problem=problem)
    return _tell(conn, claimed, problem, now)


def incident_key(letter_id: int, unit_code: str) -> str:
    """The key of the incident about one mail."""
    return f"mail/{letter_id}/{unit_code}"


def _due(now: datetime) -> ColumnElement[bool]:
    """Due mails, but for those of letters whose PDF is about to be made."""
    copying = exists().where(t.letter_copies.c.letter_id == t.deliveries.c.letter_id, t.WAITING_COPY)
    ready = or_(t.deliveries.c.recorded_at <= now - PDF_PATIENCE, ~copying)
    return and_(t.WAITING_MAIL, t.deliveries.c.due_at <= now, ready)


def _set(conn: Connection, claimed: ClaimedMail, **values: object) -> None:
    # Not once it is sent: whoever took longer than the claim holds finds that another has sent it meanwhile.
    lease = (
        t.deliveries.c.letter_id == claimed.letter_id,
        t.deliveries.c.unit_id == claimed.unit_id,
        t.deliveries.c.sent_at.is_(None),
    )
    conn.execute(update(t.deliveries).where(*lease).values(attempts=claimed.attempts, **values))


def _tell(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime) -> str:
    key = incident_key(claimed.letter_id, claimed.unit_code)
    circular_id = conn.scalar(select(t.letters.c.circular_id).where(t.letters.c.id == claimed.letter_id))
    said = f"the mail to {claimed.address or 'an office without address'} was not sent: {problem}"
    incidents.open_one(conn, key, said, now, circular_id, claimed.unit_id)
    return said
