"""The sweep: makes what is due, closes what is finished, and takes back drafts nobody needs any more.

Any number of sweeps may run at once or twice: every letter has one key, decided by the database. Letters are made
in rounds, each a transaction of its own, so a crash loses at most the round that was not committed, and the next
sweep finds it again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from tasks import acts
from tasks.acts import Failed
from workflow import closing, followup, overview
from workflow.calendar import WorkCalendar
from workflow.closing import Closed
from workflow.letters.press import Press
from workflow.reminder import Made
from workflow.store.database import Database
from workflow.store.paper import DRAFT, letters


@dataclass
class Swept:
    """What one sweep did."""

    made: list[Made] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)


def sweep(database: Database, press: Press, calendar: WorkCalendar, now: datetime) -> Swept:
    """Do everything that is due at `now`. What cannot be made or closed becomes an incident and stops nothing else."""
    done = Swept()
    with database.read() as conn:
        items = followup.due(conn, now, calendar)
    for made in acts.make_all(database, press, items, now):
        if isinstance(made, Failed):
            done.incidents.append(made.problem)
        else:
            done.made.append(made)
    with database.read() as conn:
        waiting, finished = drafts(conn), closing.finished(conn)
    done.withdrawn = [letter_id for letter_id in waiting if acts.withdraw(database, letter_id, now)]
    for circular_id in finished:
        closed = acts.close(database, press, circular_id, now)
        if isinstance(closed, Failed):
            done.incidents.append(closed.problem)
        elif closed is not None:
            done.closed.append(closed)
    with database.write() as conn:
        overview.refresh(conn, now)
    return done


def drafts(conn: Connection) -> list[int]:
    """Every draft there is, oldest first: each may have become needless."""
    return list(conn.scalars(select(letters.c.id).where(DRAFT).order_by(letters.c.id)))
