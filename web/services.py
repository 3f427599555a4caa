"""What the pages work with: opened once when the process starts, closed when it ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from runtime.services import Services

THREADS = 8
"""Database work at one time in a process; fewer than the connections the database keeps ready for it."""

Result = TypeVar("Result")


def clock() -> datetime:
    """Now. Only the edge reads it; everything below is told."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WebServices(Services):
    """The services of a process that serves pages, its clock, and threads for its work."""

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
