"""The services of the pages, opened at the process's start and closed at its end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from runtime.services import Services

THREADS = 8
"""Threads for database work in a process, fewer than its database connections."""

Result = TypeVar("Result")


def clock() -> datetime:
    """The present time, read at the edge only; the domain takes it as an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WebServices(Services):
    """The services of a web process, with its clock and threads."""

    now: Callable[[], datetime] = clock
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "web"))

    async def work(self, function: Callable[[], Result]) -> Result:
        """Run a function that waits for the database or the disk in a thread."""
        # With the request's context variables for the log.
        return await asyncio.get_running_loop().run_in_executor(self.threads, copy_context().run, function)

    def close(self) -> None:
        """Finish the running work and close the database."""
        self.threads.shutdown()
        self.database.close()
