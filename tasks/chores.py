"""What the embedded form does after each sweep, without a broker: PDFs, mails, and half-written files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tasks import files, mail, stuck
from tasks.files import PrintShop
from tasks.mail import PostOffice
from workflow import copies
from workflow.letters.press import Press
from workflow.mail import outbox
from workflow.settings import Settings
from workflow.store.database import Database

_PDFS, _MAILS = 25, 1000  # letters at once; the next sweep takes the rest


@dataclass(frozen=True)
class Done:
    """How many mails were sent and PDFs made."""

    mails: int = 0
    pdfs: int = 0


def do(settings: Settings, database: Database, press: Press, clock: Callable[[], datetime]) -> Done:
    """Make the PDFs that are wanted, send the mails that are due, and clear away what a crash has left."""
    made = sent = 0
    if settings.files_pdf:
        with database.read() as conn:
            found = copies.waiting(conn, clock(), _PDFS)
        made = files.make_pdfs(PrintShop.of(settings, database, press), found, clock)
    office = PostOffice.of(settings, database, press)
    if office is not None:
        with database.read() as conn:
            found = outbox.waiting(conn, clock(), _MAILS)
        sent = mail.deliver(office, found, clock)
    stuck.scraps(settings, clock())
    return Done(sent, made)
