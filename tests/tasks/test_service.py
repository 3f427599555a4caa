"""The service: real workers on RabbitMQ and PostgreSQL do what is due, once, whatever is killed or sent to them."""

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from amqp.exceptions import NotFound, PreconditionFailed
from kombu import Connection, Queue
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from chaos.broker import Broker
from chaos.running import children
from monitoring import health
from runtime import clock
from runtime.services import Services
from runtime.version import program_version
from tasks import queues
from tasks.broker import waiting
from tasks.retry import is_connection_lost
from tests.support import sweeps as sweep_steps
from tests.support.circular_steps import PROVINCE, moment, offices, outcomes
from tests.support.postgres import SERVER
from tests.support.service import BROKER, Service, running
from tests.support.sweeps import find
from workflow import incidents, jobs
from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.followup import drafts
from workflow.followup.sweeps import claim, finish, last_sweep
from workflow.progress import completion
from workflow.registry import lookup
from workflow.store import tables as t

pytestmark = pytest.mark.postgres


@pytest.fixture
def circular(postgres_services: Services) -> Circular:
    """The sample circular of 2563 with all of Phrae late: its first follow-up is long due."""
    return sweep_steps.ready(postgres_services)


@pytest.fixture
def service(postgres_services: Services, circular: Circular, tmp_path: Path) -> Iterator[Service]:
    yield from running(postgres_services, tmp_path)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused")), True),
        (OperationalError("SELECT 1", {}, psycopg.errors.AdminShutdown()), True),
        (OperationalError("SELECT 1", {}, psycopg.errors.CannotConnectNow()), True),
        (DBAPIError("SELECT 1", {}, psycopg.InterfaceError(), connection_invalidated=True), True),
        (BrokerError("connection refused"), True),
        (OperationalError("SELECT 1", {}, psycopg.errors.DeadlockDetected()), False),  # it is there, and undid the work
        (OperationalError("SELECT 1", {}, psycopg.errors.DiskFull()), False),
        (ValueError("nonsense"), False),
    ],
    ids=lambda value: repr(getattr(value, "orig", value)),
)
def test_only_a_server_that_cannot_be_reached_is_away(error: Exception, away: bool) -> None:
    assert is_connection_lost(error) is away


def problems(services: Services) -> list[str]:
    with services.database.read() as conn:
        return [str(problem) for _, _, problem in incidents.open_incidents(conn)]


def test_a_worker_makes_what_is_due_and_closes_what_is_finished(service: Service, circular: Circular) -> None:
    services, worker = service.services, service.start("worker", "--concurrency", "2")
    service.sweep()
    service.until(lambda: find(services, circular, "first"), "the first follow-up is prepared")
    (letter,) = find(services, circular, "first")
    assert letter["state"] == "draft"
    now = datetime.now(UTC)
    with services.database.write() as conn:
        drafts.approve(conn, letter["id"], services.printer, Act("officer", now))
    outcomes(services, circular, dict.fromkeys(offices(services, circular), "complete"), f"{now:%Y-%m-%d %H:%M}")
    service.sweep()
    service.until(lambda: sweep_steps.again(services, circular).state == "closed", "the circular is closed")
    assert problems(services) == []
    assert len(find(services, circular, "first")) == 1
    worker.terminate()
    worker.wait(60)


def test_a_worker_that_is_killed_loses_nothing(service: Service, circular: Circular) -> None:
    service.sweep()
    for _ in range(3):
        service.kill(service.start("worker"))
    service.start("worker", "--queues", "sweep")
    service.start("worker", "--queues", "letters")
    service.sweep()
    service.until(lambda: find(service.services, circular, "first"), "the first follow-up is prepared")
    service.sweep()
    service.until(lambda: _swept(service.services), "a sweep is through")
    assert len(find(service.services, circular, "first")) == 1


