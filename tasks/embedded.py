"""What the embedded form does after each sweep, without a broker: PDFs, mails, and half-written files."""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from runtime import clock
from runtime.logs import log
from runtime.settings import Settings
from tasks import send_mail, stuck
from tasks.make_pdfs import PrintShop, make_pdfs
from tasks.send_mail import PostOffice
from tasks.sweep import Swept, noted
from workflow.calendar import WorkCalendar
from workflow.delivery import outbox, pdf_copies
from workflow.letters.printer import Press
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
            found = pdf_copies.waiting(conn, clock(), _PDFS)
        made = make_pdfs(PrintShop.of(settings, database, press), found, clock)
    office = PostOffice.of(settings, database, press)
    if office is not None:
        with database.read() as conn:
            found = outbox.waiting(conn, clock(), _MAILS)
        sent = send_mail.deliver(office, found, clock)
    stuck.scraps(settings, clock())
    return Done(sent, made)


def keep_sweeping(
    database: Database,
    press: Press,
    calendar: WorkCalendar,
    minutes: int,
    tell: Callable[[Swept], None],
    stopped: threading.Event,
    once: bool = False,
    after: Callable[[Callable[[], datetime]], object] = lambda _: None,
) -> None:
    """Sweep now and then every `minutes` until `stopped` is set; a sweep under way is finished first.

    `after` follows each sweep, and is given a clock. What goes wrong with either is told in the log, and the next one
    tries again, since nobody would notice that this had ended while the pages are served on; `once`, it is raised.
    """

    def swept() -> None:
        tell(noted(database, press, calendar, clock.now, minutes))

    while not stopped.is_set():
        for work in (swept, partial(after, clock.now)):
            try:
                work()
            except Exception:
                if once:
                    raise
                log().exception("something went wrong and is tried again", minutes=minutes)
        if once:
            return
        stopped.wait(minutes * 60)


def stopped_by_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, instead of ending the process at once. Only for the main thread."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
