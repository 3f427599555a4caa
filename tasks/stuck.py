"""Stuck work: a function for every kind, with the time after which work counts as stuck.

A message may be lost, a worker may die, or a command may issue a letter without publishing. Every sweep looks for the
unfinished rows in the database.
"""

from datetime import datetime, timedelta

from runtime.services import Services
from tasks import broker, publish, queues
from tasks.incident_reports import report_incident
from tasks.job_runner import free_lost_jobs
from tasks.partial_files import remove_partial_files
from workflow import incidents, jobs
from workflow.delivery import outbox, pdf_copies
from workflow.followup import sweeps

_AT_ONCE = 5000  # letters in one sweep; the next sweep takes the rest
_UNENDED = "a sweep began and never ended: the worker was stopped, or died"
_AT = "%Y-%m-%d %H:%M UTC"


def look(services: Services, now: datetime) -> None:
    """Look for all kinds of stuck work."""
    stuck_pdfs(services, now)
    stuck_mails(services, now)
    stuck_jobs(services, now)
    stuck_sweeps(services, now)
    clocks(services, now)
    remove_partial_files(services.settings, now)


def stuck_mails(services: Services, now: datetime) -> None:
    """Publish mails that have been due for 2 minutes, unless messages about mails still wait.

    This also sends letters issued by a command and mails that were put off. A mail in progress is not due: its claim
    puts it off by 10 minutes.
    """
    with services.database.read() as conn:
        waiting = outbox.waiting(conn, now - timedelta(minutes=2), _AT_ONCE)
    if waiting and not broker.is_busy(services.settings, queues.MAIL):
        publish.mails(services.settings, waiting)


def stuck_pdfs(services: Services, now: datetime) -> None:
    """Publish PDFs that have been due (and unclaimed) for 2 minutes, unless messages about PDFs still wait."""
    if not services.settings.files.pdf:
        return
    with services.database.read() as conn:
        waiting = pdf_copies.waiting(conn, now - timedelta(minutes=2), _AT_ONCE)
    if waiting and not broker.is_busy(services.settings, queues.FILES):
        publish.pdfs(waiting)


def stuck_jobs(services: Services, now: datetime) -> None:
    """Free the jobs of dead workers, and publish the hint again if a job has waited for 2 minutes."""
    free_lost_jobs(services, now)
    with services.database.read() as conn:
        waiting = jobs.waiting(conn, now - timedelta(minutes=2))
    if waiting and not broker.is_busy(services.settings, queues.FILES):
        publish.jobs()


def stuck_sweeps(services: Services, now: datetime) -> None:
    """Report, once, a sweep that began an hour ago (or three slots, if longer) and never ended.

    Looks back one day more. No work is lost, because the next slot's sweep does it.
    """
    patience = max(timedelta(hours=1), timedelta(minutes=3 * services.settings.sweep.minutes))
    with services.database.read() as conn:
        unended = sweeps.unended(conn, now - patience - timedelta(days=1), now - patience)
        keys = [key for slot in unended if not incidents.is_known(conn, key := f"sweep/{slot:%Y-%m-%dT%H:%M}")]
    for key in keys:
        report_incident(services.database, key, _UNENDED, now)


def clocks(services: Services, now: datetime) -> None:
    """Free slots more than an hour in the future, and report the clock that was ahead when they were claimed.

    Letters of these sweeps have future dates. Only a person knows which clock is wrong.
    """
    ahead = now + timedelta(hours=1)
    with services.database.read() as conn:
        slots = sweeps.future(conn, ahead)
    if not slots:
        return
    key = f"sweep/clock/{slots[0]:%Y-%m-%dT%H:%M}"
    problem = f"{len(slots)} sweeps ran by a clock at {slots[0]:%Y-%m-%d %H:%M} UTC or later; now it is {now:{_AT}}"
    report_incident(services.database, key, problem, now)
    # Last, because a crash before this only reports the same incident again.
    with services.database.write() as conn:
        sweeps.free_future(conn, ahead)
