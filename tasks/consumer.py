"""How a worker takes messages: one that it cannot read goes to the dead queue, as one that no job can take does."""

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

_TOLD = 1.0  # seconds; measured: 10 to 50 ms

_DELAYS = "celery.worker.consumer.delayed_delivery:DelayedDelivery"


class CarefulConsumer(Consumer):
    """Celery's own, which takes a message that it cannot decode for done, and ends the worker over some others.

    Nor does it make the 28 queues in which Celery lets messages wait where queues are quorum queues: none of ours ever
    waits in the broker, since the next sweep finds again what is not done.
    """

    class Blueprint(Consumer.Blueprint):  # type: ignore[valid-type, misc]  # the types take it for a variable
        """Celery's steps without that one."""

        default_steps = tuple(step for step in Consumer.Blueprint.default_steps if step != _DELAYS)

    def connect(self) -> Connection:
        """Connect, and make all queues, since they may have been deleted; one that cannot be made stops no worker.

        Who comes back waits first, until RabbitMQ has told all others that their queue is deleted: see `queues.known`.
        """
        if self.restart_count:
            time.sleep(_TOLD)
        connection: Connection = super().connect()
        for queue in queues.every(self.app.conf.task_default_exchange):
            _make(queue, connection)
        return connection

    def create_task_handler(self, *promises: type[promise]) -> Callable[[Message], object]:
        """What is done with each message: it goes to a job, or else to the dead queue."""
        start: Callable[[Message], object] = super().create_task_handler(*promises)

        def handle(message: Message) -> None:
            if problem := fault(message):
                self._give_up(message, problem)
                return
            try:
                start(message)
            except self.connection_errors:  # type: ignore[attr-defined]  # the types forget it
                raise
            except Exception as error:  # Celery would end the worker, and the next one in turn
                self._give_up(message, repr(error))

        return handle

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Give up a message whose content the broker's client itself could not unpack."""
        self._give_up(message, repr(exc))

    def _give_up(self, message: Message, fault: str) -> None:
        """To the dead queue, where the sweep makes it an incident."""
        _log.error("a message cannot be read: %s; its headers are %.500r", fault, message.headers)
        message.reject_log_error(_log, self.connection_errors)  # type: ignore[attr-defined]  # the types forget it


def _make(queue: Queue, near: Connection) -> None:
    # On a connection of its own, with patience: what goes wrong there breaks nothing here.
    connection = near.clone(transport_options=dead_letters.PATIENCE)
    failures: tuple[type[BaseException], ...] = (OSError, *connection.connection_errors, *connection.channel_errors)
    try:
        with connection:
            connection.connect()  # once: a channel alone would wait for the broker for ever
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
    """What Celery may do beside the job; nothing of ours has any of it."""

    callbacks: _Nothing = None
    errbacks: _Nothing = None
    chain: _Nothing = None
    chord: None = None


class _Body(BaseModel):
    given: tuple[list[Any], dict[str, Any], _Embedded]


def fault(message: Message) -> str | None:
    """Why Celery must not be given this message; None if it may be."""
    try:
        _Headers.model_validate(message.headers)
        _Body.model_validate({"given": message.payload})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except Exception as error:  # whatever a content that cannot be read makes of its reader
        return repr(error)
    return None
