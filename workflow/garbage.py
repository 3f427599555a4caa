"""How often a process that serves looks through its memory for garbage."""

import gc

_MADE_BEFORE_A_LOOK = 20_000  # objects; Python's own 700 is for programs that make few


def look_seldom() -> None:
    """Keep what is loaded by now for good, and look for garbage less often.

    Looking through all of it again and again takes a tenth of a letter's time, and holds up the answers of the web.
    """
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_A_LOOK, 10, 10)
