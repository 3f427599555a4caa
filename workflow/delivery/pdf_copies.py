"""PDF copies of issued letters; the letter itself is the Word file.

Copies are requested with the letters' issue and made afterwards in batches. A worker claims copies first, which puts
them off by LEASE, so that those of a dead worker are due again by themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, String, and_, insert, literal, literal_column, select, update

from workflow import incidents
from workflow.store import tables as t
from workflow.store.any_of import any_of
from workflow.store.types import UtcDateTime

LEASE = timedelta(minutes=20)
"""How long copies stay claimed, longer than any batch may take."""

StoredFile = tuple[str, str]
"""A file's place in the letters' store, and its sha256."""


def ask(conn: Connection, letter_ids: Sequence[int], now: datetime) -> None:
    """Request PDFs of letters issued in this transaction."""
    copies = select(t.letters.c.id, literal_column("'pdf'", String), literal(now, UtcDateTime))
    rows = copies.where(any_of(t.letters.c.id, letter_ids))
    conn.execute(insert(t.letter_copies).from_select(("letter_id", "kind", "due_at"), rows))


def waiting(conn: Connection, due: datetime, most: int) -> list[int]:
    """At most `most` ids of letters whose PDF has been due since `due` or longer, longest due first."""
    chosen = select(t.letter_copies.c.letter_id).where(t.WAITING_COPY, t.letter_copies.c.due_at <= due)
    return list(conn.scalars(chosen.order_by(t.letter_copies.c.due_at, t.letter_copies.c.letter_id).limit(most)))


def claim(conn: Connection, letter_ids: Sequence[int], now: datetime) -> dict[int, StoredFile]:
    """Claim the due PDFs of these letters that nobody else has claimed; returns the Word files by letter id."""
    claimed_ids = list(
        conn.scalars(
            select(t.letter_copies.c.letter_id)
            .where(t.WAITING_COPY, t.letter_copies.c.due_at <= now, t.letter_copies.c.letter_id.in_(letter_ids))
            .order_by(t.letter_copies.c.letter_id)
            .with_for_update(skip_locked=True)
        )
    )
    _set(conn, claimed_ids, due_at=now + LEASE)
    rows = (
        select(t.letters.c.id, t.letters.c.file, t.letters.c.sha256)
        .where(t.letters.c.id.in_(claimed_ids))
        .order_by(t.letters.c.id)
    )
    return {row.id: (row.file, row.sha256) for row in conn.execute(rows)}


def record(conn: Connection, files: Mapping[int, StoredFile], now: datetime) -> None:
    """Record copies that are complete on disk, by letter id."""
    for letter_id, (file, sha256) in files.items():
        _set(conn, [letter_id], file=file, sha256=sha256, made_at=now, due_at=None, problem="")
        incidents.resolve(conn, incident_key(letter_id), now)


def give_up(conn: Connection, letter_id: int, problem: str, now: datetime) -> str:
    """Stop trying to convert a letter; returns the text of the incident, which waits for a person."""
    _set(conn, [letter_id], due_at=None, problem=problem)
    row = conn.execute(select(t.letters.c.circular_id, t.letters.c.sender_id).where(t.letters.c.id == letter_id)).one()
    message = f"there is no PDF of letter {letter_id}: {problem}"
    incidents.open_one(conn, incident_key(letter_id), message, now, row.circular_id, row.sender_id)
    return message


def retry(conn: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Queue PDFs again that were given up; `where` is a condition on `letter_copies`. Returns their number."""
    waits = and_(where, t.letter_copies.c.made_at.is_(None), t.letter_copies.c.due_at.is_(None))
    again = update(t.letter_copies).where(waits).values(due_at=now).returning(t.letter_copies.c.letter_id)
    due_again = conn.scalars(again).all()
    incidents.resolve_all(conn, [incident_key(letter_id) for letter_id in due_again], now)
    return len(due_again)


def pdf_of(conn: Connection, letter_id: int) -> StoredFile | None:
    """The PDF of a letter, if there is one."""
    chosen = select(t.letter_copies.c.file, t.letter_copies.c.sha256)
    row = conn.execute(
        chosen.where(t.letter_copies.c.letter_id == letter_id, t.letter_copies.c.made_at.is_not(None))
    ).first()
    return (row.file, row.sha256) if row else None


def incident_key(letter_id: int) -> str:
    """The key of the incident about a letter's PDF."""
    return f"pdf/{letter_id}"


def _set(conn: Connection, letter_ids: Sequence[int], **values: object) -> None:
    # Not if it is made: after the end of the lease another worker may have made it.
    unmade = t.letter_copies.c.letter_id.in_(letter_ids), t.letter_copies.c.made_at.is_(None)
    conn.execute(update(t.letter_copies).where(*unmade).values(**values))
