"""The kinds of fault with their effects and healing."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from chaos.mortality import Mortality
from chaos.plan import Fault
from chaos.servers.waiting import until
from chaos.site import Site
from runtime.services import Services
from tasks.sweep import sweep_here
from workflow.store import tables as t

_SWEEPS = 50
_DYING = 0.3  # the chance of a worker's death per letter
_FORWARD = timedelta(days=8)
_DAYS = 45  # days within which a letter is issued (drafts have no file)


Strike = Callable[[Site, Fault, random.Random], None]
"""A function that makes a fault at a site, with its own dice, and heals it."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault: `needs` are parts that it needs alone, `weight` is its relative frequency."""

    name: str
    strike: Strike
    needs: frozenset[str] = frozenset()
    weight: int = 4


def _kill_worker(site: Site, fault: Fault, dice: random.Random) -> None:
    site.fleet.kill("worker", dice)


def _kill_child(site: Site, fault: Fault, dice: random.Random) -> None:
    until(lambda: site.fleet.kill_child(dice), "a worker has children")


def _die_before_commit(site: Site, fault: Fault, dice: random.Random) -> None:
    _until_dead(site, site.mortality, fault, "no letter was issued at which a worker could have died")


def _web_dies(site: Site, fault: Fault, dice: random.Random) -> None:
    _until_dead(site, site.web_mortality, fault, "nobody acknowledged anything at which the web could have died")


def _until_dead(site: Site, mortality: Mortality, fault: Fault, otherwise: str) -> None:
    before = mortality.deaths()
    mortality.set(_DYING, fault.dice)
    try:
        for _ in range(_DAYS):
            site.clock.forward(timedelta(days=1))
            site.broker.ask(1)
            if _comes(lambda: mortality.deaths() > before, 2):
                break
        else:
            raise TimeoutError(otherwise)
    finally:
        mortality.end()


def _kill_beat(site: Site, fault: Fault, dice: random.Random) -> None:
    site.fleet.kill("beat", dice)


def _kill_web(site: Site, fault: Fault, dice: random.Random) -> None:
    site.fleet.kill("web", dice)


def _broker_away(crash: bool) -> Strike:
    def strike(site: Site, fault: Fault, dice: random.Random) -> None:
        site.broker_server.stop(crash)
        time.sleep(fault.lasts)
        site.broker_server.start()
        site.mend_queues()

    return strike


def _database_away(crash: bool) -> Strike:
    def strike(site: Site, fault: Fault, dice: random.Random) -> None:
        site.database_server.stop(crash)
        time.sleep(fault.lasts / 2)
        site.database_server.start()

    return strike


def _purge(site: Site, fault: Fault, dice: random.Random) -> None:
    site.broker.purge()
    site.forget_poison()


def _delete(site: Site, fault: Fault, dice: random.Random) -> None:
    site.broker.delete()
    site.forget_poison()


def _more_beats(site: Site, fault: Fault, dice: random.Random) -> None:
    site.fleet.add_beats(dice.choice((1, 2)))
    time.sleep(3 + fault.lasts)
    site.fleet.one_beat()


def _sweeps_at_once(site: Site, fault: Fault, dice: random.Random) -> None:
    """Sweep on 50 machines at once, as by `wian sweep`."""
    now = site.clock.now()

    def one(_: int) -> None:
        machine = Services(site.services.settings)  # with its own connections
        try:
            sweep_here(machine, now)
        finally:
            machine.database.close()

    with ThreadPoolExecutor(_SWEEPS) as pool:
        list(pool.map(one, range(_SWEEPS)))


def _asked_at_once(site: Site, fault: Fault, dice: random.Random) -> None:
    """Request sweeps through the broker and forget their slots, so that more than one runs."""
    for _ in range(5):
        with site.services.database.write() as conn:
            conn.execute(delete(t.sweeps))
        site.broker.ask(_SWEEPS // 5)


def _forward(site: Site, fault: Fault, dice: random.Random) -> None:
    site.clock.forward(_FORWARD)


def _fill_disk(site: Site, fault: Fault, dice: random.Random) -> None:
    site.disk.fill()
    try:
        site.clock.forward(timedelta(days=1))
        time.sleep(fault.lasts)
    finally:
        site.disk.free()


def _poison(site: Site, fault: Fault, dice: random.Random) -> None:
    site.throw_poison()


def _comes(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether a condition becomes true within some seconds."""
    try:
        until(condition, "it holds", seconds, 0.02)
    except TimeoutError:
        return False
    return True


_BROKER, _DATABASE, _WORK = frozenset({"broker"}), frozenset({"database"}), frozenset({"work"})

KINDS = (
    Kind("a worker killed", _kill_worker),
    Kind("a worker's child killed", _kill_child),
    Kind("killed between file and commit", _die_before_commit, _WORK | _BROKER | _DATABASE),
    Kind("beat killed", _kill_beat),
    Kind("web killed", _kill_web),
    Kind("web killed around a commit", _web_dies, _WORK | _BROKER | _DATABASE),
    Kind("broker stopped and started", _broker_away(crash=False), _BROKER),
    Kind("broker killed and started", _broker_away(crash=True), _BROKER),
    Kind("all queues purged", _purge, _BROKER),
    Kind("all queues deleted", _delete, _BROKER),
    Kind("database restarted", _database_away(crash=False), _DATABASE),
    Kind("database crashed", _database_away(crash=True), _DATABASE),
    Kind("two or three beats", _more_beats),
    Kind("50 sweeps at once", _sweeps_at_once, _DATABASE | _WORK, weight=1),  # takes long
    Kind("50 sweeps asked for at once", _asked_at_once, _DATABASE | _BROKER),
    Kind("clock forward 8 days", _forward),
    Kind("disk full", _fill_disk, _WORK),
    Kind("senseless messages", _poison, _BROKER | _DATABASE),
)
BY_NAME = {kind.name: kind for kind in KINDS}
CLOCK = "clock forward 8 days"
