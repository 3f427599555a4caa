"""Servers that are away for a moment: nothing is wrong with the work then, and it is tried again at once.

All work of the service may be done twice, since the database decides; so it may be tried again even where nobody can
say whether the last commit came through. What is away for longer is left: the next sweep finds the work again.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import DBAPIError, OperationalError

from tasks.logs import log

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


_PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds
_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


def patient(work: Callable[_Given, _Done]) -> Callable[_Given, _Done]:
    """Do a piece of work again, a few times within seconds, where a server was away."""

    @wraps(work)
    def tried(*args: _Given.args, **kwargs: _Given.kwargs) -> _Done:
        for pause in _PAUSES:
            try:
                return work(*args, **kwargs)
            except Exception as error:
                if not is_away(error):
                    raise
                log().warning("a server is away, trying again", problem=type(error).__name__, seconds=pause)
                time.sleep(pause)
        return work(*args, **kwargs)

    return tried
