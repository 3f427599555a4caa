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
from workflow.cascade.close import ClosedCircular
from workflow.circulars import figures
from workflow.followup import drafts, sweeps
from workflow.followup import due as due_letters
from workflow.followup.due import Due
from workflow.followup.make import FollowUpMade
from workflow.letters.printer import LetterPrinter
from workflow.store.database import Database


@dataclass
class SweepResult:
    """What one sweep did."""

    due: list[Due] = field(default_factory=list)
    made: list[FollowUpMade] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    closed: list[ClosedCircular] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)


def sweep(database: Database, printer: LetterPrinter, calendar: WorkCalendar, now: datetime) -> SweepResult:
    """Do everything that is due at `now`. What cannot be made or closed becomes an incident and stops nothing else."""
    with database.read() as conn:
        done = SweepResult(due_letters.due(conn, now, calendar))
    for made in jobs.make_all(database, printer, done.due, now):
        if isinstance(made, Failed):
            done.incidents.append(made.problem)
        else:
            done.made.append(made)
    with database.read() as conn:
        waiting, finished = drafts.find(conn), closing.finished(conn)
    done.withdrawn = [letter_id for letter_id in waiting if jobs.withdraw(database, letter_id, now)]
    for circular_id in finished:
        closed = jobs.close(database, printer, circular_id, now)
        if isinstance(closed, Failed):
            done.incidents.append(closed.problem)
        elif closed is not None:
            done.closed.append(closed)
    with database.write() as conn:
        figures.refresh(conn, now)
    return done


def noted(
    database: Database, printer: LetterPrinter, calendar: WorkCalendar, clock: Callable[[], datetime], minutes: int
) -> SweepResult:
    """Sweep now, and note when it was through, for whoever watches (slots of so many minutes).

    It sweeps though another scheduler may have claimed this slot: who starts a sweep by hand wants it now, and a
    second one finds nothing more to do.
    """
    now = clock()
    with database.write() as conn:
        sweeps.claim(conn, now, minutes)
    done = sweep(database, printer, calendar, now)
    with database.write() as conn:
        sweeps.finish(conn, clock(), minutes, now, done.due)
    return done
