"""Transient failures: retry at once.

A server is away for a moment, or the database has undone one of two jobs that met there. Every job may be done twice,
since the database decides; so it is retried even where nobody knows whether the last commit came through. A server
that is away for longer is left: the next sweep finds the work again.
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
"""How PostgreSQL's codes begin: a connection that failed; a server that stops, has crashed or is starting."""

_SERIALIZATION, _DEADLOCK = "40001", "40P01"
"""PostgreSQL's codes for who met others: what two have done cannot both stand; two waited for each other."""


def is_connection_lost(error: BaseException) -> bool:
    """Whether an error only says that the database or the broker cannot be reached, or has just gone.

    Not that of work whose time was up: raised in the middle of a query, that looks like a connection that broke.
    """
    if timed_out(error):
        return False
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlstate", None)  # none where no server has answered
        return code is None or code.startswith((_CONNECTION, _SHUTDOWN))
    return isinstance(error, BrokerError)


def was_rolled_back(error: BaseException) -> bool:
    """Whether the database has undone the work, all of it, for the sake of other work that it met there."""
    code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return code in (_SERIALIZATION, _DEADLOCK) and not timed_out(error)


def timed_out(error: BaseException) -> bool:
    """Whether an error comes of the job's soft time limit: what is begun again then is only killed a little later."""
    return any(isinstance(cause, SoftTimeLimitExceeded) for cause in _behind(error))


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from or while dealing with, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds
_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


def retry_transient(work: Callable[_Given, _Done]) -> Callable[_Given, _Done]:
    """Do a piece of work again, a few times within seconds, where a server was away or the database has undone it."""

    @wraps(work)
    def tried(*args: _Given.args, **kwargs: _Given.kwargs) -> _Done:
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

    return tried