def test_messages_that_make_no_sense_become_incidents_and_stop_nobody(service: Service, circular: Circular) -> None:
    services = service.services
    service.start("worker")
    service.ask("wian.letters", "nonsense")
    service.ask("wian.nothing")
    service.ask("wian.letters", [[circular.id, 1]])  # as an older version might have sent it
    service.ask("wian.letters", [[987654, 1, "first", 1], [circular.id, 987654, "never", 9]])
    expected = Broker(service.settings).poison(circular.id)
    service.until(lambda: problems(services), "the nonsense is recorded")
    service.sweep()
    service.until(lambda: any("wian.nothing" in each for each in problems(services)), "the unknown task is recorded")
    service.until(lambda: find(services, circular, "first"), "the worker has gone on")
    service.sweep()
    service.until(lambda: not _without_incident(services, expected), "every other senseless message is recorded")
    assert sum("wian.letters failed" in each for each in problems(services)) == 1
    assert sum("under circular 987654, which there is not" in each for each in problems(services)) == 1
    assert sum("'never' of unit 987654" in each for each in problems(services)) == 1
    told = [line.split()[2] for line in service.run("incidents").stdout.splitlines()[1:]]
    assert len(told) == len(problems(services))
    assert service.run("settle", "task/wian.letters/ValueError").returncode == 0
    assert len(told) == len(problems(services)) + 1
    again = service.run("settle", "task/wian.letters/ValueError")
    assert again.returncode == 1 and "no incident 'task/wian.letters/ValueError' stands" in again.stderr


def test_a_senseless_message_that_comes_while_the_database_is_away_is_recorded_once_it_is_back(
    service: Service,
) -> None:
    services = service.services
    service.start("worker")
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through")
    with _away(services):
        service.ask("wian.sweep", 1, 2, 3)  # too many arguments
        service.ask("wian.sweep")  # nothing is wrong with this one: the next sweep does its work
        service.until(lambda: _dead_messages(service) == 1, "the senseless one is dead")
        service.until(lambda: "1 dead messages" in service.run("doctor").stderr, "the doctor tells so")
    service.sweep()
    service.until(lambda: problems(services), "the senseless one is recorded")
    (problem,) = problems(services)
    assert "no worker could work off (wian.sweep)" in problem


def test_a_message_that_fails_where_nothing_can_be_recorded_is_recorded_once_that_is_mended(
    service: Service, tmp_path: Path
) -> None:
    services, holidays = service.services, tmp_path / "holidays.csv"
    shutil.copyfile(service.settings.calendar.holidays, holidays)
    given = service.given | {"WIAN_CALENDAR_HOLIDAYS": str(holidays)}
    worker = service.start("worker", "--queues", "sweep", "--concurrency", "1", given=given)
    service.sweep()
    log = service.folder / "worker-0.log"
    service.until(lambda: log.read_text("utf-8").count('"outcome":"success"') == 2, "a sweep and its figures are done")
    kept = holidays.rename(tmp_path / "kept.csv")
    with services.database.change_tables() as conn:
        conn.exec_driver_sql("ALTER TABLE incidents RENAME TO incidents_away")
    for child in children(worker):
        os.kill(child, signal.SIGKILL)  # the next one finds no calendar
    service.sweep()
    service.until(lambda: _dead_messages(service) == 1, "what has failed is dead")
    kept.rename(holidays)
    with services.database.change_tables() as conn:
        conn.exec_driver_sql("ALTER TABLE incidents_away RENAME TO incidents")
    service.sweep()
    service.until(lambda: problems(services), "it is recorded")
    (problem,) = problems(services)
    assert "no worker could work off (wian.sweep)" in problem


def test_a_sweep_without_a_calendar_becomes_an_incident_at_once(service: Service, tmp_path: Path) -> None:
    services, holidays = service.services, tmp_path / "holidays.csv"
    shutil.copyfile(service.settings.calendar.holidays, holidays)
    given = service.given | {"WIAN_CALENDAR_HOLIDAYS": str(holidays)}
    worker = service.start("worker", "--queues", "sweep", "--concurrency", "1", given=given)
    service.sweep()
    log = service.folder / "worker-0.log"
    service.until(lambda: '"outcome":"success"' in log.read_text("utf-8"), "the worker is at work")
    holidays.unlink()
    for child in children(worker):
        os.kill(child, signal.SIGKILL)  # the next one finds no calendar
    service.sweep()
    service.until(lambda: problems(services), "it is recorded")
    assert f"{holidays}: cannot be read" in problems(services)[0]


def _dead_messages(service: Service) -> int:
    dead = queues.dead(service.settings.broker.prefix)
    with Connection(BROKER) as connection:
        try:
            declared: Any = dead(connection.default_channel).queue_declare(passive=True)
        except NotFound:
            return 0
        return int(declared.message_count)


