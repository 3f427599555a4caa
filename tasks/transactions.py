"""The transactions of a sweep: make a round of letters, withdraw a draft, close a circular.

A transaction checks the present state first and does nothing if another process was faster. A failure becomes an
incident, stops nothing else, and is tried again by the next sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from runtime.services import Services
from tasks import log_events
from tasks.incident_reports import report_incident
from workflow import incidents
from workflow.act import Act, ActorKind
from workflow.cascade import close as closing
from workflow.cascade.close import ClosedCircular
from workflow.circulars import circular as circulars
from workflow.errors import WianError
from workflow.followup import drafts, make
from workflow.followup.due import DueLetter
from workflow.followup.make import MadeFollowUp, RoundFaultError
from workflow.letters import preparation

ACTOR = "Wian"

BATCH = 120
"""The letters of one transaction and of one message: few enough to finish in a second or two, so that nobody waits long
for an office's row; many enough that statements and messages cost little (with 50 a national round takes a twelfth
longer)."""


@dataclass(frozen=True)
class Failed:
    """A failure with its reason, which is also an incident."""

    problem: str


def _act(now: datetime, why: str) -> Act:
    return Act(ACTOR, now, why, ActorKind.SYSTEM)


def make_all(services: Services, items: Sequence[DueLetter], now: datetime) -> list[MadeFollowUp | Failed]:
    """Make due letters in rounds of at most `BATCH`, with a transaction for every round.

    A letter that cannot be made becomes an incident, and its round is made again without it.
    """
    results: list[MadeFollowUp | Failed] = []
    for round_items in make.rounds(items):
        for start in range(0, len(round_items), BATCH):
            results += _make_round(services, round_items[start : start + BATCH], now)
    return results


def _make_round(services: Services, items: Sequence[DueLetter], now: datetime) -> list[MadeFollowUp | Failed]:
    failed: list[MadeFollowUp | Failed] = []
    left = {item.sender_id: item for item in items}
    while left:
        try:
            with services.database.write() as conn:
                act = _act(now, items[0].reason)
                made = make.make_round(conn, list(left.values()), services.printer, act)
                incidents.resolve_all(conn, [_key(item) for item in left.values()], now)
            log_events.letters(made)
            return [*made, *failed]
        except RoundFaultError as error:
            for sender_id, fault in error.faults.items():
                item = left.pop(sender_id)
                report_incident(services.database, _key(item), str(fault), now, item.circular, sender_id)
                failed.append(Failed(f"{item.circular.code}: {fault}"))
    return failed


def _key(item: DueLetter) -> str:
    return f"letter/{item.circular.code}/{item.sender_id}/{item.ranked.stage.id}/{item.version}"


def close(services: Services, circular_id: int, now: datetime) -> ClosedCircular | Failed | None:
    """Close a circular without open tasks; None if it has open tasks or is no longer open."""
    key, act = f"close/{circular_id}", _act(now, "nothing is open any more")
    try:
        with services.database.write() as conn:
            closed = closing.close_if_finished(conn, services.printer, act, circular_id)
            incidents.resolve(conn, key, now)
    except WianError as error:
        with services.database.read() as conn:
            circular = circulars.by_id(conn, circular_id)
        report_incident(services.database, key, f"it cannot be closed: {error}", now, circular)
        return Failed(f"circular {circular_id} cannot be closed: {error}")
    if closed is not None:
        log_events.closed(closed)
    return closed


def withdraw(services: Services, letter_id: int, now: datetime) -> bool:
    """Discard a draft if its lagging list is empty now; return whether it was discarded."""
    with services.database.write() as conn:
        if not drafts.is_needless(conn, letter_id):
            return False
        preparation.discard(conn, letter_id, _act(now, "everybody on its list has done it meanwhile"))
    log_events.withdrawn(letter_id)
    return True
