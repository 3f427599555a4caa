"""Work that got stuck, one function for each kind, with the time after which it counts as stuck.

A message may be lost, a worker may die, a letter may be issued by a command that publishes nothing. The rows in the
database say what is still to be done, and every sweep looks for it.
"""

from datetime import datetime, timedelta

from runtime.services import Services
from tasks import broker, publish, queues
from tasks.incident_reports import report_incident
from tasks.job_runner import free_lost_jobs
from tasks.scraps import remove_scraps
from workflow import incidents
from workflow import jobs as jobs_module
from workflow.delivery import outbox, pdf_copies
from workflow.followup import sweeps as sweeps_module

_AT_ONCE = 5000  # letters in one sweep; the next one takes the rest
_UNENDED = "a sweep began and never ended: the worker was stopped, or died"
_AT = "%Y-%m-%d %H:%M UTC"


def look(services: Services, now: datetime) -> None:
    """Look for everything that can get stuck."""
    pdfs(services, now)
    mails(services, now)
    jobs(services, now)
    sweeps(services, now)
    clocks(services, now)
    remove_scraps(services.settings, now)


def mails(services: Services, now: datetime) -> None:
    """Mails that have been due for 2 minutes or longer are published again, unless messages about mails still wait.

    That is also how the letters that officers issue by a command, and mails put off, come to be sent. A mail under
    way is not due: its claim puts it off by 10 minutes.
    """
    with services.database.read() as conn:
        waiting = outbox.waiting(conn, now - timedelta(minutes=2), _AT_ONCE)
    if waiting and not broker.is_busy(services.settings, queues.MAIL):
        publish.mails(services.settings, waiting)


def pdfs(services: Services, now: datetime) -> None:
    """PDFs that have been due for 2 minutes or longer are published again, unless messages about PDFs still wait.

    Those being made are claimed, so not due.
    """
    if not services.settings.files.pdf:
        return
    with services.database.read() as conn:
        waiting = pdf_copies.waiting(conn, now - timedelta(minutes=2), _AT_ONCE)
    if waiting and not broker.is_busy(services.settings, queues.FILES):
        publish.pdfs(waiting)


def jobs(services: Services, now: datetime) -> None:
    """Jobs whose worker died are freed; where one has waited for 2 minutes or longer, the hint is published again."""
    free_lost_jobs(services, now)
    with services.database.read() as conn:
        waiting = jobs_module.waiting(conn, now - timedelta(minutes=2))
    if waiting and not broker.is_busy(services.settings, queues.FILES):
        publish.jobs()


def sweeps(services: Services, now: datetime) -> None:
    """A sweep that began an hour ago (or three slots, if that is longer) and never ended is told to a person, once.

    Looks back one day (or three slots more). Nothing is lost by it: the next slot's sweep does the work anyway.
    """
    patience = max(timedelta(hours=1), timedelta(minutes=3 * services.settings.sweep.minutes))
    with services.database.read() as conn:
        unended = sweeps_module.unended(conn, now - patience - timedelta(days=1), now - patience)
        keys = [key for slot in unended if not incidents.is_known(conn, key := f"sweep/{slot:%Y-%m-%dT%H:%M}")]
    for key in keys:
        report_incident(services.database, key, _UNENDED, now)


def clocks(services: Services, now: datetime) -> None:
    """Slots more than an hour ahead of this clock are freed, and a person is told: a clock was ahead when they ran.

    Letters that were made then bear dates that have not come yet. Which of two clocks is wrong only a person knows.
    """
    ahead = now + timedelta(hours=1)
    with services.database.read() as conn:
        slots = sweeps_module.future(conn, ahead)
    if not slots:
        return
    key = f"sweep/clock/{slots[0]:%Y-%m-%dT%H:%M}"
    problem = f"{len(slots)} sweeps ran by a clock at {slots[0]:%Y-%m-%d %H:%M} UTC or later; now it is {now:{_AT}}"
    report_incident(services.database, key, problem, now)
    # Last: who dies before this tells the same incident again.
    with services.database.write() as conn:
        sweeps_module.free_future(conn, ahead)