def _spoil_dead_queue(service: Service) -> None:
    """Put a queue of another kind in the place of the dead one; anew if a worker is quicker to make the right one."""
    dead = queues.dead(service.settings.broker.prefix)

    def spoiled() -> bool:
        with Connection(BROKER) as connection:
            dead(connection.default_channel).delete()
            try:
                Queue(dead.name, durable=True)(connection.default_channel).declare()
            except PreconditionFailed:
                return False
        return True

    service.until(spoiled, "the dead queue is of another kind")


def test_a_queue_of_dead_messages_that_cannot_be_used_keeps_a_sweep_from_nothing_else(service: Service) -> None:
    services, dead = service.services, queues.dead(service.settings.broker.prefix)
    service.start("worker")
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through, so that the worker is at work")
    _spoil_dead_queue(service)
    service.sweep()
    service.until(lambda: _swept(services), "the next one is through too")
    service.until(lambda: problems(services), "a person is told")
    assert "PreconditionFailed" in problems(services)[0]
    started = service.run("beat")
    assert started.returncode == 1 and f"the queue '{dead.name}' is there in another form" in started.stderr


def test_a_worker_that_comes_back_to_a_dead_queue_it_cannot_make_does_its_work(service: Service) -> None:
    services, dead = service.services, queues.dead(service.settings.broker.prefix)
    service.start("worker", "--queues", "sweep")
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through, so that the worker is at work")
    _spoil_dead_queue(service)
    with Connection(BROKER) as connection:
        own = queues.queue(service.settings.broker.prefix, queues.SWEEP)
        own(connection.default_channel).delete()  # the worker is told, and connects anew
    log = service.folder / "worker-0.log"
    service.until(
        lambda: f"the queue {dead.name} cannot be made" in log.read_text("utf-8"), "it has tried to make the dead one"
    )
    service.until(lambda: queues.SWEEP in waiting(service.settings), "its own queue is there again")
    service.sweep()
    service.until(lambda: _swept(services), "the next one is through too")


def test_a_worker_whose_queue_is_deleted_while_others_publish_to_it_takes_from_it_again(service: Service) -> None:
    services, own = service.services, queues.queue(service.settings.broker.prefix, queues.SWEEP)
    service.start("worker", "--queues", "sweep")
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through, so that the worker is at work")
    with Connection(BROKER) as connection:
        own(connection.default_channel).delete()
        # Reaches nobody, and must not make the queue: RabbitMQ would then tell the worker nothing.
        Broker(service.settings).ask(1)
    service.until(lambda: queues.SWEEP in waiting(service.settings), "the worker has made it anew")
    service.sweep()
    service.until(lambda: _swept(services), "the next one is through too")


def test_what_is_given_up_soon_after_all_queues_were_deleted_is_recorded_too(
    service: Service, circular: Circular
) -> None:
    services, broker = service.services, Broker(service.settings)
    service.start("worker")
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through, so that the worker is at work")
    broker.delete()
    expected = broker.poison(circular.id)
    dead = sum(key.startswith("message/") for key in expected)
    service.until(lambda: _dead_messages(service) == dead, "the dead queue is there before any sweep")
    service.until(lambda: f"{dead} dead messages" in service.run("doctor").stderr, "the doctor tells so")
    service.sweep()
    service.until(lambda: not _without_incident(services, expected), "every senseless message is recorded")


@contextmanager
def _away(services: Services) -> Iterator[None]:
    """The database of the services answers nobody."""
    name = services.database.url.database
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    services.database.close()
    with engine.connect() as conn:
        conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        conn.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        yield
        conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    engine.dispose()


def _without_incident(services: Services, expected: list[str]) -> list[str]:
    with services.database.read() as conn:
        keys = [str(key) for _, key, _ in incidents.open_incidents(conn)]
    return [begin for begin in expected if not any(key.startswith(begin) for key in keys)]


