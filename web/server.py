"""The server: Uvicorn in this process with its settings."""

from collections.abc import Callable
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from runtime.gc_tuning import SERVING, collect_seldom
from runtime.settings import Settings
from web.app import create_app
from web.services import WebServices

_ENDING = 30  # seconds for running requests after the signal to stop
_KEPT_OPEN = 15  # seconds before an idle connection is closed
_WAITING = 2048  # connections that wait to be accepted


class Server(uvicorn.Server):
    """Uvicorn's server with a callback at its start."""

    def __init__(self, config: uvicorn.Config, started: Callable[[str], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start to listen, then call back with the address."""
        await super().startup(sockets)
        if self.started:
            collect_seldom(SERVING)
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            self._tell(f"http://{shown}:{port}")


def server_for(services: WebServices, started: Callable[[str], None]) -> Server:
    """A server of these services; `started` is called with the address when it listens."""
    return Server(configured(create_app(services), services.settings), started)


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Uvicorn's configuration for an application.

    On SIGTERM or SIGINT the server accepts no new request, answers the running ones, and ends. There is no access log,
    because the address of a page is a key to it.
    """
    return uvicorn.Config(
        app,
        host=settings.web.host,
        port=settings.web.port,
        access_log=False,
        server_header=False,
        log_config=None,
        lifespan="on",
        ws="none",
        backlog=_WAITING,
        timeout_keep_alive=_KEPT_OPEN,
        timeout_graceful_shutdown=_ENDING,
        # `web.http.request_log` reads the reverse proxy's headers and checks the proxy.
        proxy_headers=False,
    )
