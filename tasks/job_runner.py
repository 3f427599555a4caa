"""The runner of jobs: it claims a job, does it and records the result, until none waits."""

from collections.abc import Callable
from datetime import datetime

from runtime.logs import log
from runtime.services import Services
from tasks.incident_reports import report_incident
from tasks.job_kinds import KINDS
from tasks.retry import is_connection_lost, was_rolled_back
from workflow import jobs
from workflow.jobs import Job, JobLostError


def run_jobs(services: Services, clock: Callable[[], datetime], most: int = 100) -> int:
    """Run up to `most` waiting jobs; return the number of finished or failed jobs."""
    for count in range(most):
        with services.database.write() as conn:
            job = jobs.claim(conn, KINDS, clock())
        if job is None:
            return count
        run_job(services, job, clock)
    return most


def run_job(services: Services, job: Job, clock: Callable[[], datetime]) -> None:
    """Run a claimed job. Its exception becomes its error and an incident; a lost job is left to its new worker."""

    def progress(done: int, total: int | None) -> None:
        with services.database.write() as conn:
            jobs.progress(conn, job, done, total, clock())

    try:
        result = KINDS[job.kind](services, job, progress, clock)
        with services.database.write() as conn:
            jobs.finish(conn, job, result, clock())
    except JobLostError as error:
        log().warning("job lost", job=job.id, kind=job.kind, problem=str(error))
    except Exception as error:  # a person who waits for the job must learn of any error
        if is_connection_lost(error) or was_rolled_back(error):
            with services.database.write() as conn:
                jobs.give_back(conn, job)
            raise
        log().exception("job failed", job=job.id, kind=job.kind)
        _record_failure(services, job, f"{type(error).__name__}: {error}", clock())
    else:
        log().info("job done", job=job.id, kind=job.kind)


def free_lost_jobs(services: Services, now: datetime) -> None:
    """Free the jobs of dead workers; jobs given up become incidents."""
    with services.database.write() as conn:
        given_up = jobs.reclaim(conn, now)
    for job in given_up:
        _report(services, job, job.error, now)


def _record_failure(services: Services, job: Job, error: str, now: datetime) -> None:
    try:
        with services.database.write() as conn:
            jobs.fail(conn, job, error, now)
    except JobLostError:
        return
    _report(services, job, error, now)


def _report(services: Services, job: Job, error: str, now: datetime) -> None:
    report_incident(services.database, f"job/{job.id}", f"job {job.id} ({job.kind}) failed: {error}", now)
