"""The Celery tasks: each takes ids only, looks at how things stand, acts, and commits; what it publishes comes after.

Nothing is lost with a message: whatever is not done stays due, and the next sweep finds it again.
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
from tasks import broker, dead_letters, jobs, letter_keys, log_events, publish, queues, send_mail, stuck
from tasks.celery_app import app
from tasks.instrumentation import CountedRequest
from tasks.jobs import BATCH, Failed
from tasks.letter_keys import Key
from tasks.make_pdfs import PrintShop, make_pdfs
from tasks.retry import is_connection_lost, retry_transient
from tasks.send_mail import PostOffice
from workflow import incidents
from workflow.cascade import close as closing
from workflow.circulars import figures as circular_figures
from workflow.followup import drafts, sweeps
from workflow.followup.due import Due, due
from workflow.store import tables as t
from workflow.store.any_of import any_of


class WianTask(Task[Any, None]):
    """A task whose failure a person is shown: it is our fault, or the message's, and trying again would not help."""

    abstract = True
    Request = f"{CountedRequest.__module__}:{CountedRequest.__name__}"

    def on_failure(self, exc: Exception, task_id: str, args: object, kwargs: object, einfo: object) -> None:
        """Record the failure as an incident, the same failure of the same task once.

        That a server is away is no fault of either. If the fault cannot be recorded, because of that or of anything
        else, the message goes to the dead queue, from which it is recorded later.
        """
        if is_connection_lost(exc):
            return
        now = clock.now()
        key = f"task/{self.name}/{type(exc).__name__}"
        problem = f"the task {self.name} failed: {exc!r}; it was given {args!r:.200}"
        try:
            with process_services().database.write() as conn:
                incidents.open_one(conn, key, problem, now)
        except Exception as error:  # whatever it is: any but Reject would lose the message
            raise Reject(error, requeue=False) from error
        log_events.incident(key, problem)


@app.task(name="wian.sweep", base=WianTask)
def sweep() -> None:
    """Find what is due and hand it out; close what is finished; take needless drafts back.

    Runs once for each slot of `sweep.minutes`, whoever asks for it and however often.
    """
    here, now = process_services(), clock.now()
    with here.database.write() as conn:
        mine = sweeps.claim(conn, now, here.settings.sweep_minutes)
    if not mine:
        log().info("the sweep of this slot has been claimed already")
        return
    _sweep(here, now)
    figures.delay()
    # Last, and only once: a broker that has lost the dead queue itself keeps nobody from anything else.
    dead_letters.record(here.settings, here.database, now)


@retry_transient
def _sweep(here: Services, now: datetime) -> None:
    found = hand_out(here, now)
    stuck.look(here, now)
    with here.database.write() as conn:
        sweeps.finish(conn, clock.now(), here.settings.sweep_minutes, now, found)


def hand_out(here: Services, now: datetime) -> list[Due]:
    """Publish the letters that are due in batches; withdraw and close at once, which is little work. What was due."""
    with here.database.read() as conn:
        found = due(conn, now, here.calendar)
    # Those that were due at the last sweep lie in the messages that still wait: they are asked for again once not.
    crowded = found and broker.is_busy(here.settings, queues.LETTERS)
    wanted = [] if crowded else [letter_keys.key_of(item) for item in found]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        # Told in short what it is given: to write all keys for people to read takes nearly as long as to send them.
        letters.apply_async((batch,), argsrepr=f"{len(batch)} letters")  # type: ignore[call-arg]  # not in the stubs
    with here.database.read() as conn:
        waiting, finished = drafts.find(conn), closing.finished(conn)
    for letter_id in waiting:
        jobs.withdraw(here.database, letter_id, now)
    for circular_id in finished:
        jobs.close(here.database, here.printer, circular_id, now)
    return found


@app.task(name=queues.FIGURES, base=WianTask)
@retry_transient
def figures() -> None:
    """Count the figures of all open circulars anew."""
    with process_services().database.write() as conn:
        circular_figures.refresh(conn, clock.now())


@app.task(name="wian.letters", base=WianTask)
@retry_transient
def letters(asked_for: Sequence[Key]) -> None:
    """Make the letters with these keys that still are due, in rounds, each a transaction of its own."""
    here, now, issued = process_services(), clock.now(), []
    with here.database.write() as conn:
        asked = letter_keys.read(conn, asked_for)
        wrong = list(letter_keys.senseless(asked))
        for key, problem in wrong:
            incidents.open_one(conn, key, problem, now)
        items = letter_keys.still_due(conn, here.calendar, asked, now)
    for key, problem in wrong:
        log_events.incident(key, problem)
    for made in jobs.make_all(here.database, here.printer, items, now):
        if not isinstance(made, Failed) and made.issued:
            issued.append(made.letter_id)
    publish.dispatch(here.settings, issued)


_MAIL_SECONDS = 300  # one run, and after it a mail under way to a server that is slow at every step
_PDF_SECONDS = 900  # looking by halves for letters on which LibreOffice hangs may take longer: the next run goes on


@app.task(name=queues.PDF, base=WianTask, time_limit=_PDF_SECONDS, soft_time_limit=_PDF_SECONDS - 20)
@retry_transient
def pdf(letter_ids: Sequence[int]) -> None:
    """Make the PDFs that are wanted of these letters; then their mails can go, with the PDF."""
    here, ids = process_services(), known(letter_ids)
    make_pdfs(PrintShop.of(here), ids, clock.now)
    publish.mails(here.settings, ids)


@app.task(name=queues.DELIVER, base=WianTask, time_limit=_MAIL_SECONDS, soft_time_limit=_MAIL_SECONDS - 20)
@retry_transient
def deliver(letter_ids: Sequence[int]) -> None:
    """Send the mails of these letters that are due."""
    here, ids = process_services(), known(letter_ids)
    office = PostOffice.of(here)
    if office is not None:
        send_mail.deliver(office, ids, clock.now)


def known(letter_ids: Sequence[int]) -> list[int]:
    """Those of these letters that there are; that a message names others is told to a person."""
    wanted = [int(each) for each in letter_ids]
    with process_services().database.write() as conn:
        found = set(conn.scalars(select(t.letters.c.id).where(any_of(t.letters.c.id, wanted))))
        unknown = {f"message/letter/{each}": _unknown(each) for each in sorted(set(wanted) - found)}
        for key, problem in unknown.items():
            incidents.open_one(conn, key, problem, clock.now())
    for key, problem in unknown.items():
        log_events.incident(key, problem)
    return [each for each in wanted if each in found]


def _unknown(letter_id: int) -> str:
    return f"a message asked for letter {letter_id} to be sent or copied, which there is not"
