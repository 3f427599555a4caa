"""What a worker lets through to Celery, and what it gives up at once."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from celery import Celery
from kombu import Message

from tasks import consumer

PARTS: Mapping[str, Any] = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def fault(content: object, **headers: object) -> str | None:
    sound = {"task": "wian.sweep", "id": "7a0e"}
    message = SimpleNamespace(headers={**sound, **headers}, payload=content)
    return consumer.fault(cast(Message, message))


def test_what_celery_itself_publishes_is_let_through() -> None:
    app = Celery("asking", broker="memory://")

    @app.task(name="wian.pdf", time_limit=900, soft_time_limit=880)
    def pdf(_ids: list[int]) -> None:
        """Never run."""

    pdf.apply_async(([1, 2],), argsrepr="2 letters")  # type: ignore[call-arg]  # not in the stubs
    app.send_task("wian.pdf", args=[[3]])
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        assert [consumer.fault(channel.basic_get("celery")) for _ in range(2)] == [None, None]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        *(("task", wrong) for wrong in (None, 5, "", ["wian.sweep"], "x" * 201)),
        *(("id", wrong) for wrong in (None, 5, "")),
        *(("timelimit", wrong) for wrong in (5, ["x", "y"], [1], [-1, None])),
        *(("eta", wrong) for wrong in ("2099-01-01T00:00:00+00:00", "soon")),
        ("expires", "2020-01-01T00:00:00+00:00"),
        ("stamped_headers", 5),
        ("stamps", {"a": 1}),
        ("retries", "many"),
        ("shadow", 5),
    ],
)
def test_a_header_that_celery_would_stumble_over_or_wait_for_is_named(header: str, value: object) -> None:
    assert str(fault([[], {}, PARTS], **{header: value})).startswith(header)


@pytest.mark.parametrize(
    "content",
    [None, 5, [], [[], {}], [[], {}, None], ["abc", {}, PARTS], [[], [1], PARTS], [[], {}, {"chain": [{"task": "x"}]}]],
)
def test_a_content_of_another_shape_is_named(content: object) -> None:
    assert str(fault(content)).startswith("given")


def test_a_message_without_headers_is_named() -> None:
    assert consumer.fault(cast(Message, SimpleNamespace(headers=None, payload=[[], {}, PARTS])))
