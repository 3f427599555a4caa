"""How a worker takes messages: what it cannot even read goes to the dead queue, as what no task can take does."""

from celery.utils.log import get_logger
from celery.worker.consumer import Consumer
from kombu import Message

_log = get_logger(__name__)


_DELAYS = "celery.worker.consumer.delayed_delivery:DelayedDelivery"


class CarefulConsumer(Consumer):
    """Celery's own, which would log a message that it cannot decode and take it for done: it would be lost.

    Nor does it make the 28 queues in which Celery lets messages wait where queues are quorum queues: none of ours ever
    waits in the broker, since the next sweep finds again what is not done.
    """

    class Blueprint(Consumer.Blueprint):  # type: ignore[valid-type, misc]  # the types take it for a variable
        """Celery's steps without that one."""

        default_steps = tuple(step for step in Consumer.Blueprint.default_steps if step != _DELAYS)

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Give the message up to the dead queue, where the sweep makes it an incident."""
        _log.error("a message cannot be read: %r; its headers are %r", exc, message.headers)
        message.reject_log_error(_log, self.connection_errors)  # type: ignore[attr-defined]  # the types forget it
