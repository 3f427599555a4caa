"""The embedded form without a broker: the loop of sweeps with jobs, PDFs, mails and half-written files."""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from runtime import clock
from runtime.logs import log
from runtime.services import Services
from tasks import send_mail
from tasks.job_runner import free_lost_jobs, run_jobs
from tasks.partial_files import remove_partial_files
from tasks.send_mail import PostOffice
from tasks.sweep import SweepResult, recorded_sweep
from workflow.delivery import outbox, pdf_copies

_PDFS, _MAILS = 25, 1000  # letters after a sweep; the next sweep takes the rest


@dataclass(frozen=True)
class AfterSweep:
    """The numbers of sent mails and of PDFs."""

    mails: int = 0
    pdfs: int = 0


def after_sweep(services: Services, clock: Callable[[], datetime]) -> AfterSweep:
    """Run waiting jobs, make requested PDFs, send due mails, and clean up after crashes."""
    made = sent = 0
    free_lost_jobs(services, clock())
    run_jobs(services, clock)
    if services.settings.files.pdf:
        # Loaded where it is switched on: with it come PDFium and the linter.
        from tasks.make_pdfs import PrintShop, make_pdfs  # noqa: PLC0415

        with services.database.read() as conn:
            waiting = pdf_copies.waiting(conn, clock(), _PDFS)
        made = make_pdfs(PrintShop.of(services), waiting, clock)
    office = PostOffice.of(services)
    if office is not None:
        with services.database.read() as conn:
            waiting = outbox.waiting(conn, clock(), _MAILS)
        sent = send_mail.deliver(office, waiting, clock)
    remove_partial_files(services.settings, clock())
    return AfterSweep(sent, made)


def keep_sweeping(
    services: Services,
    tell: Callable[[SweepResult], None],
    stopped: threading.Event,
    once: bool = False,
    after: Callable[[Callable[[], datetime]], object] = lambda _: None,
) -> None:
    """Sweep at once and every `sweep.minutes` until `stopped` is set, finishing a running sweep.

    `after` runs after every sweep with a clock. Errors are logged and the next sweep tries again, because nobody would
    notice the end of this loop while the pages are still served; with `once` they are raised.
    """
    minutes = services.settings.sweep.minutes

    def sweep() -> None:
        tell(recorded_sweep(services, clock.now))

    while not stopped.is_set():
        for work in (sweep, partial(after, clock.now)):
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
    """An event set by SIGINT and SIGTERM instead of ending the process; for the main thread only."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
