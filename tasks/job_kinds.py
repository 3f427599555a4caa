"""The kinds of job. Add a kind here."""

from collections.abc import Callable
from datetime import datetime

from runtime.services import Services
from workflow.circulars import figures
from workflow.jobs import Job

Progress = Callable[[int, int | None], None]
"""A function that a job calls now and then with the finished and, if known, the total number of parts."""

Kind = Callable[[Services, Job, Progress, Callable[[], datetime]], object]
"""A function that does a job in its own transactions and returns the result; its exception is the job's error.

A job may start again from the beginning after its worker has died.
"""


def count_figures(services: Services, job: Job, progress: Progress, clock: Callable[[], datetime]) -> object:
    """Recount the figures of all open circulars."""
    with services.database.write() as conn:
        figures.refresh(conn, clock())
    return None


KINDS: dict[str, Kind] = {"figures": count_figures}
