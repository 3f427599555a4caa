"""Deaths at the worst moment: between a letter's file and its commit, or around the commit of an acknowledgement.

They may strike every worker of a run after a stored letter, and the web at an acknowledgement.
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
"""The name of the web's moment."""


@dataclass
class Mortality:
    """The chance of a process's death at a kind of moment, in a file named after the kind."""

    folder: Path
    name: str = "mortality"
    _setting: str = ""
    _random: random.Random = field(default_factory=random.Random)

    def set(self, chance: float, seed: int) -> None:
        """Set the chance of a death per moment."""
        scratch = self._file.with_suffix(".new")
        scratch.write_text(f"{chance} {seed}", "ascii")
        scratch.replace(self._file)

    def end(self) -> None:
        """End the deaths."""
        self._file.unlink(missing_ok=True)

    def deaths(self) -> int:
        """The number of deaths."""
        return len(self._deaths.read_bytes()) if self._deaths.exists() else 0

    def keep_all(self, store: LetterStore, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
        """`LetterStore.keep_all`, with the chance of a death in the middle or after it."""
        place = next((place for place in range(1, len(sheets) + 1) if self._is_due()), 0)
        _KEEP(store, sheets[:place] if place else sheets)
        if place:
            self._die()

    def pass_moment(self) -> None:
        """Pass a moment with the chance of a death."""
        if self._is_due():
            self._die()

    def _die(self) -> None:
        with self._deaths.open("ab") as file:
            file.write(b".")
        os.kill(os.getpid(), signal.SIGKILL)

    def _is_due(self) -> bool:
        try:
            setting = self._file.read_text("ascii")
        except FileNotFoundError:
            return False
        chance, seed = setting.split()
        if setting != self._setting:
            # Different per process, because processes that always die at the same letter would never get past it.
            self._setting, self._random = setting, random.Random(f"{seed}/{os.getpid()}")
        return self._random.random() < float(chance)

    @property
    def _file(self) -> Path:
        return self.folder / self.name

    @property
    def _deaths(self) -> Path:
        return self.folder / f"{self.name}-deaths"
