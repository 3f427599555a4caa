"""The workers of the race: two of both kinds, for two cores, and their messages."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from celery import Celery

from runtime.settings import Settings
from tasks import queues
from tasks.celery_app import configure
from tasks.letter_keys import Key

WORKERS, PROCESSES = 2, 2  # prefork workers, and processes per worker (the default of `wian worker`)
_PLAIN = "bench.national.plain"

Worker = subprocess.Popen[bytes]
Send = Callable[[str, Sequence[Key]], None]
"""A function that requests a sweep, or letters with these keys."""


@dataclass(frozen=True)
class Way:
    """An implementation: the command that starts a worker under a name, and its requests."""

    words: Callable[[str], Sequence[str]]
    sender: Callable[[Settings], Send]


@contextmanager
def running(way: Way, prefix: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Sequence[Worker]]:
    """The running workers of an implementation."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(_running(way.words(f"{prefix}-{number}@%h"), folder, environment))
            for number in range(WORKERS)
        ]


@contextmanager
def _running(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Worker]:
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, *words], cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _own(_name: str) -> Sequence[str]:
    return ["-m", "cli.app", "worker", "--concurrency", str(PROCESSES)]


def _plain(name: str) -> Sequence[str]:
    return ["-m", "celery", "-A", _PLAIN, "worker", "-n", name, "-c", str(PROCESSES)]


def _own_sender(settings: Settings) -> Send:
    app = configure(settings, Celery("asking"))

    def send(what: str, keys: Sequence[Key]) -> None:
        queue = queues.name(settings.broker.prefix, queues.LETTERS if keys else queues.SWEEP)
        app.send_task(f"wian.{what}", args=[keys] if keys else [], queue=queue)

    return send


def _plain_sender(settings: Settings) -> Send:
    app = Celery("asking", broker=settings.broker.address.get_secret_value())
    queue = f"{settings.broker.prefix}.plain"

    def send(what: str, keys: Sequence[Key]) -> None:
        for args in keys:
            app.send_task("plain.letter", args=args, queue=queue)
        if what == "sweep":
            app.send_task("plain.sweep", queue=queue)

    return send


OWN, PLAIN = Way(_own, _own_sender), Way(_plain, _plain_sender)
