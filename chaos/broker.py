"""Faults of the broker's queues, and senseless messages."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from amqp.exceptions import InternalError, NotFound
from celery import Celery
from kombu import Connection

from chaos.servers.waiting import until
from runtime.settings import Settings
from tasks import queues
from tasks.celery_app import configure, declare

JSON = "application/json"
_PERSISTENT = 2  # AMQP's delivery mode on disk
_LOOKS, _PAUSE = 2, 1.0  # seconds: it may be about to start
_NOTICE_SECONDS = 1.0  # until all workers know of a deleted queue: see tasks/queues.py
_LOST = (InternalError, TimeoutError)
"""The broker's reactions to the use of a lost queue: an error, or no answer."""
_PATIENT = {"read_timeout": 8, "write_timeout": 8}  # seconds; to delete a lost queue takes five
_CONFIRMED = {"confirm_publish": True}


class Broker:
    """The queues of an installation."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        prefix = settings.broker.prefix
        self._work = queues.name(prefix, queues.SWEEP)
        self._all = [*(queues.name(prefix, kind) for kind in queues.KINDS), queues.dead(prefix).name]
        self._app = configure(settings, Celery("chaos"))

    def purge(self) -> None:
        """Drop all waiting messages."""
        declare(self._settings)
        for name in self._all:
            # A queue lost by the broker itself is empty.
            with suppress(*_LOST), self._channel() as channel:
                channel.queue_purge(name)

    def delete(self) -> None:
        """Delete all queues with their messages."""
        with self._channel() as channel:
            for name in reversed(self._all):  # the dead queue first, because workers make it before the others
                channel.queue_delete(name)
        time.sleep(_NOTICE_SECONDS)

    def mend(self) -> list[str]:
        """Recreate the queues lost by the broker itself, as docs/operations.md describes; return their names.

        RabbitMQ 3.10 may lose a queue made in the last minutes before it is killed: it still lists the queue, and
        answers its use with an error or not at all.
        """
        declare(self._settings)
        lost = [name for name in self._all if not any(self._works(name) for _ in range(_LOOKS))]
        with self._channel() as channel:
            for name in lost:
                channel.queue_delete(name)
        time.sleep(_NOTICE_SECONDS)
        declare(self._settings)
        return lost

    def _works(self, name: str) -> bool:
        try:
            with self._channel() as channel:
                channel.basic_get(name)  # returned when the channel is closed
        except _LOST:
            time.sleep(_PAUSE)
            return False
        return True

    def ask(self, times: int) -> None:
        """Request this number of sweeps at once."""
        with self._app.connection_for_write() as connection:
            for _ in range(times):
                self._app.send_task("wian.sweep", queue=self._work, connection=connection)

    def waiting(self) -> int:
        """The number of waiting messages in all queues, without those in work."""
        declare(self._settings)
        with self._channel() as channel:
            states = [channel.queue_declare(queue=name, passive=True) for name in self._all]
            return sum(int(state.message_count) for state in states)

    def poison(self, circular_id: int) -> list[str]:
        """Publish a senseless message of every kind; return the prefixes of their incidents' keys."""
        sent = list(_senseless(circular_id))
        # Messages published before returning workers recreate their queues reach nobody.
        until(self._is_there, f"the queue {self._work} is there")
        with self._confirming() as connection, connection.Producer() as producer:
            for message in sent:
                producer.publish(
                    message.body,
                    exchange="",
                    routing_key=self._work,
                    content_type=message.content_type,
                    content_encoding="utf-8" if message.content_type == JSON else "binary",
                    headers=dict(message.headers),
                    delivery_mode=_PERSISTENT,
                )
        return [message.incident for message in sent if message.incident]

    def _is_there(self) -> bool:
        try:
            with self._channel() as channel:
                channel.queue_declare(queue=self._work, passive=True)
        except NotFound:
            return False
        return True

    def _confirming(self) -> Connection:
        return Connection(self._settings.broker.address.get_secret_value(), transport_options=_CONFIRMED)

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        with Connection(self._settings.broker.address.get_secret_value(), transport_options=_PATIENT) as connection:
            yield connection.default_channel


@dataclass(frozen=True)
class Senseless:
    """A message that no task can process; `incident` is the prefix of its incident's key, empty for none."""

    body: bytes
    content_type: str
    headers: Mapping[str, object]
    incident: str


def _senseless(circular_id: int) -> Iterator[Senseless]:
    for task in ("wian.nothing", "wian.frobnicate-7"):  # an unknown task; a task of a later version
        yield _call(task, [circular_id], "")
    yield _call("wian.letters", ["nonsense"], "task/wian.letters/")
    yield _call("wian.letters", [[[circular_id, 1]]], "task/wian.letters/")  # in an older version's form
    yield _call("wian.sweep", [1, 2, 3], "task/wian.sweep/")
    yield from _misshapen()
    yield _dead(b'{"hello": 1}')
    never = _call("wian.letters", [[[987654, 1, "first", 1]]], "")  # valid, but without work
    yield replace(never, incident="")


def _misshapen() -> Iterator[Senseless]:
    """Malformed messages; most would end a worker of plain Celery, and the one for 2099 would block it."""
    for body in (b"\xff{no json", b"null", b"5", b"[]", b'[["\\u0000"], {}]'):
        yield _dead(body, task="wian.sweep")
    yield replace(_dead(b"\x80\x04N.", task="wian.sweep"), content_type="application/x-python-serialize")
    for headers in ({"timelimit": 5}, {"timelimit": ["x", "y"]}, {"stamped_headers": 5}, {"eta": "2099-01-01T00:00Z"}):
        sound = _call("wian.sweep", [], "")
        yield replace(sound, headers={**sound.headers, **headers})


def _dead(body: bytes, **headers: object) -> Senseless:
    """A message for the dead queue."""
    identity = str(uuid4())
    return Senseless(body, JSON, {"id": identity, **headers}, f"message/{identity}")


def _call(task: str, arguments: list[object], incident: str) -> Senseless:
    """A message in Celery's protocol 2, for the dead queue without another `incident`."""
    embed = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    identity = str(uuid4())
    headers = {"lang": "py", "task": task, "id": identity, "root_id": identity, "parent_id": None}
    return Senseless(json.dumps([arguments, {}, embed]).encode(), JSON, headers, incident or f"message/{identity}")
