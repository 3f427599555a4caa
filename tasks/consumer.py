"""How a worker takes messages: what it cannot even read goes to the dead queue, as what no task can take does."""

from celery.utils.log import get_logger
from celery.worker.consumer import Consumer
from kombu import Connection, Message

from tasks import deadletters, queues

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

    def connect(self) -> Connection:
        """Connect, and make the dead queue before anything is taken: what is given up while it is not there is lost.

        Celery itself makes a worker's own queues anew whenever it connects, so they may be back before the next sweep,
        which would make the dead one. A dead queue that cannot be made keeps no worker from its work.
        """
        connection: Connection = super().connect()
        # On a connection of its own, with patience: what goes wrong there breaks nothing here.
        other = connection.clone(transport_options=deadletters.PATIENCE)
        failures: tuple[type[BaseException], ...] = (OSError, *other.connection_errors, *other.channel_errors)
        try:
            with other:
                other.connect()  # once: a channel alone would wait for the broker for ever
                queues.dead(self.app.conf.task_default_exchange)(other.default_channel).declare()
        except failures as error:
            _log.error("the queue of dead messages cannot be made: %r", error)
        return connection

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Give the message up to the dead queue, where the sweep makes it an incident."""
        _log.error("a message cannot be read: %r; its headers are %r", exc, message.headers)
        message.reject_log_error(_log, self.connection_errors)  # type: ignore[attr-defined]  # the types forget it
