"""The consumer of a worker: unreadable messages, and messages for no job, go to the dead queue."""

import time
from collections.abc import Callable
from typing import Annotated, Any

from celery.utils.log import get_logger
from celery.worker.consumer import Consumer
from kombu import Connection, Message, Queue
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from vine import promise

from tasks import dead_letters, queues

_log = get_logger(__name__)

_NOTICE_SECONDS = 1.0  # for RabbitMQ's notice of a deleted queue; measured: 10 to 50 ms

_DELAYS = "celery.worker.consumer.delayed_delivery:DelayedDelivery"


class CarefulConsumer(Consumer):
    """Celery's consumer, but an unreadable message is neither acknowledged nor the end of the worker.

    It does not make Celery's 28 queues for delayed messages on quorum queues: no message of ours is delayed, because
    the next sweep finds unfinished work.
    """

    class Blueprint(Consumer.Blueprint):  # type: ignore[valid-type, misc]  # a variable in the types
        """Celery's steps without the queues for delayed messages."""

        default_steps = tuple(step for step in Consumer.Blueprint.default_steps if step != _DELAYS)

    def connect(self) -> Connection:
        """Connect and make all queues, which may have been deleted; a queue that cannot be made stops no worker.

        A reconnecting worker first waits until RabbitMQ has told all others of a deleted queue (`queues.undeclared`).
        """
        if self.restart_count:
            time.sleep(_NOTICE_SECONDS)
        connection: Connection = super().connect()
        for queue in queues.every(self.app.conf.task_default_exchange):
            _make(queue, connection)
        return connection

    def create_task_handler(self, *promises: type[promise]) -> Callable[[Message], object]:
        """The handler of messages: a message goes to a job or to the dead queue."""
        start: Callable[[Message], object] = super().create_task_handler(*promises)

        def handle(message: Message) -> None:
            if problem := fault(message):
                self._reject(message, problem)
                return
            try:
                start(message)
            except self.connection_errors:  # type: ignore[attr-defined]  # missing in the types
                raise
            except Exception as error:  # Celery would end the worker, and the next one in turn
                self._reject(message, repr(error))

        return handle

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Reject a message whose content kombu could not decode."""
        self._reject(message, repr(exc))

    def _reject(self, message: Message, fault: str) -> None:
        """Reject a message into the dead queue, where the sweep makes it an incident."""
        _log.error("a message cannot be read: %s; its headers are %.500r", fault, message.headers)
        message.reject_log_error(_log, self.connection_errors)  # type: ignore[attr-defined]  # missing in the types


def _make(queue: Queue, main_connection: Connection) -> None:
    # On a connection of its own, with time limits, so that its errors do not break the main connection.
    connection = main_connection.clone(transport_options=dead_letters.PATIENCE)
    failures: tuple[type[BaseException], ...] = (OSError, *connection.connection_errors, *connection.channel_errors)
    try:
        with connection:
            connection.connect()  # once; a channel alone would wait for the broker for ever
            queue(connection.default_channel).declare()
    except failures as error:
        _log.error("the queue %s cannot be made: %r", queue.name, error)


_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Seconds = Annotated[float, Field(ge=0)] | None
_Nothing = Annotated[list[Any], Field(max_length=0)] | None


class _Headers(BaseModel):
    model_config = ConfigDict(strict=True)

    task: _Text
    id: _Text
    root_id: _Text | None = None
    parent_id: _Text | None = None
    shadow: None = None
    eta: None = None
    expires: None = None
    group: None = None
    timelimit: Annotated[list[_Seconds], Field(min_length=2, max_length=2)] | None = None
    retries: Annotated[int, Field(ge=0)] = 0
    ignore_result: bool | None = None
    argsrepr: str = ""
    kwargsrepr: str = ""
    replaced_task_nesting: Annotated[int, Field(ge=0)] = 0
    stamped_headers: _Nothing = None
    stamps: Annotated[dict[str, Any], Field(max_length=0)] | None = None


class _Embedded(BaseModel):
    """Celery's callbacks beside the job, which our messages never have."""

    callbacks: _Nothing = None
    errbacks: _Nothing = None
    chain: _Nothing = None
    chord: None = None


class _Body(BaseModel):
    given: tuple[list[Any], dict[str, Any], _Embedded]


def fault(message: Message) -> str | None:
    """The fault that keeps this message from Celery; None without one."""
    try:
        _Headers.model_validate(message.headers)
        _Body.model_validate({"given": message.payload})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except Exception as error:  # unreadable content may raise anything
        return repr(error)
    return None
