"""No message waits in the broker for its time: a worker makes no queues for that, and no task asks for it."""

import ast

from celery.worker.consumer import Consumer

from runtime.settings import ROOT
from tasks.consumer import CarefulConsumer


def test_a_worker_takes_all_of_celerys_steps_but_that_which_makes_queues_for_delays() -> None:
    left_out = [*Consumer.Blueprint.default_steps]
    for step in CarefulConsumer.Blueprint.default_steps:
        left_out.remove(step)
    assert left_out == ["celery.worker.consumer.delayed_delivery:DelayedDelivery"]


def test_no_task_is_published_with_a_delay_which_would_lose_it() -> None:
    for path in sorted(file for package in ("tasks", "commands", "web") for file in (ROOT / package).rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            asked = {keyword.arg for keyword in call.keywords}
            assert not asked & {"countdown", "eta", "autoretry_for", "retry_backoff"}, f"{path.name}:{call.lineno}"
            is_retry = isinstance(call.func, ast.Attribute) and call.func.attr == "retry"
            assert not (is_retry and path.is_relative_to(ROOT / "tasks")), f"{path.name}:{call.lineno}"
