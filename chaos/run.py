"""A run: the faults of a plan strike while people work; then all is healed and checked."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from chaos.faults import BY_NAME, KINDS
from chaos.invariants import confirmed, files, pages
from chaos.invariants.every import check
from chaos.invariants.evidence import Checked, Evidence
from chaos.plan import Fault
from chaos.servers.waiting import until
from chaos.site import Site
from workflow.cascade import close
from workflow.followup import drafts
from workflow.followup.due import due
from workflow.store import tables as t

_AT_ONCE = 2
"""The most faults at the same time."""
_QUIET = 120.0  # seconds


@dataclass
class Outcome:
    """The results of a run."""

    struck: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    web_deaths: int = 0
    unanswered: tuple[int, int, int] = (0, 0, 0)
    troubles: list[str] = field(default_factory=list)
    checked: Sequence[Checked] = ()
    orphans: int = 0
    parts: int = 0

    @property
    def broken(self) -> bool:
        """Whether an invariant is broken or an error happened."""
        return bool(self.troubles) or any(each.broken for each in self.checked)


def run(site: Site, faults: Sequence[Fault], tell: Callable[[str], None]) -> Outcome:
    """Start the service and the people, strike the faults, heal all, and check."""
    outcome = Outcome()
    site.clock.begin()
    site.fleet.start()
    site.load.start()
    until(lambda: any(site.record.lines("pass_on")), "the first letters are passed on")
    _strike(site, faults, outcome, tell)
    tell("healed; sweeping until it is quiet")
    site.load.stop()
    outcome.troubles += site.load.broken
    _settle(site, outcome)
    site.fleet.stop()
    outcome.deaths, outcome.web_deaths = site.mortality.deaths(), site.web_mortality.deaths()
    with site.services.database.read() as conn:
        services = site.services
        seen = Evidence(conn, services.printer, services.calendar, site.clock.now(), site.record, site.expected)
        outcome.checked = check(seen)
        outcome.unanswered = pages.unanswered(seen)
        outcome.orphans, outcome.parts = files.leftovers(seen, services.settings.letters.folder)
    return outcome


def _strike(site: Site, faults: Sequence[Fault], outcome: Outcome, tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    parts = {part: threading.Lock() for kind in KINDS for part in sorted(kind.needs)}

    def one(fault: Fault) -> None:
        kind = BY_NAME[fault.kind]
        with ExitStack() as held:
            for part in sorted(kind.needs):
                held.enter_context(parts[part])
            try:
                kind.strike(site, fault, random.Random(fault.dice))
            except Exception as error:  # a fault that cannot be made or healed is reported, and the run goes on
                outcome.troubles.append(f"fault {fault.number}, {fault.kind}: {error!r}")
            outcome.struck[fault.kind] += 1
            tell(f"{time.monotonic() - began:6.1f} s  {fault.number}/{len(faults)} {fault.kind}")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        begun: list[Future[None]] = []
        for fault in faults:
            time.sleep(fault.after)
            until(lambda: sum(not future.done() for future in begun) < _AT_ONCE, "a fault is healed", 300, 0.02)
            begun.append(pool.submit(one, fault))


def _settle(site: Site, outcome: Outcome) -> None:
    """Move on a week without faults and request sweeps until no work is left."""
    site.clock.forward(timedelta(days=8))
    site.clock.stop()
    site.throw_poison()
    quiet = 0

    def is_quiet() -> bool:
        nonlocal quiet
        try:
            with site.services.database.write() as conn:
                conn.execute(delete(t.sweeps))
            site.broker.ask(1)
            time.sleep(0.5)
            quiet = quiet + 1 if not _undone(site) else 0
        except (DBAPIError, OSError) as error:
            outcome.troubles.append(f"healed, and still: {error!r}")
        return quiet >= 3

    try:
        until(is_quiet, "everything is quiet", _QUIET)
    except TimeoutError as error:
        outcome.troubles.append(f"{error}: {'; '.join(_undone(site))}")


def _undone(site: Site) -> list[str]:
    """The remaining work of sweeps."""
    with site.services.database.read() as conn:
        now, calendar = site.clock.now(), site.services.calendar
        work = [f"{item.circular.code}: '{item.ranked.stage.id}'" for item in due(conn, now, calendar)]
        work += [f"draft {letter} is needless" for letter in drafts.needless_drafts(conn)]
        work += [f"circular {circular} can be closed" for circular in close.finished_circulars(conn)]
        # The broker's figures may be some seconds old, and workers may still be reconnecting.
        work += [f"{key}… is no incident yet" for key in confirmed.without_incident(conn, site.expected)]
    if waiting := site.broker.waiting():
        work.append(f"{waiting} messages wait")
    return work
