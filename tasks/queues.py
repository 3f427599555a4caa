"""The queues of the service: one for each kind of work, and the dead queue.

All are quorum queues (which survive a broker's node) on one topic exchange. A message returned too often, or one that
no job can read, goes to the dead queue, and the sweep makes it an incident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kombu import Exchange, Queue

SWEEP, LETTERS, FILES, MAIL = "sweep", "letters", "files", "mail"
KINDS = (SWEEP, LETTERS, FILES, MAIL)
"""The kinds of work: sweeps and figures; letters; PDFs and jobs; mails."""

FIGURES, MAKE_LETTERS, PDF, DELIVER = "wian.figures", "wian.letters", "wian.pdf", "wian.deliver"
RUN_JOBS = "wian.jobs"
JOBS = {"wian.sweep": SWEEP, FIGURES: SWEEP, MAKE_LETTERS: LETTERS, PDF: FILES, RUN_JOBS: FILES, DELIVER: MAIL}
"""The kinds of work of jobs, by the job's name in messages."""

DELIVERIES = 5
"""The deliveries of a message before it counts as dead, so that it cannot kill workers for ever."""


def exchange(prefix: str) -> Exchange:
    """The exchange for publishing work; `prefix` separates installations on one broker."""
    from kombu import Exchange  # noqa: PLC0415  (not needed for the names of queues)

    return Exchange(prefix, type="topic", durable=True)


def queue(prefix: str, kind: str) -> Queue:
    """The queue of a kind of work."""
    from kombu import Queue  # noqa: PLC0415

    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": f"{prefix}.dead",
        "x-dead-letter-routing-key": name(prefix, kind),
    }
    key = name(prefix, kind)
    return Queue(key, exchange(prefix), routing_key=key, durable=True, queue_arguments=arguments)


def undeclared(prefix: str, kind: str) -> Queue:
    """The queue of a kind of work for Celery, which uses but never makes it.

    A queue made again at the moment of its deletion keeps its consumers, and RabbitMQ never sends them another message.
    So only a connecting consumer makes queues (tasks/consumer.py).
    """
    without_declaration = queue(prefix, kind)
    without_declaration.no_declare = True  # type: ignore[attr-defined]  # missing in the types
    return without_declaration


def every(prefix: str) -> list[Queue]:
    """All queues in the order of making: the dead queue first, because a message rejected without it is lost."""
    return [dead(prefix), *(queue(prefix, kind) for kind in KINDS)]


def dead(prefix: str) -> Queue:
    """The queue of messages that no worker could process."""
    from kombu import Exchange, Queue  # noqa: PLC0415

    dead_exchange = Exchange(f"{prefix}.dead", type="topic", durable=True)
    return Queue(
        f"{prefix}.dead", dead_exchange, routing_key="#", durable=True, queue_arguments={"x-queue-type": "quorum"}
    )


def name(prefix: str, kind: str) -> str:
    """A queue's name, which is also its routing key."""
    return f"{prefix}.{kind}"
