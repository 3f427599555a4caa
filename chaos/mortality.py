"""Dying at the worst moment: between a letter's file and its commit, or around the commit of what a page has taken.

Every worker of a run may be told to, at each letter whose file it has kept; and the web, at each acknowledgement.
"""

import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workflow.letters.file_store import LetterStore, PrintedLetter

_KEEP = LetterStore.keep_all
ON_PAGES = "mortality-on-pages"
"""The name of the web's."""


@dataclass
class Mortality:
    """How likely a process dies at such a moment; told in a file, which has the name of the kind of moment."""

    folder: Path
    name: str = "mortality"
    _told: str = ""
    _random: random.Random = field(default_factory=random.Random)

    def set(self, chance: float, seed: int) -> None:
        """From now on a worker dies with this chance at each file."""
        scratch = self._file.with_suffix(".new")
        scratch.write_text(f"{chance} {seed}", "ascii")
        scratch.replace(self._file)

    def end(self) -> None:
        """From now on none dies any more."""
        self._file.unlink(missing_ok=True)

    def deaths(self) -> int:
        """How many have died so."""
        return len(self._deaths.read_bytes()) if self._deaths.exists() else 0

    def keep_all(self, store: LetterStore, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
        """`LetterStore.keep_all`, and perhaps the end of this process in the middle of it, or behind it."""
        place = next((place for place in range(1, len(sheets) + 1) if self._is_due()), 0)
        _KEEP(store, sheets[:place] if place else sheets)
        if place:
            self._die()

    def pass_moment(self) -> None:
        """Perhaps the end of this process."""
        if self._is_due():
            self._die()

    def _die(self) -> None:
        with self._deaths.open("ab") as file:
            file.write(b".")
        os.kill(os.getpid(), signal.SIGKILL)

    def _is_due(self) -> bool:
        try:
            told = self._file.read_text("ascii")
        except FileNotFoundError:
            return False
        chance, seed = told.split()
        if told != self._told:
            # Of its own in each process: two that die at the same letter every time would never get past it.
            self._told, self._random = told, random.Random(f"{seed}/{os.getpid()}")
        return self._random.random() < float(chance)

    @property
    def _file(self) -> Path:
        return self.folder / self.name

    @property
    def _deaths(self) -> Path:
        return self.folder / f"{self.name}-deaths"
