"""The sweep: makes what is due, closes what is finished, and takes back drafts nobody needs any more.

Any number of sweeps may run at once or twice: every letter has one key, decided by the database. Each letter
is a transaction of its own, so a crash loses at most the one that was not committed, and the next sweep finds
it again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from workflow import closing, followup, incidents, reminder
from workflow.calendar import WorkCalendar
from workflow.closing import Closed
from workflow.errors import WianError
from workflow.followup import Due
from workflow.letters import lifecycle
from workflow.letters.press import Press
from workflow.reminder import Made
from workflow.store.change import Act
from workflow.store.database import Database
from workflow.store.paper import DRAFT, letters

ACTOR = "Wian"


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
    for item in items:
        made = _make(database, item, press, now, done)
        if made is not None:
            done.made.append(made)
    done.withdrawn = _withdraw(database, now)
    with database.read() as conn:
        finished = closing.finished(conn)
    for circular_id in finished:
        done.closed += _close(database, circular_id, press, now, done)
    return done


def _make(database: Database, item: Due, press: Press, now: datetime, done: Swept) -> Made | None:
    key = f"letter/{item.circular.code}/{item.sender_id}/{item.ranked.stage.id}/{item.version}"
    try:
        with database.write() as conn:
            made = reminder.make(conn, item, press, Act(ACTOR, now, item.reason))
            incidents.resolve(conn, key, now)
            return made
    except WianError as error:
        with database.write() as conn:
            incidents.open_one(conn, key, str(error), now, item.circular.id, item.sender_id)
        done.incidents.append(f"{item.circular.code}: {error}")
        return None


def _close(database: Database, circular_id: int, press: Press, now: datetime, done: Swept) -> list[Closed]:
    """Close one circular; the letters that go with it may fail like any other."""
    key = f"close/{circular_id}"
    try:
        with database.write() as conn:
            closed = closing.close_finished(conn, press, Act(ACTOR, now, "nothing is open any more"), circular_id)
            incidents.resolve(conn, key, now)
            return closed
    except WianError as error:
        with database.write() as conn:
            incidents.open_one(conn, key, f"it cannot be closed: {error}", now, circular_id)
        done.incidents.append(f"circular {circular_id} cannot be closed: {error}")
        return []


def _withdraw(database: Database, now: datetime) -> list[int]:
    with database.read() as conn:
        drafts = list(conn.scalars(select(letters.c.id).where(DRAFT).order_by(letters.c.id)))
    return [letter_id for letter_id in drafts if _withdraw_one(database, letter_id, now)]


def _withdraw_one(database: Database, letter_id: int, now: datetime) -> bool:
    with database.write() as conn:
        if not reminder.is_needless(conn, letter_id):
            return False
        lifecycle.discard(conn, letter_id, Act(ACTOR, now, "everybody on its list has done it meanwhile"))
        return True
