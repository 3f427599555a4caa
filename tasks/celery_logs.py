"""Celery's own log: its lines go where `runtime.logs` sends ours, and what ours say already is left out."""

import logging

import celery.apps.worker
from celery import signals

from runtime.logs import log


def set_up() -> None:
    """Join Celery's log to that of this process, which `runtime.logs.set_up` has set up, before Celery starts."""
    root = logging.getLogger()
    # The pool's logger hands nothing on to the root.
    logging.getLogger("multiprocessing").handlers = list(root.handlers)
    for name in ("celery.worker.strategy", "celery.app.trace"):
        # Start and end of each job are our own lines; what went wrong, with its traceback, stands here only.
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    signals.setup_logging.connect(_keep_ours)
    signals.worker_shutdown.connect(_log_the_end)
    # Celery prints past the log that it was asked to stop; `_log_the_end` says it instead.
    setattr(celery.apps.worker, "safe_say", lambda *_: None)  # noqa: B010


def _keep_ours(**_: object) -> None:
    """Celery sets up a log of its own unless somebody listens to this signal."""


def _log_the_end(**_: object) -> None:
    log().info("worker stopped")
