"""The release of issued letters: from then on they are on their way."""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from workflow.act import Act
from workflow.delivery import deliveries, pdf_copies
from workflow.letters.printer import LetterPrinter
from workflow.store import tables as t
from workflow.store.any_of import any_of


def release(conn: Connection, letter_ids: Sequence[int], printer: LetterPrinter, act: Act) -> None:
    """Let issued letters go: record their release, to whom they go, and which copies are wanted of them.

    Sending and copying come later.
    """
    conn.execute(update(t.letters).where(any_of(t.letters.c.id, letter_ids)).values(released_at=act.now))
    deliveries.record(conn, letter_ids, printer.mails, act.now)
    if printer.pdf:
        pdf_copies.ask(conn, letter_ids, act.now)
