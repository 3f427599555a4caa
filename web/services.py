"""What the pages work with: opened once when the process starts, closed when it ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from runtime.settings import Settings
from workflow.access.secret_keys import Keys
from workflow.calendar import WorkCalendar
from workflow.letters.printer import Press
from workflow.store.database import Database

THREADS = 8
"""Database work at one time in a process; fewer than the connections the database keeps ready for it."""

Result = TypeVar("Result")


def clock() -> datetime:
    """Now. Only the edge reads it; everything below is told."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WebDesk:
    """The settings, the database, the press, the calendar and the keys of this process, and threads for its work."""

    settings: Settings
    database: Database
    press: Press
    calendar: WorkCalendar
    keys: Keys
    now: Callable[[], datetime] = clock
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "web"))

    async def work(self, what: Callable[[], Result]) -> Result:
        """Do what waits for the database or the disk in a thread, so that the others are served meanwhile."""
        # With what is known of the request, which its lines in the log bear.
        return await asyncio.get_running_loop().run_in_executor(self.threads, copy_context().run, what)

    def close(self) -> None:
        """End the work under way and give everything back."""
        self.threads.shutdown()
        self.database.close()


def desk_for(settings: Settings, now: Callable[[], datetime] = clock) -> WebDesk:
    """The desk these settings describe."""
    return WebDesk(settings, settings.database(), settings.press(), settings.calendar(), settings.keys(), now)
