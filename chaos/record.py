"""What people wrote down themselves: every number, receipt and letter that was confirmed to them.

It is kept outside the database, and on disk before anything else is done: what stands here must stand in the database.
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
    """The lines of one file, in the order in which they were written."""

    file: Path
    _lock: Lock = field(default_factory=Lock)

    def write(self, what: str, at: datetime, **facts: object) -> None:
        """Add a line and wait until it is on disk. `at` is what the run's clock showed, after what it tells."""
        line = json.dumps({"what": what, "at": at.isoformat(), **facts}, ensure_ascii=False, default=str)
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, *what: str) -> Iterator[Line]:
        """All lines of these kinds."""
        if self.file.exists():
            for text in self.file.read_text("utf-8").splitlines():
                line = json.loads(text)
                if line["what"] in what:
                    yield line
