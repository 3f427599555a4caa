"""The service for tests: real workers on real RabbitMQ and PostgreSQL, with queues of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from kombu import Connection
from sqlalchemy import delete

from runtime.services import Services
from runtime.settings import ROOT, Settings, load_settings
from tasks import queues
from tasks.celery_app import configure, declare
from workflow.store import tables as t

BROKER = os.environ.get("WIAN_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
PATIENCE = 60  # seconds after which a test that waits in vain fails; no timing decides a test


def need_broker() -> None:
    """Without a broker: skip on a user's machine, fail in CI."""
    try:
        with Connection(BROKER, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1)
    except OSError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs RabbitMQ at {BROKER}: {error}")
        pytest.skip("no RabbitMQ here; set WIAN_TEST_BROKER to test on one")


class Service:
    """Workers of one database; what they are asked goes through the broker."""

    def __init__(self, services: Services, folder: Path, prefix: str, **more: str) -> None:
        self.services, self.folder = services, folder
        self._workers: list[subprocess.Popen[bytes]] = []
        self.given = {
            "WIAN_DATABASE_ADDRESS": services.database.url.render_as_string(hide_password=False),
            "WIAN_BROKER_ADDRESS": BROKER,
            "WIAN_BROKER_PREFIX": prefix,
            "WIAN_LETTERS_FOLDER": str(services.settings.letters.folder),
            **more,
        }
        self.settings: Settings = load_settings(self.given, folder)
        declare(self.settings)
        self._app = configure(self.settings, Celery("test"))

    def command(self, *words: str) -> list[str]:
        """The `wian` command as a process of its own starts it."""
        return [sys.executable, "-m", "cli.app", *words]

    def start(self, *words: str, given: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process of the service, a worker or a beat, with our own settings or with those given."""
        environment = {**os.environ, **(self.given if given is None else given), "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{words[0]}-{len(self._workers)}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(*words), cwd=self.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._workers.append(process)
        return process

    def run(self, *words: str, given: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with our own settings or with those given."""
        own = self.given if given is None else given
        environment = {**os.environ, **own, "PYTHONPATH": str(ROOT), "COLUMNS": "250"}
        return subprocess.run(
            self.command(*words),
            check=False,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def ask(self, task: str, *args: object) -> None:
        """Publish a message for a task."""
        queue = queues.name(self.settings.broker.prefix, queues.JOBS.get(task, queues.SWEEP))
        self._app.send_task(task, args=list(args), queue=queue)

    def sweep(self) -> None:
        """Ask for a sweep of a slot that nobody has had yet."""
        with self.services.database.write() as conn:
            conn.execute(delete(t.sweeps))
        self.ask("wian.sweep")

    def until(self, done: Callable[[], object], what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                logs = "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in self.folder.glob("*.log"))
                pytest.fail(f"waited in vain until {what}\n{logs}")
            time.sleep(0.1)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL a process and its children, as if the machine had lost power."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        """Stop all that runs and remove the queues."""
        for process in self._workers:
            if process.poll() is None:
                self.kill(process)
        prefix = self.settings.broker.prefix
        with Connection(BROKER) as connection:
            channel: Any = connection.default_channel
            for queue in (*(queues.queue(prefix, kind) for kind in queues.KINDS), queues.dead(prefix)):
                queue(channel).delete()
            for name in (prefix, f"{prefix}.dead"):
                channel.exchange_delete(name)


def running(services: Services, folder: Path, sort: type[Service] = Service) -> Iterator[Service]:
    """For a fixture: a service with queues of its own, ended after the test."""
    need_broker()
    found = sort(services, folder, f"test-{uuid4().hex[:12]}")
    yield found
    found.end()
