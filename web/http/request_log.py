"""Each request, seen from outside: the id that all its lines in the log bear, how long it took, and what came of it.

The id is made here, or taken from a reverse proxy that we trust, so that its log and ours can be read together.
"""

import re
import secrets
import time
from collections.abc import Iterable
from itertools import count
from typing import Any, cast

import structlog
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from web.http.crash_page import pattern

ID = "X-Request-ID"
# Ids that no other process has, without asking the system for something random each time.
_PROCESS, _COUNT = secrets.token_hex(6), count(1)
_SANE = re.compile(rb"[0-9A-Za-z._-]{1,64}")

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


class RequestLog:
    """Goes around the application, and names and measures what goes through.

    `proxies` are the addresses that may say for whom they ask, that it came by https, and by which id they know it.
    """

    def __init__(self, app: ASGIApp, proxies: str) -> None:
        inner: Any = app  # the server has types of its own for what it serves
        proxied = ProxyHeadersMiddleware(inner, proxies)
        self._trusted, self.app = proxied.trusted_hosts, cast(ASGIApp, proxied)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 500  # unless something is answered
        request = self._id(scope)
        structlog.contextvars.bind_contextvars(request=request)  # each request is a task of its own

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).append(ID, request)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            SECONDS.labels(pattern(scope), f"{status // 100}xx").observe(time.monotonic() - began)

    def _id(self, scope: Scope) -> str:
        id_header = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        client = scope.get("client")
        if id_header and _SANE.fullmatch(id_header) and (client[0] if client else None) in self._trusted:
            return id_header.decode()
        return f"{_PROCESS}{next(_COUNT):08x}"
