"""The jobs that Celery runs: each takes ids only, looks at how things stand, acts, commits, and then publishes.

Nothing is lost with a message: whatever is not done stays due, and the next sweep finds it again. Their names in
messages, in the log and in the keys of incidents (`wian.sweep`, `task/wian.sweep/…`) stay as they have been.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from celery import Task
from celery.exceptions import Reject
from sqlalchemy import select

from runtime import clock
from runtime.logs import log
from runtime.services import Services, process_services
from tasks import dead_letters, letter_keys, publish, queues, send_mail, stuck, transactions
from tasks.celery_app import app
from tasks.incident_reports import report_incident
from tasks.instrumentation import CountedRequest
from tasks.job_runner import run_jobs
from tasks.letter_keys import Key
from tasks.make_pdfs import PrintShop, make_pdfs
from tasks.retry import is_connection_lost, retry_transient
from tasks.send_mail import PostOffice
from tasks.sweep import sweep as sweep_once
from tasks.transactions import Failed
from workflow.circulars import figures as circular_figures
from workflow.followup import sweeps
from workflow.store import tables as t
from workflow.store.any_of import any_of


class WianJob(Task[Any, None]):
    """A job whose failure a person is shown: it is our fault, or the message's, and trying again would not help."""

    abstract = True
    Request = f"{CountedRequest.__module__}:{CountedRequest.__name__}"

    def on_failure(self, exc: Exception, task_id: str, args: object, kwargs: object, einfo: object) -> None:
        """Record the failure as an incident, the same failure of the same job once.

        That a server is away is no fault of either. If the fault cannot be recorded, because of that or of anything
        else, the message goes to the dead queue, from which it is recorded later.
        """
        if is_connection_lost(exc):
            return
        key = f"task/{self.name}/{type(exc).__name__}"
        problem = f"the job {self.name} failed: {exc!r}; it was given {args!r:.200}"
        try:
            report_incident(process_services().database, key, problem, clock.now())
        except Exception as error:  # whatever it is: any but Reject would lose the message
            raise Reject(error, requeue=False) from error


@app.task(name="wian.sweep", base=WianJob)
def sweep() -> None:
    """Publish what is due; close what is finished; take needless drafts back.

    Runs once for each slot of `sweep.minutes`, whoever asks for it and however often.
    """
    services, now = process_services(), clock.now()
    with services.database.write() as conn:
        mine = sweeps.claim(conn, now, services.settings.sweep.minutes)
    if not mine:
        log().info("the sweep of this slot has been claimed already")
        return
    _sweep(services, now)
    figures.delay()
    # Last, and only once: a broker that has lost the dead queue itself keeps nobody from anything else.
    dead_letters.record(services.settings, services.database, now)


@retry_transient
def _sweep(services: Services, now: datetime) -> None:
    done = sweep_once(services, now, publish.letters)
    stuck.look(services, now)
    with services.database.write() as conn:
        sweeps.finish(conn, clock.now(), services.settings.sweep.minutes, now, done.due)


@app.task(name=queues.FIGURES, base=WianJob)
@retry_transient
def figures() -> None:
    """Count the figures of all open circulars anew."""
    with process_services().database.write() as conn:
        circular_figures.refresh(conn, clock.now())


@app.task(name=queues.MAKE_LETTERS, base=WianJob)
@retry_transient
def letters(keys: Sequence[Key]) -> None:
    """Make the letters with these keys that still are due, in rounds, each a transaction of its own."""
    services, now, issued = process_services(), clock.now(), []
    with services.database.read() as conn:
        requested = letter_keys.read(conn, keys)
        items = letter_keys.still_due(conn, services.calendar, requested, now)
    for key, problem in letter_keys.senseless(requested):
        report_incident(services.database, key, problem, now)
    for made in transactions.make_all(services, items, now):
        if not isinstance(made, Failed) and made.issued:
            issued.append(made.letter_id)
    publish.dispatch(services.settings, issued)


_JOB_SECONDS = 900  # less than the lease of a job


@app.task(name=queues.RUN_JOBS, base=WianJob, time_limit=_JOB_SECONDS, soft_time_limit=_JOB_SECONDS - 20)
@retry_transient
def run_waiting_jobs() -> None:
    """Do the jobs whose rows wait, one after the other; the message names none, so that losing it loses nothing."""
    run_jobs(process_services(), clock.now)


_MAIL_SECONDS = 300  # one run, and after it a mail under way to a server that is slow at every step
_PDF_SECONDS = 900  # looking by halves for letters on which LibreOffice hangs may take longer: the next run goes on


@app.task(name=queues.PDF, base=WianJob, time_limit=_PDF_SECONDS, soft_time_limit=_PDF_SECONDS - 20)
@retry_transient
def pdf(letter_ids: Sequence[int]) -> None:
    """Make the PDFs that are wanted of these letters; then their mails can go, with the PDF."""
    services, ids = process_services(), known(letter_ids)
    make_pdfs(PrintShop.of(services), ids, clock.now)
    publish.mails(services.settings, ids)


@app.task(name=queues.DELIVER, base=WianJob, time_limit=_MAIL_SECONDS, soft_time_limit=_MAIL_SECONDS - 20)
@retry_transient
def deliver(letter_ids: Sequence[int]) -> None:
    """Send the mails of these letters that are due."""
    services, ids = process_services(), known(letter_ids)
    office = PostOffice.of(services)
    if office is not None:
        send_mail.deliver(office, ids, clock.now)


def known(letter_ids: Sequence[int]) -> list[int]:
    """Those of these letters that exist; for each other one that a message names, an incident is opened."""
    database, wanted = process_services().database, [int(letter_id) for letter_id in letter_ids]
    with database.read() as conn:
        existing = set(conn.scalars(select(t.letters.c.id).where(any_of(t.letters.c.id, wanted))))
    for letter_id in sorted(set(wanted) - existing):
        problem = f"a message asked for letter {letter_id} to be sent or copied, which there is not"
        report_incident(database, f"message/letter/{letter_id}", problem, clock.now())
    return [letter_id for letter_id in wanted if letter_id in existing]
