"""What runs without a person, one transaction each: make a letter, take a draft back, close a circular.

What cannot be done becomes an incident that a person mends; it stops nothing else and is tried again by the next
sweep. Each act looks at how things stand and does nothing if somebody else was faster.
"""

from dataclasses import dataclass
from datetime import datetime

from workflow import closing, incidents, reminder
from workflow.closing import Closed
from workflow.errors import WianError
from workflow.followup import Due
from workflow.letters import lifecycle
from workflow.letters.press import Press
from workflow.reminder import Made
from workflow.store.change import Act
from workflow.store.database import Database

ACTOR = "Wian"


@dataclass(frozen=True)
class Failed:
    """An act that could not be done, and why; an incident tells it too."""

    problem: str


def make(database: Database, press: Press, item: Due, now: datetime) -> Made | Failed | None:
    """Make a letter that is due; None if nobody lags any more or it has been made."""
    key = f"letter/{item.circular.code}/{item.sender_id}/{item.ranked.stage.id}/{item.version}"
    try:
        with database.write() as conn:
            made = reminder.make(conn, item, press, Act(ACTOR, now, item.reason))
            incidents.resolve(conn, key, now)
            return made
    except WianError as error:
        with database.write() as conn:
            incidents.open_one(conn, key, str(error), now, item.circular.id, item.sender_id)
        return Failed(f"{item.circular.code}: {error}")


def close(database: Database, press: Press, circular_id: int, now: datetime) -> Closed | Failed | None:
    """Close a circular that has no open task left; the letters that go with it may fail like any other."""
    key = f"close/{circular_id}"
    try:
        with database.write() as conn:
            closed = closing.close_if_finished(conn, press, Act(ACTOR, now, "nothing is open any more"), circular_id)
            incidents.resolve(conn, key, now)
            return closed
    except WianError as error:
        with database.write() as conn:
            incidents.open_one(conn, key, f"it cannot be closed: {error}", now, circular_id)
        return Failed(f"circular {circular_id} cannot be closed: {error}")


def withdraw(database: Database, letter_id: int, now: datetime) -> bool:
    """Discard a draft if everybody on its list has done it meanwhile; whether it was discarded."""
    with database.write() as conn:
        if not reminder.is_needless(conn, letter_id):
            return False
        lifecycle.discard(conn, letter_id, Act(ACTOR, now, "everybody on its list has done it meanwhile"))
        return True
