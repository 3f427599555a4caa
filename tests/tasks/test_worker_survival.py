"""Nothing that is sent to a worker, and nothing that a task does, ends the worker or keeps it from the next message."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.broker import Broker
from runtime import clock
from runtime.services import Services
from tests.support.service import Service, running
from tests.support.sweeps import ready
from workflow import incidents
from workflow.circulars.circular import Circular
from workflow.followup import sweeps

pytestmark = pytest.mark.postgres

_WITHOUT_MEMORY = """
from workflow.circulars import figures


def refresh(*_):
    raise MemoryError


figures.refresh = refresh
from cli.app import main

main()
"""


class Short(Service):
    """A service whose processes lack memory whenever they count figures."""

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", _WITHOUT_MEMORY, *words]


@pytest.fixture
def circular(postgres_services: Services) -> Circular:
    return ready(postgres_services)


@pytest.fixture
def service(postgres_services: Services, circular: Circular, tmp_path: Path) -> Iterator[Service]:
    yield from running(postgres_services, tmp_path)


@pytest.fixture
def short(postgres_services: Services, tmp_path: Path) -> Iterator[Service]:
    yield from running(postgres_services, tmp_path, Short)


def stands(service: Service, begin: str) -> bool:
    with service.services.database.read() as conn:
        return any(key.startswith(begin) for _, key, _ in incidents.open_incidents(conn))


def swept(service: Service) -> object:
    with service.services.database.read() as conn:
        return sweeps.last_sweep(conn, clock.now())


def test_senseless_messages_become_incidents(service: Service, circular: Circular) -> None:
    worker = service.start("worker", "--queues", "sweep,letters", "--concurrency", "1")
    expected = Broker(service.settings).poison(circular.id)
    service.sweep()
    service.until(lambda: swept(service), "the worker has gone on")
    service.sweep()
    service.until(lambda: all(stands(service, begin) for begin in expected), "all of them are recorded")
    assert worker.poll() is None
    assert "Unrecoverable" not in (service.folder / "worker-0.log").read_text("utf-8")


def test_a_task_that_lacks_memory_becomes_an_incident(short: Service) -> None:
    worker = short.start("worker", "--queues", "sweep", "--concurrency", "1")
    short.ask("wian.figures")
    short.until(lambda: stands(short, "task/wian.figures/MemoryError"), "a person is told")
    short.sweep()
    short.until(lambda: swept(short), "the worker has gone on")
    assert worker.poll() is None