def test_letters_of_a_cancelled_circular_are_not_made_and_that_they_were_asked_for_is_told(
    service: Service, circular: Circular
) -> None:
    services = service.services
    with services.database.write() as conn:
        sender = lookup.by_code(conn, PROVINCE).id
        completion.cancel(conn, circulars.by_id(conn, circular.id), Act("officer", datetime.now(UTC), "called off"))
    service.start("worker")
    service.ask("wian.letters", [[circular.id, sender, "first", 1]])
    service.sweep()
    service.until(lambda: _swept(services), "a sweep is through")
    service.until(lambda: problems(services), "the message is recorded")
    assert find(services, circular, "first") == []
    (problem,) = problems(services)
    assert problem.endswith("but circular 'info-2563' has been cancelled")


def test_the_doctor_says_how_the_service_is(service: Service, circular: Circular) -> None:
    ill = service.run("doctor")
    assert ill.returncode == 1 and "no sweep has ever been through" in ill.stderr
    service.start("worker")
    service.ask("wian.sweep")
    service.until(lambda: _swept(service.services), "a sweep is through")
    well = service.run("doctor")
    assert (well.returncode, well.stdout) == (0, f"Wian {program_version()}\nall is well\n"), well.stderr
    with service.services.database.write() as conn:
        conn.execute(t.sweeps.update().values(ended_at=datetime.now(UTC) - timedelta(hours=1)))
    late = service.run("doctor")
    assert late.returncode == 1 and "the last sweep was through at" in late.stderr


def test_the_doctor_names_a_queue_that_is_not_there(service: Service) -> None:
    prefix = service.settings.broker.prefix
    with Connection(BROKER) as connection:
        for queue in (queues.dead(prefix), queues.queue(prefix, queues.LETTERS)):
            queue(connection.default_channel).delete()
    lost = "what is sent to it reaches nobody until a worker starts or connects"
    found = health.of_broker(service.settings)
    assert [each.problem for each in found] == [f"there is no queue '{kind}': {lost}" for kind in ("letters", "dead")]
    assert all(each.ill for each in found)


def test_a_slot_is_claimed_once_however_many_ask(services: Services) -> None:
    now = moment("2020-09-09 09:03")

    def ask(_: int) -> bool:
        with services.database.write() as conn:
            return claim(conn, now, 5)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(16))) == [False] * 15 + [True]
    with services.database.write() as conn:
        assert not claim(conn, moment("2020-09-09 09:04"), 5)
        assert claim(conn, moment("2020-09-09 09:05"), 5)
        finish(conn, moment("2020-09-09 09:06"), 5, moment("2020-09-09 09:05"))
        assert last_sweep(conn, clock.now()) == moment("2020-09-09 09:06")
        assert len(conn.execute(select(t.sweeps)).all()) == 2


def test_a_beat_asks_for_a_sweep_when_it_starts(service: Service) -> None:
    service.start("worker", "--queues", "sweep")
    service.start("beat")
    service.until(lambda: _swept(service.services), "a sweep is through, long before the first interval is over")


def test_letters_that_wait_for_a_worker_are_asked_for_once_however_many_sweeps_come(service: Service) -> None:
    service.start("worker", "--queues", "sweep")
    for _ in range(3):
        service.sweep()
        service.until(lambda: _swept(service.services), "a sweep is through")
    assert waiting(service.settings)[queues.LETTERS].messages == 1


def test_a_dead_queue_that_cannot_be_used_keeps_nobody_from_counting_the_figures(service: Service) -> None:
    service.start("worker", "--queues", "sweep")
    service.sweep()
    service.until(lambda: _swept(service.services), "a sweep is through, so that the worker is at work")
    _spoil_dead_queue(service)
    log = service.folder / "worker-0.log"
    counted = log.read_text("utf-8").count('"task":"wian.figures"')
    service.sweep()
    service.until(lambda: log.read_text("utf-8").count('"task":"wian.figures"') > counted, "they are counted again")


def test_a_worker_does_the_jobs_that_wait_though_every_hint_was_lost(service: Service) -> None:
    def state() -> str:
        with service.services.database.read() as conn:
            return jobs.by_id(conn, job_id).state

    with service.services.database.write() as conn:
        job_id = jobs.enqueue(conn, "figures", {}, Act("officer", clock.now() - timedelta(minutes=3)))
    service.start("worker", "--queues", "sweep,files")
    service.sweep()
    service.until(lambda: state() == "done", "the sweep has published the hint again and a worker has done it")


def _swept(services: Services) -> object:
    with services.database.read() as conn:
        return last_sweep(conn, clock.now())
