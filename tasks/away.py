"""Servers that are away for a moment: nothing is wrong with the work then, and the next sweep finds it again."""

from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import DBAPIError, OperationalError

_CONNECTION, _SHUTDOWN = "08", "57P"
"""How PostgreSQL's codes begin: a connection that failed; a server that stops, has crashed or is starting."""


def is_away(error: BaseException) -> bool:
    """Whether an error only says that the database or the broker cannot be reached, or has just gone."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlstate", None)  # none where no server has answered
        return code is None or code.startswith((_CONNECTION, _SHUTDOWN))
    return isinstance(error, BrokerError)
