"""Celery's log lines, sent to the log of `runtime.logs` without those that repeat our own."""

import logging

import celery.apps.worker
from celery import signals

from runtime.logs import log


def set_up() -> None:
    """Join Celery's log to the log of this process, after `runtime.logs.set_up` and before Celery starts."""
    root = logging.getLogger()
    # The pool's logger does not propagate to the root.
    logging.getLogger("multiprocessing").handlers = list(root.handlers)
    for name in ("celery.worker.strategy", "celery.app.trace"):
        # Start and end of jobs are our own lines; only failures with their traceback come from here.
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    signals.setup_logging.connect(_keep_ours)
    signals.worker_shutdown.connect(_log_the_end)
    # Celery prints its stop past the log; `_log_the_end` logs it instead.
    setattr(celery.apps.worker, "safe_say", lambda *_: None)  # noqa: B010


def _keep_ours(**_: object) -> None:
    """Listen to the signal, without which Celery sets up a log of its own."""


def _log_the_end(**_: object) -> None:
    log().info("worker stopped")
