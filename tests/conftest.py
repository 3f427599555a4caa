"""What all tests share: services with real parts on SQLite and PostgreSQL, the pages, a browser, the command line."""

import io
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page
from sqlalchemy.exc import OperationalError

from cli.embedded import set_up
from runtime import logs
from runtime.services import Services
from runtime.settings import load_settings
from tests.support.browser import browser, context, watched
from tests.support.circular_steps import moment
from tests.support.demo_run import DemoRun
from tests.support.mail_server import Mailbox, mail_server
from tests.support.page_links import Tokens, reached
from tests.support.postgres import SERVER, PostgresDatabase
from tests.support.process_caches import share
from tests.support.site import Client, Site
from tests.support.terminal import Terminal
from workflow.calendar import WorkCalendar
from workflow.letters.printer import LetterPrinter
from workflow.store.database import Database

# No timing decides a test: a machine that does other work as well is slow now and then.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30


def pytest_configure() -> None:
    """Let the files of tests lie in memory, where there is room: no test asks what a lost disk would leave."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def _services(work: Path, address: str) -> Services:
    return Services(load_settings({"WIAN_DATABASE_ADDRESS": address}, work))


@pytest.fixture(scope="session", autouse=True)
def process_caches() -> Iterator[None]:
    """What a process of the service compiles once is compiled once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        share(patch)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and the registry that ships, to be copied by each test."""
    file = tmp_path_factory.mktemp("template") / "wian.db"
    here, _ = set_up(load_settings({"WIAN_DATABASE_ADDRESS": f"sqlite:///{file}"}, file.parent))
    with here.database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    here.database.close()
    return file


@pytest.fixture(scope="session")
def postgres_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[PostgresDatabase]:
    """The PostgreSQL database of this process. Without a server: skip on a user's machine, fail in CI."""
    database = PostgresDatabase(f"wian_test_{worker_id}_{os.getpid()}")
    try:
        database.make_template(tmp_path_factory.mktemp("postgres"))
    except OperationalError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs PostgreSQL at {SERVER}: {error.orig}")
        pytest.skip(f"no PostgreSQL at {SERVER.host}; set WIAN_TEST_POSTGRES to test on one")
    yield database
    database.drop()


@pytest.fixture
def sqlite_services(tmp_path: Path, sqlite_template: Path) -> Iterator[Services]:
    """Services on a SQLite file of their own."""
    file = tmp_path / "wian.db"
    shutil.copyfile(sqlite_template, file)
    here = _services(tmp_path, f"sqlite:///{file}")
    yield here
    here.database.close()


@pytest.fixture
def postgres_services(tmp_path: Path, postgres_database: PostgresDatabase) -> Iterator[Services]:
    """Services on a PostgreSQL database that holds the registry that ships and nothing else."""
    here = _services(tmp_path, postgres_database.emptied())
    yield here
    here.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def services(request: pytest.FixtureRequest) -> Services:
    """Services on each kind of database in turn; everything that holds must hold on both."""
    found: Services = request.getfixturevalue("sqlite_services" if request.param == "sqlite" else "postgres_services")
    return found


@pytest.fixture
def database(services: Services) -> Database:
    """The database of the services."""
    return services.database


@pytest.fixture
def printer(services: Services) -> LetterPrinter:
    """The printer of the services."""
    return services.printer


@pytest.fixture
def tokens(sqlite_services: Services) -> Tokens:
    """A circular that has reached every office of Phrae, and everybody's link."""
    return reached(sqlite_services)


@pytest.fixture
def the_log_as_it_was() -> Iterator[None]:
    """Whatever a test does to the log of this process, it is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before
    logging.captureWarnings(False)
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def log(the_log_as_it_was: None, sqlite_services: Services) -> io.StringIO:
    """The log of this process, as a service writes it."""
    written = io.StringIO()
    logs.set_up(sqlite_services.settings, written)
    return written


@pytest.fixture
def at_the_pages() -> datetime:
    """What the clock of the pages shows: a working day after the circular has come."""
    return moment("2020-06-01 10:00")


@pytest.fixture
def site(sqlite_services: Services, tokens: Tokens, at_the_pages: datetime) -> Iterator[Site]:
    """The pages of that circular, served."""
    with Site(sqlite_services, at_the_pages) as served:
        yield served


@pytest.fixture
def client(site: Site) -> Client:
    """A browser at them."""
    return site.client()


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    """A real browser."""
    with browser() as found:
        yield found


@pytest.fixture
def phone(opened: Browser) -> Iterator[Page]:
    """A page of it at the size of a phone, which must have nothing to complain of."""
    with context(opened) as one:
        page = one.new_page()
        complaints = watched(page)
        yield page
        assert complaints == [], "the browser complains: a style or script was refused, or something failed"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server, and what it has taken."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The calendar that ships."""
    return Services(load_settings({}, Path())).calendar


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo, run once."""
    return DemoRun(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture
def terminal(
    tmp_path: Path, sqlite_template: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """The command line in an empty folder, with a database that has been set up."""
    shutil.copyfile(sqlite_template, tmp_path / "wian.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("WIAN_DATABASE_ADDRESS", "sqlite:///wian.db")
    return Terminal(tmp_path, capsys, monkeypatch)
