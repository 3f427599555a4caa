"""The sweep makes due letters, closes finished circulars and withdraws needless drafts.

Any number of sweeps may run at once or twice: every letter has one key, decided by the database. Letters are made in
rounds, each a transaction of its own, so a crash loses at most one round, which the next sweep finds again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from runtime.services import Services
from tasks import transactions
from tasks.transactions import Failed
from workflow.cascade import close as closing
from workflow.cascade.close import ClosedCircular
from workflow.circulars import figures
from workflow.followup import drafts, sweeps
from workflow.followup import due as due_letters
from workflow.followup.due import DueLetter
from workflow.followup.make import MadeFollowUp

Dispatch = Callable[[Services, Sequence[DueLetter], datetime], Sequence[MadeFollowUp | Failed]]
"""A function that makes due letters in this process, or publishes them; returns the letters made here."""


@dataclass
class SweepResult:
    """The results of a sweep."""

    due: list[DueLetter] = field(default_factory=list)
    made: list[MadeFollowUp] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    closed: list[ClosedCircular] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)


def sweep(services: Services, now: datetime, dispatch: Dispatch) -> SweepResult:
    """Do all due work. A letter that cannot be made, or a circular that cannot be closed, becomes an incident."""
    with services.database.read() as conn:
        done = SweepResult(due_letters.due(conn, now, services.calendar))
    for made in dispatch(services, done.due, now):
        if isinstance(made, Failed):
            done.incidents.append(made.problem)
        else:
            done.made.append(made)
    with services.database.read() as conn:
        waiting, finished = drafts.needless_drafts(conn), closing.finished_circulars(conn)
    done.withdrawn = [letter_id for letter_id in waiting if transactions.withdraw(services, letter_id, now)]
    for circular_id in finished:
        closed = transactions.close(services, circular_id, now)
        if isinstance(closed, Failed):
            done.incidents.append(closed.problem)
        elif closed is not None:
            done.closed.append(closed)
    return done


def sweep_here(services: Services, now: datetime) -> SweepResult:
    """Sweep, make the letters in this process, and recount the figures."""
    done = sweep(services, now, transactions.make_all)
    with services.database.write() as conn:
        figures.refresh(conn, now)
    return done


def recorded_sweep(services: Services, clock: Callable[[], datetime]) -> SweepResult:
    """Sweep in this process and record the sweep for the health checks.

    It sweeps even if another scheduler has claimed the slot: a person who starts a sweep wants it now, and a second
    sweep finds nothing more to do.
    """
    now, minutes = clock(), services.settings.sweep.minutes
    with services.database.write() as conn:
        sweeps.claim(conn, now, minutes)
    done = sweep_here(services, now)
    with services.database.write() as conn:
        sweeps.finish(conn, clock(), minutes, now, done.due)
    return done
