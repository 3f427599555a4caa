"""The embedded form: one process that sweeps every few minutes, and at start. No broker, no beat."""

import signal
import threading
from collections.abc import Callable
from datetime import datetime

from tasks import clock
from tasks.sweep import Swept, sweep
from workflow.calendar import WorkCalendar
from workflow.letters.press import Press
from workflow.store.database import Database


def keep_sweeping(
    database: Database,
    press: Press,
    calendar: WorkCalendar,
    seconds: float,
    tell: Callable[[Swept], None],
    stopped: threading.Event,
    once: bool = False,
    after: Callable[[Callable[[], datetime]], object] = lambda _: None,
) -> None:
    """Sweep now and then every `seconds` until `stopped` is set; a sweep under way is finished first.

    `after` follows each sweep, and is given a clock.
    """
    while not stopped.is_set():
        tell(sweep(database, press, calendar, clock.now()))
        after(clock.now)
        if once:
            return
        stopped.wait(seconds)


def stopped_by_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, instead of ending the process at once. Only for the main thread."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
