"""What is done to the broker's queues, and the senseless messages that are thrown in."""

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
_PERSISTENT = 2  # as AMQP has it: kept on disk
_LOOKS, _PAUSE = 2, 1.0  # seconds: it may be about to start
_TOLD = 1.0  # seconds until every worker has been told that a queue is deleted: see tasks/queues.py
_LOST = (InternalError, TimeoutError)
"""How the broker answers for a queue that it has lost: with an error, or not at all."""
_PATIENT = {"read_timeout": 8, "write_timeout": 8}  # seconds; to delete a lost queue takes five
_CONFIRMED = {"confirm_publish": True}


class Broker:
    """The queues of one installation."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        prefix = settings.broker.prefix
        self._work = queues.name(prefix, queues.SWEEP)
        self._all = [*(queues.name(prefix, kind) for kind in queues.KINDS), queues.dead(prefix).name]
        self._app = configure(settings, Celery("chaos"))

    def purge(self) -> None:
        """Lose every message that waits in any queue."""
        declare(self._settings)
        for name in self._all:
            # A queue that the broker itself has lost holds nothing any more.
            with suppress(*_LOST), self._channel() as channel:
                channel.queue_purge(name)

    def delete(self) -> None:
        """Delete every queue, with its messages."""
        with self._channel() as channel:
            for name in reversed(self._all):  # the dead one first: workers make it anew before their own
                channel.queue_delete(name)
        time.sleep(_TOLD)

    def mend(self) -> list[str]:
        """Make every queue anew that the broker itself has lost, as docs/operations.md tells; return their names.

        RabbitMQ 3.10 may lose a queue that was made in the last minutes before it is killed: it still says that the
        queue is there, and answers whatever is asked of it with an error, or not at all.
        """
        declare(self._settings)
        lost = [name for name in self._all if not any(self._works(name) for _ in range(_LOOKS))]
        with self._channel() as channel:
            for name in lost:
                channel.queue_delete(name)
        time.sleep(_TOLD)
        declare(self._settings)
        return lost

    def _works(self, name: str) -> bool:
        try:
            with self._channel() as channel:
                channel.basic_get(name)  # given back when the channel is closed
        except _LOST:
            time.sleep(_PAUSE)
            return False
        return True

    def ask(self, times: int) -> None:
        """Ask for so many sweeps at once."""
        with self._app.connection_for_write() as connection:
            for _ in range(times):
                self._app.send_task("wian.sweep", queue=self._work, connection=connection)

    def waiting(self) -> int:
        """How many messages wait in any queue; those being worked at do not count."""
        declare(self._settings)
        with self._channel() as channel:
            found = [channel.queue_declare(queue=name, passive=True) for name in self._all]
            return sum(int(each.message_count) for each in found)

    def poison(self, circular_id: int) -> list[str]:
        """Throw in one message of every senseless sort; return how the key of each one's incident begins."""
        sent = list(_senseless(circular_id))
        # Workers make their queues anew when they are back; what is published before that reaches nobody.
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
    """A message that no task can make sense of; `incident` is how its incident's key begins, if it has to be one."""

    body: bytes
    content_type: str
    headers: Mapping[str, object]
    incident: str


def _senseless(circular_id: int) -> Iterator[Senseless]:
    for task in ("wian.nothing", "wian.frobnicate-7"):  # never was one; perhaps of a later version
        yield _call(task, [circular_id], "")
    yield _call("wian.letters", ["nonsense"], "task/wian.letters/")
    yield _call("wian.letters", [[[circular_id, 1]]], "task/wian.letters/")  # as an older version might have sent it
    yield _call("wian.sweep", [1, 2, 3], "task/wian.sweep/")
    yield from _misshapen()
    yield _dead(b'{"hello": 1}')
    never = _call("wian.letters", [[[987654, 1, "first", 1]]], "")  # makes sense, and there is nothing to do about it
    yield replace(never, incident="")


def _misshapen() -> Iterator[Senseless]:
    """Over most of these Celery by itself would end the worker; the one for the year 2099 would keep it from others."""
    for body in (b"\xff{no json", b"null", b"5", b"[]", b'[["\\u0000"], {}]'):
        yield _dead(body, task="wian.sweep")
    yield replace(_dead(b"\x80\x04N.", task="wian.sweep"), content_type="application/x-python-serialize")
    for headers in ({"timelimit": 5}, {"timelimit": ["x", "y"]}, {"stamped_headers": 5}, {"eta": "2099-01-01T00:00Z"}):
        sound = _call("wian.sweep", [], "")
        yield replace(sound, headers={**sound.headers, **headers})


def _dead(body: bytes, **headers: object) -> Senseless:
    """A message that has to go to the dead queue."""
    identity = str(uuid4())
    return Senseless(body, JSON, {"id": identity, **headers}, f"message/{identity}")


def _call(task: str, arguments: list[object], incident: str) -> Senseless:
    """A message in Celery's protocol 2; without another `incident` it is one that has to go to the dead queue."""
    embed = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    identity = str(uuid4())
    headers = {"lang": "py", "task": task, "id": identity, "root_id": identity, "parent_id": None}
    return Senseless(json.dumps([arguments, {}, embed]).encode(), JSON, headers, incident or f"message/{identity}")
