"""Each run of a job in the log and in the metrics: two lines with its ids, and how long it took.

`request` is the id of what set the work off: the sweep whose letters these are, or the web's request. Celery hands it
from the job that publishes a message to the one that takes it (its `root_id`). Events, fields and metrics say `task`,
as Celery does and as alerts know them.
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
"""How a run may end: done; to be tried again; with an error; with the death of its process; cut off for its length."""

SECONDS = Histogram(
    "wian_task_seconds",
    "How long a task ran, by its name and outcome.",
    ["task", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 120),
    registry=None,
)

OnSuccess = Callable[..., None]

_began = 0.0  # a process runs one job at a time


@signals.task_prerun.connect
def _begin(task_id: str, task: Task[Any, Any], **_: object) -> None:
    global _began  # noqa: PLW0603
    _began = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, request=task.request.root_id or task_id)
    # A quorum queue counts how often it has given a message out before.
    log().info("task started", attempt=1 + int(task.request.get("x-delivery-count") or 0))


@signals.task_postrun.connect
def _end(state: str, **_: object) -> None:
    outcome = {"SUCCESS": "success", "RETRY": "retry"}.get(state, "failure")
    tell = log().info if outcome == "success" else log().warning
    tell("task ended", outcome=outcome, seconds=round(time.monotonic() - _began, 3))
    structlog.contextvars.clear_contextvars()


@signals.worker_ready.connect
def _count_from_nothing(sender: Consumer, **_: object) -> None:
    """A count that appeared with its first failure could not be seen to have risen."""
    for name in sender.app.tasks:
        for outcome in OUTCOMES if name.startswith("wian.") else ():
            SECONDS.labels(name, outcome)


@signals.before_task_publish.connect
def _hand_on(headers: dict[str, Any], **_: object) -> None:
    """What is published on behalf of a request bears its id, also where no job publishes it (the web)."""
    bound = structlog.contextvars.get_contextvars().get("request")
    if bound:
        headers["root_id"] = bound


class CountedRequest(Request):
    """A message at work, as the worker's main process sees it, where runs are counted.

    A forked child counts into a copy of its own that nobody reads. Files shared by all processes would be one way
    out (prometheus_client's multiprocess mode), but a child that is killed counts nothing there, and its files stay.
    The main process learns of every end, and it alone of that of a child that is killed.
    """

    _accepted = 0.0  # by the clock that never goes back

    def __init_subclass__(cls) -> None:
        """Celery derives a class for each job, with an `on_success` that does not call the one it is derived from."""
        super().__init_subclass__()
        setattr(cls, "on_success", _counted(cls.on_success))  # noqa: B010

    def on_accepted(self, pid: str, time_accepted: float) -> None:
        """Note when a child took it."""
        self._accepted = time_accepted
        super().on_accepted(pid, time_accepted)

    def on_failure(self, exc_info: ExceptionInfo, send_failed_event: bool = True, return_ok: bool = False) -> None:
        """Count a run whose process is gone; what a job itself raises comes by `on_success`, with `return_ok`."""
        try:
            super().on_failure(exc_info, send_failed_event, return_ok)
        except MemoryError:
            # Celery hands on what a child lacked for one job, and the main process would end over it (celery#10462);
            # it stands as an incident, like any other failure.
            self.acknowledge()
        finally:
            if not return_ok:
                outcome = "timeout" if isinstance(exc_info.exception, TimeLimitExceeded) else "lost"
                seconds = self.count(outcome)
                ids = {"task": self.name, "task_id": self.id, "request": self.root_id}
                log().error("task ended", outcome=outcome, seconds=round(seconds, 3), **ids)

    def count(self, outcome: str) -> float:
        """Count a run that is over; how long it took, in seconds, from when a child took it."""
        seconds = time.monotonic() - self._accepted if self._accepted else 0.0
        SECONDS.labels(self.name, outcome).observe(seconds)
        return seconds


def _counted(celerys: OnSuccess) -> OnSuccess:
    def on_success(self: CountedRequest, failed__retval__runtime: tuple[bool, Any, Any], **given: object) -> None:
        failed, value, _ = failed__retval__runtime
        raised = getattr(value.exception, "exc", value.exception) if failed else None
        try:
            # Celery's part first: whatever happens to a count, the message is acknowledged.
            celerys(self, failed__retval__runtime, **given)
        finally:
            self.count("retry" if isinstance(raised, Retry) else "failure" if failed else "success")

    return on_success
