"""What a worker works with: opened once in each of its processes, after it has been forked off."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from runtime.gc_tuning import WORKING, look_seldom
from runtime.settings import Settings, load_settings
from workflow.calendar import WorkCalendar
from workflow.letters.printer import Press
from workflow.store.database import Database


@dataclass(frozen=True)
class WorkDesk:
    """The settings, the database, the press and the calendar of this process."""

    settings: Settings
    database: Database
    press: Press
    calendar: WorkCalendar


def desk() -> WorkDesk:
    """The desk of this process. A child gets one of its own: a connection to the database is not shared."""
    return _desk_of(os.getpid())


@lru_cache(maxsize=1)
def _desk_of(_process: int) -> WorkDesk:
    settings = load_settings(os.environ, Path.cwd())
    look_seldom(WORKING)
    return WorkDesk(settings, settings.database(), settings.press(), settings.calendar())
