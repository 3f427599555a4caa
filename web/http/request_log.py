"""The log id, duration and status of requests.

The id is made here, or taken from a trusted reverse proxy, so that its log and ours can be read together.
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
# Unique ids without the cost of random bytes for every request.
_PROCESS, _COUNT = secrets.token_hex(6), count(1)
_SANE = re.compile(rb"[0-9A-Za-z._-]{1,64}")

SECONDS = Histogram(
    "wian_request_seconds",
    "How long a request took, by the pattern of its page and the class of the answer's status.",
    ["page", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def start_at_zero(pages: Iterable[str]) -> None:
    """Start all failure counters at zero, because a counter's first appearance shows no increase."""
    for page in pages:
        SECONDS.labels(page, "5xx")


class RequestLog:
    """Middleware around the application that gives requests ids and measures them.

    `proxies` are the addresses trusted to state the client, https, and a request's id.
    """

    def __init__(self, app: ASGIApp, proxies: str) -> None:
        inner: Any = app  # Uvicorn has other types for applications
        proxied = ProxyHeadersMiddleware(inner, proxies)
        self._trusted, self.app = proxied.trusted_hosts, cast(ASGIApp, proxied)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 500  # without an answer
        request = self._id(scope)
        structlog.contextvars.bind_contextvars(request=request)  # a request is an asyncio task

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).append(ID, request)
            await send(message)

        try:
            await self.app(scope, receive, noting_status)
        finally:
            SECONDS.labels(pattern(scope), f"{status // 100}xx").observe(time.monotonic() - began)

    def _id(self, scope: Scope) -> str:
        id_header = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        client = scope.get("client")
        if id_header and _SANE.fullmatch(id_header) and (client[0] if client else None) in self._trusted:
            return id_header.decode()
        return f"{_PROCESS}{next(_COUNT):08x}"
