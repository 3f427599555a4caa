"""The outbox: waiting mails, claimed one by one, and the results of their attempts.

A mail is claimed in a transaction of its own, which counts the attempt and puts the mail off by LEASE: no other worker
takes it meanwhile, no transaction is open during the conversation with the server (SQLite has one writer), and the
mail of a dead worker is due again by itself. The first attempt fixes the Message-ID, so that a mail sent twice, by a
worker that died between the server's answer and the commit, is recognised as the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from workflow import incidents
from workflow.store import tables as t

LEASE = timedelta(minutes=10)
"""How long a mail stays claimed, longer than any server may take."""

PDF_PATIENCE = timedelta(minutes=15)
"""How long a mail waits for the letter's PDF, if there is to be one (amendment No. 4, Appendix 7: sent as PDF)."""

_FIRST, _LONGEST = timedelta(minutes=5), timedelta(hours=4)
_INCIDENT_AFTER = 5  # temporary failures after which an incident is opened; attempts go on


@dataclass(frozen=True)
class ClaimedMail:
    """A mail claimed by this worker; `attempts` includes this one."""

    letter_id: int
    unit_id: int
    unit_code: str
    address: str
    message_id: str
    attempts: int


def waiting(conn: Connection, due: datetime, most: int) -> list[int]:
    """At most `most` ids of letters with mails due since `due` or longer, longest due first."""
    chosen = select(t.deliveries.c.letter_id).where(t.WAITING_MAIL, t.deliveries.c.due_at <= due)
    first = func.min(t.deliveries.c.due_at)
    return list(conn.scalars(chosen.group_by(t.deliveries.c.letter_id).order_by(first).limit(most)))


def anything_due(conn: Connection, letter_ids: Sequence[int], now: datetime) -> bool:
    """Whether a mail of these letters is due."""
    chosen = select(t.deliveries.c.letter_id).where(_due(now), t.deliveries.c.letter_id.in_(letter_ids))
    return conn.execute(chosen.limit(1)).first() is not None


def claim(conn: Connection, letter_ids: Sequence[int], domain: str, now: datetime) -> ClaimedMail | None:
    """Claim the next due mail of these letters; None if there is none that is not claimed.

    `domain` is that of the sender, for the Message-ID. The address is the office's current one.
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


def record_sent(conn: Connection, claimed: ClaimedMail, now: datetime) -> None:
    """Mark a mail as sent and close its incident, if any."""
    _set(conn, claimed, sent_at=now, due_at=None, problem="")
    incidents.resolve(conn, incident_key(claimed.letter_id, claimed.unit_code), now)


def put_off(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime, *, tell: bool = False) -> str:
    """Put off a mail that could not be sent now, longer after every attempt, up to four hours.

    After some attempts, or at once if `tell`, an incident is opened; returns its text, '' without an incident.
    """
    due = now + min(_FIRST * 2 ** min(claimed.attempts - 1, 10), _LONGEST)
    _set(conn, claimed, due_at=due, problem=problem)
    if tell or claimed.attempts >= _INCIDENT_AFTER:
        return _open_incident(conn, claimed, f"{problem} ({claimed.attempts} attempts; it is tried on)", now)
    return ""


def give_up(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime) -> str:
    """Stop trying a mail that was refused for good; returns the text of the incident, which waits for a person."""
    _set(conn, claimed, due_at=None, problem=problem)
    return _open_incident(conn, claimed, problem, now)


def incident_key(letter_id: int, unit_code: str) -> str:
    """The key of the incident about a mail."""
    return f"mail/{letter_id}/{unit_code}"


def _due(now: datetime) -> ColumnElement[bool]:
    """The condition for due mails, except of letters whose PDF is still being made."""
    copying = exists().where(t.letter_copies.c.letter_id == t.deliveries.c.letter_id, t.WAITING_COPY)
    ready = or_(t.deliveries.c.recorded_at <= now - PDF_PATIENCE, ~copying)
    return and_(t.WAITING_MAIL, t.deliveries.c.due_at <= now, ready)


def _set(conn: Connection, claimed: ClaimedMail, **values: object) -> None:
    # Not if it is sent: after the end of the lease another worker may have sent it.
    unsent = (
        t.deliveries.c.letter_id == claimed.letter_id,
        t.deliveries.c.unit_id == claimed.unit_id,
        t.deliveries.c.sent_at.is_(None),
    )
    conn.execute(update(t.deliveries).where(*unsent).values(attempts=claimed.attempts, **values))


def _open_incident(conn: Connection, claimed: ClaimedMail, problem: str, now: datetime) -> str:
    key = incident_key(claimed.letter_id, claimed.unit_code)
    circular_id = conn.scalar(select(t.letters.c.circular_id).where(t.letters.c.id == claimed.letter_id))
    message = f"the mail to {claimed.address or 'an office without address'} was not sent: {problem}"
    incidents.open_one(conn, key, message, now, circular_id, claimed.unit_id)
    return message
