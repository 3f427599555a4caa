"""The kinds of fault: what each does to a run, and how it is healed again."""

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
_DYING = 0.3  # the chance of a worker at each letter
_FORWARD = timedelta(days=8)
_DAYS = 45  # after which there is some letter to be issued, or something is wrong: drafts have no file yet


Strike = Callable[[Site, Fault, random.Random], None]
"""Makes a fault at a site, with dice of its own, and heals it again."""


@dataclass(frozen=True)
class Kind:
    """One kind of fault. `needs` are parts that nothing else may strike meanwhile, `weight` is how often it comes."""

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
    """Every one of them looks for itself and does all that is due, as if 50 machines ran `wian sweep`."""
    now = site.clock.now()

    def one(_: int) -> None:
        machine = Services(site.services.settings)  # with connections of its own
        try:
            sweep_here(machine, now)
        finally:
            machine.database.close()

    with ThreadPoolExecutor(_SWEEPS) as pool:
        list(pool.map(one, range(_SWEEPS)))


def _asked_at_once(site: Site, fault: Fault, dice: random.Random) -> None:
    """Through the broker, the slots forgotten meanwhile, so that more than one of them is taken."""
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


def _comes(what: Callable[[], bool], seconds: float) -> bool:
    """Whether something comes to hold within so many seconds."""
    try:
        until(what, "it holds", seconds, 0.02)
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
