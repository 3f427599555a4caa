"""The thresholds of Python's garbage collector."""

import gc
from functools import cache

SERVING = 20_000
"""New objects between collections in a web server; Python's default of 700 suits programs with few objects."""

WORKING = 300_000
"""New objects between collections in a worker: more than a batch of letters with the longest lists keeps alive, so that
a collection does not scan them."""


def collect_seldom(threshold: int) -> None:
    """Exclude all present objects from collection, and collect only after `threshold` new objects.

    Frequent collections take a tenth of a letter's time and delay the answers of the web.
    """
    gc.freeze()
    _set(threshold)


def load_first() -> None:
    """Collect seldom while a command loads its modules, which all stay; collections would take a sixth of the time."""
    _set(WORKING)


@cache
def keep_loaded() -> None:
    """Exclude all present objects from the last collection at the process's end, a quarter of a short command's time.

    Call it before anything is opened, because excluded objects are not closed at the end, as a database file must be.
    Only the first call counts, so that tests with many commands in a process keep no garbage.
    """
    gc.freeze()


def _set(threshold: int) -> None:
    gc.set_threshold(threshold, 10, 10)
