"""The log lines and metrics of a job's run: its start, its end, its duration.

`request` is the id of the origin of the work: a sweep or a web request. Celery passes it on with every message (its
`root_id`). Events, fields and metrics say `task`, Celery's word, which alerts use.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from billiard.einfo import ExceptionInfo
from billiard.exceptions import TimeLimitExceeded
from celery import Task, signals
from celery.exceptions import Retry
from celery.worker.consumer import Consumer
from celery.worker.request import Request
from prometheus_client import Histogram

from runtime.logs import log

OUTCOMES = ("success", "retry", "failure", "lost", "timeout")
"""The ends of a run: done, to be retried, with an error, with its process killed, over its time limit."""

SECONDS = Histogram(
    "wian_task_seconds",
    "How long a task ran, by its name and outcome.",
    ["task", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 120),
    registry=None,
)

OnSuccess = Callable[..., None]

_began = 0.0  # of the process's only running job


@signals.task_prerun.connect
def _begin(task_id: str, task: Task[Any, Any], **_: object) -> None:
    global _began  # noqa: PLW0603
    _began = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, request=task.request.root_id or task_id)
    # A quorum queue counts earlier deliveries of a message.
    log().info("task started", attempt=1 + int(task.request.get("x-delivery-count") or 0))


@signals.task_postrun.connect
def _end(state: str, **_: object) -> None:
    outcome = {"SUCCESS": "success", "RETRY": "retry"}.get(state, "failure")
    tell = log().info if outcome == "success" else log().warning
    tell("task ended", outcome=outcome, seconds=round(time.monotonic() - _began, 3))
    structlog.contextvars.clear_contextvars()


@signals.worker_ready.connect
def _count_from_nothing(sender: Consumer, **_: object) -> None:
    """Start all counters at zero, because a counter's first appearance shows no increase."""
    for name in sender.app.tasks:
        for outcome in OUTCOMES if name.startswith("wian.") else ():
            SECONDS.labels(name, outcome)


@signals.before_task_publish.connect
def _hand_on(headers: dict[str, Any], **_: object) -> None:
    """Give messages the id of their request, also those published by the web."""
    bound = structlog.contextvars.get_contextvars().get("request")
    if bound:
        headers["root_id"] = bound


class CountedRequest(Request):
    """A message in work, seen from the worker's main process, which counts runs.

    A forked child would count in its own unread copy; in files shared by all processes (prometheus_client's
    multiprocess mode) a killed child would count nothing. The main process sees every end, also a killed child's.
    """

    _accepted = 0.0  # by the monotonic clock

    def __init_subclass__(cls) -> None:
        """Count in the class that Celery derives for a job, whose `on_success` does not call its parent's."""
        super().__init_subclass__()
        setattr(cls, "on_success", _counted(cls.on_success))  # noqa: B010

    def on_accepted(self, pid: str, time_accepted: float) -> None:
        """Note the time when a child took the message."""
        self._accepted = time_accepted
        super().on_accepted(pid, time_accepted)

    def on_failure(self, exc_info: ExceptionInfo, send_failed_event: bool = True, return_ok: bool = False) -> None:
        """Count a run whose process is gone; a job's own exception comes by `on_success`, with `return_ok`."""
        try:
            super().on_failure(exc_info, send_failed_event, return_ok)
        except MemoryError:
            # Celery passes a child's MemoryError on, which would end the main process (celery#10462). The failure is
            # an incident already.
            self.acknowledge()
        finally:
            if not return_ok:
                outcome = "timeout" if isinstance(exc_info.exception, TimeLimitExceeded) else "lost"
                seconds = self.count(outcome)
                ids = {"task": self.name, "task_id": self.id, "request": self.root_id}
                log().error("task ended", outcome=outcome, seconds=round(seconds, 3), **ids)

    def count(self, outcome: str) -> float:
        """Count a finished run; return its seconds since a child took the message."""
        seconds = time.monotonic() - self._accepted if self._accepted else 0.0
        SECONDS.labels(self.name, outcome).observe(seconds)
        return seconds


def _counted(celery_on_success: OnSuccess) -> OnSuccess:
    def on_success(self: CountedRequest, failed__retval__runtime: tuple[bool, Any, Any], **options: object) -> None:
        failed, value, _ = failed__retval__runtime
        raised = getattr(value.exception, "exc", value.exception) if failed else None
        try:
            # Celery's part first, so that the message is acknowledged in any case.
            celery_on_success(self, failed__retval__runtime, **options)
        finally:
            self.count("retry" if isinstance(raised, Retry) else "failure" if failed else "success")

    return on_success
