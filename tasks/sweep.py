"""The sweep: makes what is due, closes what is finished, and takes back drafts nobody needs any more.

Any number of sweeps may run at once or twice: every letter has one key, decided by the database. Letters are made
in rounds, each a transaction of its own, so a crash loses at most the round that was not committed, and the next
sweep finds it again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tasks import jobs
from tasks.jobs import Failed
from workflow.calendar import WorkCalendar
from workflow.cascade import close as closing
from workflow.cascade.close import Closed
from workflow.circulars import figures
from workflow.followup import drafts, sweeps
from workflow.followup import due as due_letters
from workflow.followup.due import Due
from workflow.followup.make import Made
from workflow.letters.printer import Press
from workflow.store.database import Database


@dataclass
class Swept:
    """What one sweep did."""

    due: list[Due] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)


def sweep(database: Database, press: Press, calendar: WorkCalendar, now: datetime) -> Swept:
    """Do everything that is due at `now`. What cannot be made or closed becomes an incident and stops nothing else."""
    with database.read() as conn:
        done = Swept(due_letters.due(conn, now, calendar))
    for made in jobs.make_all(database, press, done.due, now):
        if isinstance(made, Failed):
            done.incidents.append(made.problem)
        else:
            done.made.append(made)
    with database.read() as conn:
        waiting, finished = drafts.find(conn), closing.finished(conn)
    done.withdrawn = [letter_id for letter_id in waiting if jobs.withdraw(database, letter_id, now)]
    for circular_id in finished:
        closed = jobs.close(database, press, circular_id, now)
        if isinstance(closed, Failed):
            done.incidents.append(closed.problem)
        elif closed is not None:
            done.closed.append(closed)
    with database.write() as conn:
        figures.refresh(conn, now)
    return done


def noted(
    database: Database, press: Press, calendar: WorkCalendar, clock: Callable[[], datetime], minutes: int
) -> Swept:
    """Sweep now, and note when it was through, for whoever watches (slots of so many minutes).

    It sweeps though another scheduler may have claimed this slot: who starts a sweep by hand wants it now, and a
    second one finds nothing more to do.
    """
    now = clock()
    with database.write() as conn:
        sweeps.claim(conn, now, minutes)
    done = sweep(database, press, calendar, now)
    with database.write() as conn:
        sweeps.finish(conn, clock(), minutes, now, done.due)
    return done
