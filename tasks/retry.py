"""Transient failures: retry at once.

A transient failure is a server that is away for a moment, or a transaction that the database rolled back in favour of
another. Every job may run twice, because the database decides, so a retry is safe even after an uncertain commit. The
next sweep finds the work of a server that is away for longer.
"""

import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import DBAPIError, OperationalError

from runtime.logs import log

_CONNECTION, _SHUTDOWN = "08", "57P"
"""Prefixes of PostgreSQL's codes for a failed connection, and for a stopping, crashed or starting server."""

_SERIALIZATION, _DEADLOCK = "40001", "40P01"
"""PostgreSQL's codes for a serialization failure and for a deadlock."""


def is_connection_lost(error: BaseException) -> bool:
    """Whether an error means that the database or the broker cannot be reached.

    A time limit that hits in the middle of a query also breaks the connection, but does not count.
    """
    if timed_out(error):
        return False
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlstate", None)  # None without an answer of the server
        return code is None or code.startswith((_CONNECTION, _SHUTDOWN))
    return isinstance(error, BrokerError)


def was_rolled_back(error: BaseException) -> bool:
    """Whether the database has rolled back the whole transaction in favour of another."""
    code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return code in (_SERIALIZATION, _DEADLOCK) and not timed_out(error)


def timed_out(error: BaseException) -> bool:
    """Whether an error comes from the job's soft time limit; a retry would only be killed a little later."""
    return any(isinstance(cause, SoftTimeLimitExceeded) for cause in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error with its causes and contexts."""
    visited: set[int] = set()
    while error is not None and id(error) not in visited:
        visited.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def retry_transient(work: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Retry a function a few times within seconds after transient failures."""

    @wraps(work)
    def with_retries(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        for pause in PAUSES:
            try:
                return work(*args, **kwargs)
            except Exception as error:
                away = is_connection_lost(error)
                if not away and not was_rolled_back(error):
                    raise
                what = "a server is away" if away else "the database has undone the work for the sake of other work"
                log().warning(f"{what}, trying again", problem=type(error).__name__, seconds=pause)
                time.sleep(pause)
        return work(*args, **kwargs)

    return with_retries
