"""What runs without a person, one transaction each: make a letter, take a draft back, close a circular.

What cannot be done becomes an incident that a person mends; it stops nothing else and is tried again by the next
sweep. Each act looks at how things stand and does nothing if somebody else was faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks import log_events
from workflow import incidents
from workflow.act import Act, ActorKind
from workflow.cascade import close as closing
from workflow.cascade.close import ClosedCircular
from workflow.circulars import circular as circulars
from workflow.errors import WianError
from workflow.followup import drafts, make
from workflow.followup.due import Due
from workflow.followup.make import FollowUpMade, RoundFaultError
from workflow.letters import issue as letter_issue
from workflow.letters.printer import LetterPrinter
from workflow.registry import lookup
from workflow.store.database import Database

ACTOR = "Wian"

BATCH = 120
"""Letters made in one transaction, and asked for in one message: few enough that it is done in a second or two, so that
nobody waits long for an office's row; many enough that statements and messages cost little (with 50 a national round
takes a twelfth longer)."""


@dataclass(frozen=True)
class Failed:
    """An act that could not be done, and why; an incident tells it too."""

    problem: str


def _act(now: datetime, why: str) -> Act:
    return Act(ACTOR, now, why, ActorKind.SYSTEM)


def make_all(
    database: Database, printer: LetterPrinter, items: Sequence[Due], now: datetime
) -> list[FollowUpMade | Failed]:
    """Make the letters that are due, in rounds of at most `BATCH`, each round a transaction of its own.

    A letter that cannot be made becomes an incident; its round is then made anew without it.
    """
    done: list[FollowUpMade | Failed] = []
    for items_together in make.rounds(items):
        for start in range(0, len(items_together), BATCH):
            done += _make_round(database, printer, items_together[start : start + BATCH], now)
    return done


def _make_round(
    database: Database, printer: LetterPrinter, items: Sequence[Due], now: datetime
) -> list[FollowUpMade | Failed]:
    failed: list[FollowUpMade | Failed] = []
    left = {item.sender_id: item for item in items}
    while left:
        try:
            with database.write() as conn:
                made = make.make_round(conn, list(left.values()), printer, _act(now, items[0].reason))
                incidents.resolve_all(conn, [_key(item) for item in left.values()], now)
            log_events.letters(made)
            return [*made, *failed]
        except RoundFaultError as error:
            faulty = [(left.pop(sender_id), fault) for sender_id, fault in error.faults.items()]
            failed += _tell(database, faulty, now)
    return failed


def _tell(database: Database, faults: Sequence[tuple[Due, WianError]], now: datetime) -> list[Failed]:
    with database.write() as conn:
        for item, fault in faults:
            incidents.open_one(conn, _key(item), str(fault), now, item.circular.id, item.sender_id)
        senders = {item.sender_id: lookup.by_id(conn, item.sender_id).code for item, _ in faults}
    for item, fault in faults:
        log_events.incident(_key(item), str(fault), item.circular.code, senders[item.sender_id])
    return [Failed(f"{item.circular.code}: {fault}") for item, fault in faults]


def _key(item: Due) -> str:
    return f"letter/{item.circular.code}/{item.sender_id}/{item.ranked.stage.id}/{item.version}"


def close(
    database: Database, printer: LetterPrinter, circular_id: int, now: datetime
) -> ClosedCircular | Failed | None:
    """Close a circular that has no open task left; the letters that go with it may fail like any other."""
    key = f"close/{circular_id}"
    try:
        with database.write() as conn:
            closed = closing.close_if_finished(conn, printer, _act(now, "nothing is open any more"), circular_id)
            incidents.resolve(conn, key, now)
    except WianError as error:
        with database.write() as conn:
            incidents.open_one(conn, key, f"it cannot be closed: {error}", now, circular_id)
            code = circulars.by_id(conn, circular_id).code
        log_events.incident(key, f"it cannot be closed: {error}", code)
        return Failed(f"circular {circular_id} cannot be closed: {error}")
    if closed is not None:
        log_events.closed(closed)
    return closed


def withdraw(database: Database, letter_id: int, now: datetime) -> bool:
    """Discard a draft if everybody on its list has done it meanwhile; whether it was discarded."""
    with database.write() as conn:
        if not drafts.is_still(conn, letter_id):
            return False
        letter_issue.discard(conn, letter_id, _act(now, "everybody on its list has done it meanwhile"))
    log_events.withdrawn(letter_id)
    return True
