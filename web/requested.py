"""Each request, seen from outside: how long it took, by the pattern of its page and what came of it."""

import time
from collections.abc import Iterable

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.failures import pattern

SECONDS = Histogram(
    "wian_request_seconds",
    "How long a request took, by the pattern of its page and the class of the answer's status.",
    ["page", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def count_from_nothing(pages: Iterable[str]) -> None:
    """Let there be a count of failures for each page: one that appeared with the first could not be seen to rise."""
    for page in pages:
        SECONDS.labels(page, "5xx")


class Requested:
    """Goes around the application, and measures what goes through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 500  # unless something is answered

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            SECONDS.labels(pattern(scope), f"{status // 100}xx").observe(time.monotonic() - began)
