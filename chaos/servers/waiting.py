"""Waiting for a condition."""

import time
from collections.abc import Callable

PATIENCE = 90.0
"""The time limit in seconds for starting servers and finishing work."""


def until(done: Callable[[], object], what: str, patience: float = PATIENCE, pause: float = 0.1) -> None:
    """Wait until `done` is true. Raises TimeoutError, naming `what`, after the time limit."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:.0f} seconds in vain until {what}")
        time.sleep(pause)
