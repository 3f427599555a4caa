"""The run's clock: faster than real time, movable forward, and common to all processes of a run."""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

RATE = 3600.0
"""The speed: an hour per second, so that a run has days, and a sweep's slot every two seconds."""
SLOT_MINUTES = 120
BEGIN = datetime(2025, 12, 15, 2, 0, tzinfo=UTC)
"""The start: a Monday morning in Bangkok, soon before 1 January, when registers begin again."""


@dataclass(frozen=True)
class RunClock:
    """A clock in a file, read by every process for every time."""

    file: Path
    _lock: Lock = field(default_factory=Lock)

    def begin(self) -> None:
        """Start the clock."""
        self._write(time.time(), BEGIN.timestamp(), RATE)

    def now(self) -> datetime:
        """The present time of the run."""
        return datetime.fromtimestamp(self._shows(), UTC)

    def forward(self, by: timedelta) -> None:
        """Move the running clock forward."""
        with self._lock:  # two movements at once add up
            _, _, rate = self._read()
            self._write(time.time(), self._shows() + by.total_seconds(), rate)

    def stop(self) -> datetime:
        """Stop the clock; return its time."""
        self._write(time.time(), self._shows(), 0.0)
        return self.now()

    def _shows(self) -> float:
        real, shown, rate = self._read()
        return shown + (time.time() - real) * rate

    def _read(self) -> tuple[float, float, float]:
        real, shown, rate = self.file.read_text("ascii").split()
        return float(real), float(shown), float(rate)

    def _write(self, real: float, shown: float, rate: float) -> None:
        scratch = self.file.with_suffix(f".{os.getpid()}.new")
        scratch.write_text(f"{real!r} {shown!r} {rate!r}", "ascii")
        scratch.replace(self.file)
