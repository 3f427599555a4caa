"""The lines that the service writes into its log, read as they are written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from runtime.logs import log

Line = dict[str, Any]


class _Lines(logging.Handler):
    """Keeps each line with its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, dict):
            self.lines.append(record.msg)


@contextmanager
def logged() -> Iterator[list[Line]]:
    """The service's own lines of every level, while this lasts."""
    log()
    logger, handler = logging.getLogger("wian"), _Lines()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
