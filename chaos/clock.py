"""The run's clock: faster than the real one, moved forward at will, and the same for every process of the run."""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

RATE = 3600.0
"""Hours pass like seconds, so that a run has days, and a slot for a sweep every two seconds."""
SLOT_MINUTES = 120
BEGIN = datetime(2025, 12, 15, 2, 0, tzinfo=UTC)
"""A Monday morning in Bangkok, so that a run soon comes to 1 January, when every register begins again."""


@dataclass(frozen=True)
class RunClock:
    """A clock kept in a file, which every process reads each time it looks at the clock."""

    file: Path
    _lock: Lock = field(default_factory=Lock)

    def begin(self) -> None:
        """Set it going."""
        self._write(time.time(), BEGIN.timestamp(), RATE)

    def now(self) -> datetime:
        """What it shows."""
        return datetime.fromtimestamp(self._shows(), UTC)

    def forward(self, by: timedelta) -> None:
        """Move it forward while it runs."""
        with self._lock:  # two that move it at once move it twice
            _, _, rate = self._read()
            self._write(time.time(), self._shows() + by.total_seconds(), rate)

    def stop(self) -> datetime:
        """Let it stand still; what it shows from now on."""
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
