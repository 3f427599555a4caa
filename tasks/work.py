"""The tasks: each takes ids only, looks at how things stand, acts, and commits; what it publishes comes after.

Nothing is lost with a message: whatever is not done stays due, and the next sweep finds it again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from celery import Task
from celery.exceptions import Reject

from tasks import acts, broker, clock, deadletters, keys, publish, queues, stuck, told
from tasks.acts import BATCH, Failed
from tasks.app import app
from tasks.away import is_away, patient
from tasks.desk import WorkDesk, desk
from tasks.keys import Key
from tasks.logs import log
from tasks.runs import CountedRequest
from workflow import closing, followup, incidents, needless, overview, slots
from workflow.followup import Due


class WianTask(Task[Any, None]):
    """A task whose failure a person is shown: it is our fault, or the message's, and trying again would not help."""

    abstract = True
    Request = f"{CountedRequest.__module__}:{CountedRequest.__name__}"

    def on_failure(self, exc: Exception, task_id: str, args: object, kwargs: object, einfo: object) -> None:
        """Record the failure as an incident, the same failure of the same task once.

        That a server is away is no fault of either. If the fault cannot be recorded, because of that or of anything
        else, the message goes to the dead queue, from which it is recorded later.
        """
        if is_away(exc):
            return
        now = clock.now()
        key = f"task/{self.name}/{type(exc).__name__}"
        problem = f"the task {self.name} failed: {exc!r}; it was given {args!r:.200}"
        try:
            with desk().database.write() as conn:
                incidents.open_one(conn, key, problem, now)
        except Exception as error:  # whatever it is: any but Reject would lose the message
            raise Reject(error, requeue=False) from error
        told.incident(key, problem)


@app.task(name="wian.sweep", base=WianTask)
def sweep() -> None:
    """Find what is due and hand it out; close what is finished; take needless drafts back.

    Runs once for each slot of `sweep.minutes`, whoever asks for it and however often.
    """
    here, now = desk(), clock.now()
    with here.database.write() as conn:
        mine = slots.claim(conn, now, here.settings.sweep_minutes)
    if not mine:
        log().info("the sweep of this slot has been claimed already")
        return
    _sweep(here, now)
    figures.delay()
    # Last, and only once: a broker that has lost the dead queue itself keeps nobody from anything else.
    deadletters.record(here.settings, here.database, now)


@patient
def _sweep(here: WorkDesk, now: datetime) -> None:
    found = hand_out(here, now)
    stuck.look(here, now)
    with here.database.write() as conn:
        slots.finish(conn, clock.now(), here.settings.sweep_minutes, now, found)


def hand_out(here: WorkDesk, now: datetime) -> list[Due]:
    """Publish the letters that are due in batches; withdraw and close at once, which is little work. What was due."""
    with here.database.read() as conn:
        found = followup.due(conn, now, here.calendar)
    # Those that were due at the last sweep lie in the messages that still wait: they are asked for again once not.
    crowded = found and broker.is_busy(here.settings, queues.LETTERS)
    wanted = [] if crowded else [keys.key_of(item) for item in found]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        # Told in short what it is given: to write all keys for people to read takes nearly as long as to send them.
        letters.apply_async((batch,), argsrepr=f"{len(batch)} letters")  # type: ignore[call-arg]  # not in the stubs
    with here.database.read() as conn:
        waiting, finished = needless.find(conn), closing.finished(conn)
    for letter_id in waiting:
        acts.withdraw(here.database, letter_id, now)
    for circular_id in finished:
        acts.close(here.database, here.press, circular_id, now)
    return found


@app.task(name=queues.FIGURES, base=WianTask)
@patient
def figures() -> None:
    """Count the figures of all open circulars anew."""
    with desk().database.write() as conn:
        overview.refresh(conn, clock.now())


@app.task(name="wian.letters", base=WianTask)
@patient
def letters(asked_for: Sequence[Key]) -> None:
    """Make the letters with these keys that still are due, in rounds, each a transaction of its own."""
    here, now, issued = desk(), clock.now(), []
    with here.database.write() as conn:
        asked = keys.read(conn, asked_for)
        wrong = list(keys.senseless(asked))
        for key, problem in wrong:
            incidents.open_one(conn, key, problem, now)
        items = keys.still_due(conn, here.calendar, asked, now)
    for key, problem in wrong:
        told.incident(key, problem)
    for made in acts.make_all(here.database, here.press, items, now):
        if not isinstance(made, Failed) and made.issued:
            issued.append(made.letter_id)
    publish.dispatch(here.settings, issued)
