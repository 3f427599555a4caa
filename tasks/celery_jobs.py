"""The jobs of Celery: a job takes ids only, reads the database, acts, commits, and then publishes.

A lost message loses nothing: unfinished work stays due for the next sweep. The names of jobs in messages, in the log
and in the keys of incidents (`wian.sweep`, `task/wian.sweep/…`) never change.
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
    """A job whose failure becomes an incident: a fault of ours or of the message, which a retry would not mend."""

    abstract = True
    Request = f"{CountedRequest.__module__}:{CountedRequest.__name__}"

    def on_failure(self, exc: Exception, task_id: str, args: object, kwargs: object, einfo: object) -> None:
        """Record the failure as an incident, once for the same failure of the same job.

        A server that is away is no failure. If recording fails, the message goes to the dead queue and is recorded
        later.
        """
        if is_connection_lost(exc):
            return
        key = f"task/{self.name}/{type(exc).__name__}"
        problem = f"the job {self.name} failed: {exc!r}; it was given {args!r:.200}"
        try:
            report_incident(process_services().database, key, problem, clock.now())
        except Exception as error:  # any exception but Reject would lose the message
            raise Reject(error, requeue=False) from error


@app.task(name="wian.sweep", base=WianJob)
def sweep() -> None:
    """Publish due letters, close finished circulars, withdraw needless drafts.

    Runs once in a slot of `sweep.minutes`, however often it is requested.
    """
    services, now = process_services(), clock.now()
    with services.database.write() as conn:
        claimed = sweeps.claim(conn, now, services.settings.sweep.minutes)
    if not claimed:
        log().info("the sweep of this slot has been claimed already")
        return
    _sweep(services, now)
    figures.delay()
    # Last and only once, so that a broker without its dead queue stops nothing else.
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
    """Recount the figures of all open circulars."""
    with process_services().database.write() as conn:
        circular_figures.refresh(conn, clock.now())


@app.task(name=queues.MAKE_LETTERS, base=WianJob)
@retry_transient
def letters(keys: Sequence[Key]) -> None:
    """Make the letters with these keys that are still due, in rounds of one transaction."""
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


_JOB_SECONDS = 900  # shorter than the lease of a job


@app.task(name=queues.RUN_JOBS, base=WianJob, time_limit=_JOB_SECONDS, soft_time_limit=_JOB_SECONDS - 20)
@retry_transient
def run_waiting_jobs() -> None:
    """Run the waiting jobs one after the other; the message names none, so losing it loses nothing."""
    run_jobs(process_services(), clock.now)


_MAIL_SECONDS = 300  # a run plus its last mail to a server that is slow at every step
_PDF_SECONDS = 900  # finding letters on which LibreOffice hangs may take longer; the next run goes on


@app.task(name=queues.PDF, base=WianJob, time_limit=_PDF_SECONDS, soft_time_limit=_PDF_SECONDS - 20)
@retry_transient
def pdf(letter_ids: Sequence[int]) -> None:
    """Make the requested PDFs of these letters, then publish their mails."""
    services, ids = process_services(), existing_letters(letter_ids)
    make_pdfs(PrintShop.of(services), ids, clock.now)
    publish.mails(services.settings, ids)


@app.task(name=queues.DELIVER, base=WianJob, time_limit=_MAIL_SECONDS, soft_time_limit=_MAIL_SECONDS - 20)
@retry_transient
def deliver(letter_ids: Sequence[int]) -> None:
    """Send the due mails of these letters."""
    services, ids = process_services(), existing_letters(letter_ids)
    office = PostOffice.of(services)
    if office is not None:
        send_mail.deliver(office, ids, clock.now)


def existing_letters(letter_ids: Sequence[int]) -> list[int]:
    """The existing letters among these ids; other ids of a message become incidents."""
    database, ids = process_services().database, [int(letter_id) for letter_id in letter_ids]
    with database.read() as conn:
        existing = set(conn.scalars(select(t.letters.c.id).where(any_of(t.letters.c.id, ids))))
    for letter_id in sorted(set(ids) - existing):
        problem = f"a message asked for letter {letter_id} to be sent or copied, which there is not"
        report_incident(database, f"message/letter/{letter_id}", problem, clock.now())
    return [letter_id for letter_id in ids if letter_id in existing]
