"""The embedded form: one process that sweeps every few minutes, and at start. No broker, no beat."""

import signal
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from tasks import clock
from tasks.logs import log
from tasks.sweep import Swept, noted
from workflow.calendar import WorkCalendar
from workflow.letters.press import Press
from workflow.store.database import Database


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
