"""Messages that nobody could work off: each becomes an incident, and only then leaves the dead queue."""

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

_AT_ONCE = 1000  # at most in one sweep; the next one takes the rest
_SHOWN = 200
PATIENCE = {"read_timeout": 10, "write_timeout": 10}
"""Seconds. A queue that has lost its leader answers nothing; without this every worker would wait for it in turn."""


def record(settings: Settings, database: Database, now: datetime) -> int:
    """Make every dead message an incident, the same message once; return how many messages there were.

    A message is given up after the incident's commit: if we die in between it is recorded again, as the same. Raises
    kombu's OperationalError for a broker that goes away meanwhile.
    """
    with _connected(settings) as connection:
        bound = queues.dead(settings.broker.prefix)(connection.default_channel)
        bound.declare()
        for count in range(_AT_ONCE):
            message = bound.get()
            if message is None:
                return count
            headers = message.headers or {}
            body = bytes(message.body) if isinstance(message.body, bytes | memoryview) else str(message.body).encode()
            key = f"message/{headers.get('id') or hashlib.sha256(body).hexdigest()[:32]}"
            task = headers.get("task") or "no task"
            shown = body[:_SHOWN].decode("utf-8", "backslashreplace")
            problem = f"a message that no worker could work off ({task}): {shown}"
            report_incident(database, key, problem, now)
            message.ack()
    return _AT_ONCE


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    """A connection of our own. What breaks it is an OSError of any kind, which elsewhere might be a full disk's."""
    with Connection(settings.broker.address.get_secret_value(), transport_options=PATIENCE) as connection:
        try:
            yield connection
        except connection.recoverable_connection_errors as error:
            raise BrokerError(str(error)) from error
