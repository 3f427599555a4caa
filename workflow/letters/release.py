"""The release of issued letters: their deliveries begin."""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from workflow.act import Act
from workflow.delivery import deliveries, pdf_copies
from workflow.letters.printer import LetterPrinter
from workflow.store import tables as t
from workflow.store.any_of import any_of


def release(conn: Connection, letter_ids: Sequence[int], printer: LetterPrinter, act: Act) -> None:
    """Record the release of issued letters, their deliveries, and requests for PDF copies.

    Mails are sent and copies made later.
    """
    conn.execute(update(t.letters).where(any_of(t.letters.c.id, letter_ids)).values(released_at=act.now))
    deliveries.record(conn, letter_ids, printer.mails, act.now)
    if printer.pdf:
        pdf_copies.ask(conn, letter_ids, act.now)
