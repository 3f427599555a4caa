"""The site of a run: servers, processes, clock, disk, people, and folder."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chaos.broker import Broker
from chaos.clerks import Clerks
from chaos.clock import SLOT_MINUTES, RunClock
from chaos.disk import LettersDisk
from chaos.fleet import Fleet
from chaos.load import Load
from chaos.mortality import ON_PAGES, Mortality
from chaos.offices import offices
from chaos.record import Record
from chaos.running import Running
from chaos.servers.postgres import Postgres
from chaos.servers.programs import free_port
from chaos.servers.rabbitmq import RabbitMQ
from chaos.start import FOLDER
from runtime.services import Services
from runtime.settings import load_settings
from workflow.circulars import circular as circulars
from workflow.registry import load as registry_load
from workflow.store import tables as t
from workflow.store.migrate import upgrade


@dataclass
class Site:
    """The parts of a run, in `folder`."""

    folder: Path
    database_server: Postgres
    broker_server: RabbitMQ
    clock: RunClock
    mortality: Mortality
    web_mortality: Mortality
    disk: LettersDisk
    services: Services
    broker: Broker
    fleet: Fleet
    record: Record
    load: Load
    expected: list[str] = field(default_factory=list)
    """The key prefixes of incidents expected from senseless messages."""
    mended: int = 0
    """The number of recreated queues that the broker had lost by itself."""
    keep: bool = False
    """Whether to keep the folder."""

    def throw_poison(self) -> None:
        """Publish senseless messages and expect their incidents."""
        with self.services.database.read() as conn:
            all_circulars = circulars.find(conn, t.circulars.c.id > 0)
        self.expected += self.broker.poison(all_circulars[-1].id if all_circulars else 1)

    def forget_poison(self) -> None:
        """Expect no incidents of senseless messages that were dropped while waiting."""
        self.expected.clear()

    def mend_queues(self) -> None:
        """Recreate queues lost by a crash, as an operator does."""
        lost = self.broker.mend()
        self.mended += len(lost)
        if lost:
            self.forget_poison()

    def save(self) -> None:
        """Save the database as SQL and the letters beside the logs, and keep the folder."""
        self.keep = True
        self.database_server.dump(self.folder / "database.sql")
        if self.disk.mounted:
            shutil.copytree(self.folder / "letters", self.folder / "letters-kept")


@contextmanager
def opened(seed: int) -> Iterator[Site]:
    """A site with folder, servers, tables and offices, before the start of the service; at the end all is stopped.

    The folder is removed at the end unless it is kept. Raises MissingError without a server's program.
    """
    folder = Path(tempfile.mkdtemp(prefix="wian-chaos-"))
    folder.chmod(0o755)  # servers run as other users
    site: Site | None = None
    try:
        with ExitStack() as stack:
            site = _build(seed, folder, stack)
            yield site
    finally:
        if site is None or not site.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _build(seed: int, folder: Path, stack: ExitStack) -> Site:
    running = Running(folder / "logs")
    stack.callback(running.end)
    database, broker = Postgres(folder / "postgres", running), RabbitMQ(folder / "rabbitmq", running)
    with ThreadPoolExecutor(2) as pool:
        for begun in (pool.submit(database.create), pool.submit(broker.create)):
            begun.result()
    environment = {
        "WIAN_DATABASE_ADDRESS": database.address,
        "WIAN_BROKER_ADDRESS": broker.address,
        "WIAN_LETTERS_FOLDER": str(folder / "letters"),
        "WIAN_SWEEP_MINUTES": str(SLOT_MINUTES),
        "WIAN_WEB_PORT": str(free_port()),
        "WIAN_PAGES_SECRET": f"{seed:064}",
    }
    services, units = Services(load_settings(environment, folder)), offices()
    stack.callback(services.database.close)
    upgrade(services.database)
    with services.database.write() as conn:
        registry_load.load(conn, units)
    clock, record = RunClock(folder / "clock"), Record(folder / "record")
    fleet = Fleet(running, {**environment, FOLDER: str(folder)}, folder)
    disk = LettersDisk(folder / "letters", fleet.workers)
    clerks = Clerks(services, clock, record, services.settings.web.port, seed)
    load = Load(services, clerks, clock, record, seed, units, folder / "circulars")
    for last in (disk.end, fleet.dismiss, load.dismiss):
        stack.callback(last)
    dying, queues = (Mortality(folder), Mortality(folder, ON_PAGES)), Broker(services.settings)
    return Site(folder, database, broker, clock, *dying, disk, services, queues, fleet, record, load)
