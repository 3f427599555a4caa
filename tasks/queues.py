"""The queues of the service: one for each kind of work, and one for messages that nobody could work off.

All are quorum queues (they outlive a broker's node) on one topic exchange. A message that was given back too often, or
that no job can take, goes to the dead queue; the sweep makes it an incident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kombu import Exchange, Queue

SWEEP, LETTERS, FILES, MAIL = "sweep", "letters", "files", "mail"
KINDS = (SWEEP, LETTERS, FILES, MAIL)
"""The kinds of work: finding what is due and counting; making letters; PDFs of them, and jobs; sending by e-mail."""

FIGURES, MAKE_LETTERS, PDF, DELIVER = "wian.figures", "wian.letters", "wian.pdf", "wian.deliver"
RUN_JOBS = "wian.jobs"
JOBS = {"wian.sweep": SWEEP, FIGURES: SWEEP, MAKE_LETTERS: LETTERS, PDF: FILES, RUN_JOBS: FILES, DELIVER: MAIL}
"""Every job by its name in messages, and the kind of work it is."""

DELIVERIES = 5
"""How often a message is delivered before it is taken for dead: a worker that it kills is not killed for ever."""


def exchange(prefix: str) -> Exchange:
    """Where work is published. `prefix` tells several installations on one broker apart."""
    from kombu import Exchange  # noqa: PLC0415  (who only names queues need not load it)

    return Exchange(prefix, type="topic", durable=True)


def queue(prefix: str, kind: str) -> Queue:
    """The queue of one kind of work."""
    from kombu import Queue  # noqa: PLC0415

    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": f"{prefix}.dead",
        "x-dead-letter-routing-key": name(prefix, kind),
    }
    key = name(prefix, kind)
    return Queue(key, exchange(prefix), routing_key=key, durable=True, queue_arguments=arguments)


def known(prefix: str, kind: str) -> Queue:
    """The same queue as Celery is told of it: taken from and published to, never made on the way.

    A queue that is made anew in the moment in which it is deleted takes its consumers over, and RabbitMQ then tells
    them nothing and gives them nothing, for ever. Only who connects makes queues (tasks/consumer.py).
    """
    undeclared = queue(prefix, kind)
    undeclared.no_declare = True  # type: ignore[attr-defined]  # the types forget it
    return undeclared


def every(prefix: str) -> list[Queue]:
    """All of them, in the order in which they are made: what is given up while the dead one is not there is lost."""
    return [dead(prefix), *(queue(prefix, kind) for kind in KINDS)]


def dead(prefix: str) -> Queue:
    """The queue of messages that nobody could work off."""
    from kombu import Exchange, Queue  # noqa: PLC0415

    where = Exchange(f"{prefix}.dead", type="topic", durable=True)
    return Queue(f"{prefix}.dead", where, routing_key="#", durable=True, queue_arguments={"x-queue-type": "quorum"})


def name(prefix: str, kind: str) -> str:
    """A queue's name, which is also its routing key."""
    return f"{prefix}.{kind}"
