"""The Celery app of the service, and its settings with the reason for each."""

from amqp.exceptions import PreconditionFailed
from celery import Celery
from kombu import Connection

from runtime.settings import Settings
from tasks import queues
from tasks.broker import reaching
from workflow.errors import WianError

app = Celery("wian", include=["tasks.celery_jobs", "tasks.warm_up"])

_SECONDS_A_LETTER_BATCH_MAY_TAKE = 120


def configure(settings: Settings, celery: Celery = app) -> Celery:
    """The app, set up for this installation; called once at the start of a worker, a beat or a publisher."""
    prefix = settings.broker.prefix
    celery.conf.update(
        broker_url=settings.broker.address.get_secret_value(),
        # A broker that goes while a worker starts is waited for, as one that goes later is.
        broker_connection_retry_on_startup=True,
        # Without confirms a message published while the broker is full or falling is lost without a word.
        broker_transport_options={"confirm_publish": True},
        # No results: what has been done stands in the database.
        task_ignore_result=True,
        # Nothing is unpickled; ids only are sent.
        task_serializer="json",
        accept_content=["json"],
        # What cannot be read is given up to the dead queue, and queues are made by who connects and by nobody else.
        worker_consumer="tasks.consumer:CarefulConsumer",
        # A message is only given up once its work is done, so that a worker that dies loses none; every job may
        # run twice, since the database decides.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # An exception is our own fault and would come again: it becomes an incident, the message is done.
        task_acks_on_failure=True,
        # What hangs would keep its process for ever. First it is interrupted, which it can still tell as an incident;
        # if that does not help its process is killed.
        task_time_limit=_SECONDS_A_LETTER_BATCH_MAY_TAKE,
        task_soft_time_limit=_SECONDS_A_LETTER_BATCH_MAY_TAKE - 20,
        # As many messages of a queue as there are processes, those worked on included, and of each queue for itself, as
        # it is with quorum queues. More would help no kind of work: letters, PDFs and mails come in batches of some
        # tenths of a second and more (measured for letters), long beside the way of the next message, and there
        # is one sweep in some minutes. It would keep batches from idle workers, and a worker's death would give more
        # back, which a message bears a few times.
        worker_prefetch_multiplier=1,
        # What a worker's libraries do not give back to the system is given back now and then.
        worker_max_tasks_per_child=1000,
        worker_max_memory_per_child=400_000,  # KB
        # A worker told to stop (SIGTERM) ends its batch, however long that takes. One told to stop at once (SIGQUIT, a
        # second Ctrl-C) has this long for it, in seconds; what is not done then goes back to its queue.
        worker_soft_shutdown_timeout=30.0,
        # Off unless somebody looks: nobody reads them otherwise. Flower switches those of workers on by itself, but not
        # those of whoever publishes.
        worker_send_task_events=settings.broker.events,
        task_send_sent_event=settings.broker.events,
        # Quorum queues do not know a global prefetch: Celery sees what they are and sets one for each consumer. No job
        # may be published with a delay (countdown, eta, retry): what that needs is not made (tasks/consumer.py).
        task_default_queue_type="quorum",
        task_default_exchange=prefix,
        task_default_exchange_type="topic",
        task_default_queue=queues.name(prefix, queues.SWEEP),
        task_default_routing_key=queues.name(prefix, queues.SWEEP),
        # A queue that no worker takes from is our own mistake, and is not to be made on the way.
        task_create_missing_queues=False,
        task_queues=[queues.known(prefix, kind) for kind in queues.KINDS],
        task_routes={task: {"queue": queues.name(prefix, kind)} for task, kind in queues.JOBS.items()},
        beat_schedule={"sweep": {"task": "wian.sweep", "schedule": settings.sweep.minutes * 60.0}},
        # Plain: a beat keeps nothing, a missed moment is only late, and several of them change nothing.
        # It counts seconds and knows no time of day, so no time zone is set.
        beat_scheduler="celery.beat:Scheduler",
    )
    return celery


def declare(settings: Settings) -> None:
    """Make all queues, the dead one too, so that nothing published before the first worker's start is lost.

    Raises UnreachableError where the broker is away or refuses us, WianError where a queue is not as it has to be.
    """
    with reaching(), Connection(settings.broker.address.get_secret_value()) as connection:
        for queue in queues.every(settings.broker.prefix):
            try:
                queue(connection.default_channel).declare()
            except PreconditionFailed as error:
                wrong = f"the queue '{queue.name}' is there in another form: {error}"
                raise WianError(f"{wrong}; it has to be deleted: rabbitmqctl delete_queue {queue.name}") from None
