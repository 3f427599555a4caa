"""Dead messages: they become incidents and then leave the dead queue."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError

from runtime.settings import Settings
from tasks import queues
from tasks.incident_reports import report_incident
from workflow.store.database import Database

_AT_ONCE = 1000  # the most in one sweep; the next sweep takes the rest
_SHOWN = 200
PATIENCE = {"read_timeout": 10, "write_timeout": 10}
"""Time limits in seconds, because a queue without its leader never answers."""


def record(settings: Settings, database: Database, now: datetime) -> int:
    """Record dead messages as incidents, the same message once; return the number of messages.

    A message is removed after the incident's commit; after a crash in between it is recorded as the same incident.
    Raises kombu's OperationalError for a broker that goes away meanwhile.
    """
    with _connected(settings) as connection:
        dead_queue = queues.dead(settings.broker.prefix)(connection.default_channel)
        dead_queue.declare()
        for count in range(_AT_ONCE):
            message = dead_queue.get()
            if message is None:
                return count
            headers = message.headers or {}
            body = bytes(message.body) if isinstance(message.body, bytes | memoryview) else str(message.body).encode()
            key = f"message/{headers.get('id') or hashlib.sha256(body).hexdigest()[:32]}"
            task = headers.get("task") or "no task"
            excerpt = body[:_SHOWN].decode("utf-8", "backslashreplace")
            problem = f"a message that no worker could work off ({task}): {excerpt}"
            report_incident(database, key, problem, now)
            message.ack()
    return _AT_ONCE


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    """A connection whose OSErrors, which elsewhere may come from a full disk, become errors of the broker."""
    with Connection(settings.broker.address.get_secret_value(), transport_options=PATIENCE) as connection:
        try:
            yield connection
        except connection.recoverable_connection_errors as error:
            raise BrokerError(str(error)) from error
