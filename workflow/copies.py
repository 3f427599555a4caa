"""Copies of issued letters in other kinds of file: PDF. The letter itself is its Word file."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, String, insert, literal, literal_column, select

from workflow.store.columns import UtcDateTime
from workflow.store.dispatch import letter_copies
from workflow.store.paper import letters


def ask(conn: Connection, letter_ids: Sequence[int], now: datetime) -> None:
    """Ask for a PDF of letters issued in this transaction; it is made afterwards, many at once."""
    wanted = select(letters.c.id, literal_column("'pdf'", String), literal(now, UtcDateTime))
    rows = wanted.where(letters.c.id.in_(letter_ids))
    conn.execute(insert(letter_copies).from_select(("letter_id", "kind", "due_at"), rows))
