"""How many messages wait in the queues of the broker, and whether it answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import AMQPError, NotFound
from kombu import Connection, Queue
from kombu.exceptions import OperationalError

from runtime.settings import Settings
from tasks import queues
from workflow.errors import WianError

DEAD = "dead"
"""The name here of the queue of messages that nobody could work off; the others have those of their kinds of work."""

_PATIENCE = 3  # seconds


class UnreachableError(WianError):
    """The broker does not answer, does not let us in, or not do there what we want."""


@dataclass(frozen=True)
class Waiting:
    """What waits in a queue (messages that no worker has yet), and how many workers take from it."""

    messages: int
    workers: int


def waiting(settings: Settings) -> dict[str, Waiting]:
    """What waits, by kind of work, and what is dead; a queue that is not there yet is left out.

    Raises UnreachableError, after some seconds where the broker does not answer.
    """
    prefix = settings.broker.prefix
    return _looked(settings, {kind: queues.queue(prefix, kind) for kind in queues.KINDS} | {DEAD: queues.dead(prefix)})


def is_busy(settings: Settings, kind: str) -> bool:
    """Whether messages wait in the queue of this kind of work; False where nobody can tell.

    What waits there stands for what is due: to publish that again at every sweep would fill the queue while no worker
    takes from it, and new work would then wait behind all of it.
    """
    try:
        queue = _looked(settings, {kind: queues.queue(settings.broker.prefix, kind)})
    except UnreachableError:
        return False
    return any(waits.messages for waits in queue.values())


def _looked(settings: Settings, every: Mapping[str, Queue]) -> dict[str, Waiting]:
    patience = {"read_timeout": _PATIENCE, "write_timeout": _PATIENCE}
    address = settings.broker.address.get_secret_value()
    connection = Connection(address, connect_timeout=_PATIENCE, transport_options=patience)
    with reaching(), connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
        counted = {name: _counted(connection, queue) for name, queue in every.items()}
    return {name: queue for name, queue in counted.items() if queue is not None}


@contextmanager
def reaching() -> Iterator[None]:
    """All that goes wrong between us and the broker meanwhile is an UnreachableError."""
    try:
        yield
    except (OSError, OperationalError, AMQPError) as error:
        raise UnreachableError(f"the broker cannot be reached: {error} ([broker] address)") from None


def _counted(connection: Connection, queue: Queue) -> Waiting | None:
    # A channel for each: the broker closes it over a queue that is not there. Its kind has no types.
    channel: Any = connection.channel()
    try:
        said = channel.queue_declare(queue=queue.name, passive=True)
    except NotFound:
        return None
    return Waiting(int(said.message_count), int(said.consumer_count))
