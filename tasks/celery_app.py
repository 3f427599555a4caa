"""The Celery app of the service, with the reasons for its settings."""

from amqp.exceptions import PreconditionFailed
from celery import Celery
from kombu import Connection

from runtime.settings import Settings
from tasks import queues
from tasks.broker import reaching
from workflow.errors import WianError

app = Celery("wian", include=["tasks.celery_jobs", "tasks.warm_up"])

_JOB_SECONDS = 120  # the time limit of most jobs


def configure(settings: Settings, celery: Celery = app) -> Celery:
    """Set up the app for this installation, once at the start of a worker, a beat or a publisher."""
    celery.conf.update(**_broker(settings), **_message_handling(), **_limits(), **_queues(settings), **_beat(settings))
    return celery


def _broker(settings: Settings) -> dict[str, object]:
    return {
        "broker_url": settings.broker.address.get_secret_value(),
        # A starting worker waits for a missing broker, like a running one.
        "broker_connection_retry_on_startup": True,
        # Without confirms a message published to a full or failing broker is lost silently.
        "broker_transport_options": {"confirm_publish": True},
        # Events are off unless somebody reads them. Flower switches on those of workers, but not those of publishers.
        "worker_send_task_events": settings.broker.events,
        "task_send_sent_event": settings.broker.events,
    }


def _message_handling() -> dict[str, object]:
    return {
        # Results stand in the database.
        "task_ignore_result": True,
        # Messages hold ids only; nothing is unpickled.
        "task_serializer": "json",
        "accept_content": ["json"],
        # Unreadable messages go to the dead queue; only a connecting consumer makes queues.
        "worker_consumer": "tasks.consumer:CarefulConsumer",
        # A message is acknowledged after its work, so that a dying worker loses none. Every job may run twice, because
        # the database decides.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # An exception is our own fault and would come again: it becomes an incident, and the message is done.
        "task_acks_on_failure": True,
    }


def _limits() -> dict[str, object]:
    return {
        # A hanging job is first interrupted, which it can still report as an incident; then its process is killed.
        "task_time_limit": _JOB_SECONDS,
        "task_soft_time_limit": _JOB_SECONDS - 20,
        # A worker holds as many messages of a queue as it has processes. More would help no kind of work: batches of
        # letters, PDFs and mails take some tenths of a second or more, much longer than fetching the next message. It
        # would keep batches from idle workers, and a dying worker would return more messages, which each message bears
        # only a few times.
        "worker_prefetch_multiplier": 1,
        # Replaced processes return the memory that their libraries keep.
        "worker_max_tasks_per_child": 1000,
        "worker_max_memory_per_child": 400_000,  # KB
        # A worker stopped by SIGTERM finishes its batch. Stopped at once (SIGQUIT, a second Ctrl-C), it has this many
        # seconds for it; then the message goes back to its queue.
        "worker_soft_shutdown_timeout": 30.0,
    }


def _queues(settings: Settings) -> dict[str, object]:
    prefix = settings.broker.prefix
    return {
        # Quorum queues have no global prefetch, so Celery sets one per consumer. No job may be published with a delay
        # (countdown, eta, retry), because the queues for delays are not made (tasks/consumer.py).
        "task_default_queue_type": "quorum",
        "task_default_exchange": prefix,
        "task_default_exchange_type": "topic",
        "task_default_queue": queues.name(prefix, queues.SWEEP),
        "task_default_routing_key": queues.name(prefix, queues.SWEEP),
        # A queue without workers would be our own mistake; it is not made on the way.
        "task_create_missing_queues": False,
        "task_queues": [queues.undeclared(prefix, kind) for kind in queues.KINDS],
        "task_routes": {task: {"queue": queues.name(prefix, kind)} for task, kind in queues.JOBS.items()},
    }


def _beat(settings: Settings) -> dict[str, object]:
    return {
        "beat_schedule": {"sweep": {"task": "wian.sweep", "schedule": settings.sweep.minutes * 60.0}},
        # A plain beat stores nothing: a missed moment is only late, and several beats change nothing. It counts
        # seconds, so no time zone is set.
        "beat_scheduler": "celery.beat:Scheduler",
    }


def declare(settings: Settings) -> None:
    """Make all queues, also the dead queue, so that no message published before the first worker's start is lost.

    Raises UnreachableError if the broker is away or refuses us, WianError if a queue exists in another form.
    """
    with reaching(), Connection(settings.broker.address.get_secret_value()) as connection:
        for queue in queues.every(settings.broker.prefix):
            try:
                queue(connection.default_channel).declare()
            except PreconditionFailed as error:
                wrong = f"the queue '{queue.name}' is there in another form: {error}"
                raise WianError(f"{wrong}; it has to be deleted: rabbitmqctl delete_queue {queue.name}") from None
