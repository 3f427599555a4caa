"""The kinds of job there are: ADD A KIND HERE."""

from collections.abc import Callable
from datetime import datetime

from runtime.services import Services
from workflow.circulars import figures
from workflow.jobs import Job

Progress = Callable[[int, int | None], None]
"""Called by a job now and then with how much is done, and how much there is to do if that is known."""

Kind = Callable[[Services, Job, Progress, Callable[[], datetime]], object]
"""Does a job, in transactions of its own, and returns its result; what it raises is the job's error.

A job may be done again from the beginning after its worker has died.
"""


def count_figures(services: Services, job: Job, progress: Progress, clock: Callable[[], datetime]) -> object:
    """Count the figures of all open circulars anew."""
    with services.database.write() as conn:
        figures.refresh(conn, clock())
    return None


KINDS: dict[str, Kind] = {"figures": count_figures}
