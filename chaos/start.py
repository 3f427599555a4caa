"""The start of the real `wian` command in a run, with three changes.

Tasks and pages read the run's clock. Beat requests a sweep every two seconds, so that a short run has many sweeps. A
process may die between a letter's file and its commit, or the web before and after the commit of acknowledgements.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from celery import Celery
from sqlalchemy import Connection

import runtime.clock
import tasks.celery_app
import web.services
from chaos.clock import RunClock
from chaos.mortality import ON_PAGES, Mortality
from cli import app
from runtime.settings import Settings
from tasks.celery_app import configure
from web.office import acknowledge
from web.services import WebServices
from workflow.calendar import WorkCalendar
from workflow.letters.file_store import LetterStore, PrintedLetter
from workflow.progress.acknowledge import acknowledge_all
from workflow.progress.receivable import AcknowledgeRequest, AcknowledgeResult

FOLDER = "WIAN_CHAOS_FOLDER"
"""The environment variable of the folder that controls a run."""
_SECONDS_BETWEEN_SWEEPS = 2.0


def _hurried(settings: Settings) -> Celery:
    celery = configure(settings)
    for entry in celery.conf.beat_schedule.values():
        entry["schedule"] = _SECONDS_BETWEEN_SWEEPS
    return celery


def _let_the_web_die(mortality: Mortality) -> None:
    """Add moments of death before and after the commit of acknowledgements."""
    together = acknowledge.receive_batch

    def before_commit(
        conn: Connection, requests: Sequence[AcknowledgeRequest], now: datetime, calendar: WorkCalendar | None
    ) -> list[AcknowledgeResult]:
        answers = acknowledge_all(conn, requests, now, calendar)
        mortality.pass_moment()
        return answers

    def behind_commit(
        services: WebServices, presses: Sequence[acknowledge.AcknowledgePress]
    ) -> Sequence[acknowledge.PressResult]:
        outcomes = together(services, presses)
        mortality.pass_moment()
        return outcomes

    acknowledge.acknowledge_all = before_commit  # type: ignore[attr-defined]
    acknowledge.receive_batch = behind_commit


def main() -> None:
    """Run `wian` with the words of the command line."""
    folder = Path(os.environ[FOLDER])
    mortality, clock = Mortality(folder), RunClock(folder / "clock")
    runtime.clock.now = clock.now
    web.services.WebServices = partial(WebServices, now=clock.now)  # type: ignore[assignment, misc]

    def keep_all(store: LetterStore, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
        mortality.keep_all(store, sheets)

    LetterStore.keep_all = keep_all  # type: ignore[method-assign, assignment]
    _let_the_web_die(Mortality(folder, ON_PAGES))
    tasks.celery_app.configure = _hurried  # type: ignore[assignment]
    app.main()


if __name__ == "__main__":
    main()
