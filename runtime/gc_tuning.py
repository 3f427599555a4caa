"""How often a process looks through its memory for garbage."""

import gc
from functools import cache

SERVING = 20_000
"""Objects made before a look, where somebody waits for every answer; Python's own 700 is for programs that make few."""

WORKING = 300_000
"""The same for a worker: more than are alive at once while a batch of letters is made, the longest lists among them,
which would all be looked at."""


def look_seldom(made_before: int) -> None:
    """Keep what is loaded by now for good, and look for garbage only after so many new objects.

    Looking through all of it again and again takes a tenth of a letter's time, and holds up the answers of the web.
    """
    gc.freeze()
    _set(made_before)


def load_first() -> None:
    """Look for no garbage while a command loads what it works with: all of that is kept, and looking takes a sixth."""
    _set(WORKING)


@cache
def keep_loaded() -> None:
    """Keep what is loaded by now out of the last look, when the process ends: a quarter of a short command's time.

    Call it before anything is opened: what is kept is not closed at the end either, which a database file needs. Only
    the first call counts, so that tests which run many commands in one process keep no rubbish.
    """
    gc.freeze()


def _set(made_before: int) -> None:
    gc.set_threshold(made_before, 10, 10)
