"""A process of its own that sweeps: started by the tests of parallel sweeps and of crashes."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.services import Services
from runtime.settings import load_settings
from tasks.sweep import sweep_here
from tests.support.circular_steps import moment
from workflow.letters.file_store import LetterStore, PrintedLetter

KEEP = LetterStore.keep_all


def keep_and_die(store: LetterStore, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
    """Write the letters' files as usual, and be killed before anything is committed."""
    KEEP(store, sheets)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process does not get here")


def main(address: str, work: str, at: str, how: str) -> None:
    """Sweep several times at one moment; `die` is killed between the first file and its commit."""
    here = Services(load_settings({"WIAN_DATABASE_ADDRESS": address}, Path(work)))
    if how == "die":
        LetterStore.keep_all = keep_and_die  # type: ignore[method-assign, assignment]
    for _ in range(3):
        sweep_here(here, moment(at))
    here.database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
