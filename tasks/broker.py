"""The state of the broker: waiting messages and workers of its queues."""

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
"""The key of the dead queue; the other keys are kinds of work."""

_PATIENCE = 3  # seconds


class UnreachableError(WianError):
    """The broker does not answer or refuses us."""


@dataclass(frozen=True)
class Waiting:
    """A queue's messages that no worker has yet, and its workers."""

    messages: int
    workers: int


def waiting(settings: Settings) -> dict[str, Waiting]:
    """The state of all queues by kind of work, without queues that do not exist yet.

    Raises UnreachableError, after some seconds if the broker does not answer.
    """
    prefix = settings.broker.prefix
    return _queue_states(
        settings, {kind: queues.queue(prefix, kind) for kind in queues.KINDS} | {DEAD: queues.dead(prefix)}
    )


def is_busy(settings: Settings, kind: str) -> bool:
    """Whether messages wait in the queue of this kind of work; False if the broker cannot be reached.

    Waiting messages stand for due work: publishing it again at every sweep would fill a queue without workers, and new
    work would wait behind it.
    """
    try:
        states = _queue_states(settings, {kind: queues.queue(settings.broker.prefix, kind)})
    except UnreachableError:
        return False
    return any(state.messages for state in states.values())


def _queue_states(settings: Settings, by_key: Mapping[str, Queue]) -> dict[str, Waiting]:
    patience = {"read_timeout": _PATIENCE, "write_timeout": _PATIENCE}
    address = settings.broker.address.get_secret_value()
    connection = Connection(address, connect_timeout=_PATIENCE, transport_options=patience)
    with reaching(), connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
        states = {key: _queue_state(connection, queue) for key, queue in by_key.items()}
    return {key: state for key, state in states.items() if state is not None}


@contextmanager
def reaching() -> Iterator[None]:
    """Turn errors of the connection to the broker into UnreachableError."""
    try:
        yield
    except (OSError, OperationalError, AMQPError) as error:
        raise UnreachableError(f"the broker cannot be reached: {error} ([broker] address)") from None


def _queue_state(connection: Connection, queue: Queue) -> Waiting | None:
    # A channel of its own, because the broker closes it over a missing queue. Channels have no types.
    channel: Any = connection.channel()
    try:
        reply = channel.queue_declare(queue=queue.name, passive=True)
    except NotFound:
        return None
    return Waiting(int(reply.message_count), int(reply.consumer_count))
