"""The record of people: every number, receipt and letter confirmed to them.

It is written to disk outside the database before the next step; the database must contain all of it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

Line = Mapping[str, Any]


@dataclass
class Record:
    """The lines of a file in the order of writing."""

    file: Path
    _lock: Lock = field(default_factory=Lock)

    def write(self, what: str, at: datetime, **facts: object) -> None:
        """Add a line and sync it to disk; `at` is the run's time after the recorded deed."""
        line = json.dumps({"what": what, "at": at.isoformat(), **facts}, ensure_ascii=False, default=str)
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, *what: str) -> Iterator[Line]:
        """The lines of these kinds."""
        if self.file.exists():
            for text in self.file.read_text("utf-8").splitlines():
                line = json.loads(text)
                if line["what"] in what:
                    yield line
