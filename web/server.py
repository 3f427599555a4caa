"""The server: Uvicorn in this process, with what its defaults leave open decided."""

from collections.abc import Callable
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from runtime.gc_tuning import SERVING, collect_seldom
from runtime.settings import Settings
from web.app import create_app
from web.services import WebServices

_ENDING = 30  # seconds for the requests under way when the process is told to stop
_KEPT_OPEN = 15  # seconds for which a connection without a request is kept
_WAITING = 2048  # connections that wait to be accepted


class Server(uvicorn.Server):
    """Uvicorn's server, which tells when it listens."""

    def __init__(self, config: uvicorn.Config, started: Callable[[str], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start to listen, then say where."""
        await super().startup(sockets)
        if self.started:
            collect_seldom(SERVING)
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            self._tell(f"http://{shown}:{port}")


def server_for(services: WebServices, started: Callable[[str], None]) -> Server:
    """A server of these services; `started` is called with the address once it listens."""
    return Server(configured(create_app(services), services.settings), started)


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How an application is served.

    Told to stop (SIGTERM, SIGINT) the server accepts nothing new, answers what it has begun, and ends. It keeps no
    access log, since the address of a page is a key to it.
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
        # What the reverse proxy before us says is looked at within (`web.http.request_log`), with who says it.
        proxy_headers=False,
    )
