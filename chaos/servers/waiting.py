"""Waiting until something holds."""

import time
from collections.abc import Callable

PATIENCE = 90.0
"""Seconds after which a server that does not come up, or work that does not end, is given up."""


def until(done: Callable[[], object], what: str, patience: float = PATIENCE, pause: float = 0.1) -> None:
    """Wait until `done` answers something true. Raises TimeoutError, naming `what`, when patience is at its end."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:.0f} seconds in vain until {what}")
        time.sleep(pause)
