"""Starts the real `wian` command in a run, with three things put in its way and nothing else changed.

The tasks read the run's clock; beat asks every two seconds, so that a short run has many sweeps; and a process may be
told to die between a letter's file and its commit.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from celery import Celery

import tasks.clock
from chaos.clock import RunClock
from chaos.mortality import Mortality
from commands import app, service
from tasks.app import configure
from workflow.letters.press import Press, Printed
from workflow.settings import Settings

FOLDER = "WIAN_CHAOS_FOLDER"
"""The environment's name for the folder in which a run is told what to do."""
_SECONDS_BETWEEN_SWEEPS = 2.0


def _hurried(settings: Settings) -> Celery:
    celery = configure(settings)
    for entry in celery.conf.beat_schedule.values():
        entry["schedule"] = _SECONDS_BETWEEN_SWEEPS
    return celery


def main() -> None:
    """Run `wian` with the words of the command line."""
    folder = Path(os.environ[FOLDER])
    mortality = Mortality(folder)
    tasks.clock.now = RunClock(folder / "clock").now

    def keep_all(press: Press, sheets: Sequence[tuple[str, Printed]]) -> None:
        mortality.keep_all(press, sheets)

    Press.keep_all = keep_all  # type: ignore[method-assign, assignment]
    service.configure = _hurried  # type: ignore[attr-defined, assignment]
    app.main()


if __name__ == "__main__":
    main()
