"""The web application: the routes of all packages, the middleware, and the error pages."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web import health
from web.api import routes as api
from web.console import routes as console
from web.http.assets import Assets
from web.http.crash_page import CrashPage, pattern
from web.http.errors import notice_for
from web.http.render import Pages
from web.http.request_log import RequestLog, start_at_zero
from web.http.security_headers import SecurityHeaders
from web.office import routes as office
from web.office.acknowledge import acknowledgement_batches
from web.office.pdfs import Pdfs
from web.oversight import routes as oversight
from web.services import WebServices

_log = logging.getLogger("wian.web")


def create_app(services: WebServices) -> ASGIApp:
    """The application on these services, which are closed at its end."""
    acknowledgements = acknowledgement_batches(services)
    assets, pdfs = Assets(), Pdfs(services.printer, services.settings.letters.fonts)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(acknowledgements.close)  # waiting presses are answered through this loop
        pdfs.close()
        services.close()

    app = Starlette(
        routes=routes(assets),
        middleware=[Middleware(CrashPage, page=_error)],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _http_error,
            OperationalError: _busy,
            PoolTimeoutError: _busy,
        },
    )
    app.state.services = services
    app.state.pdfs = pdfs
    app.state.acknowledgements = acknowledgements
    app.state.pages = Pages(assets, services.settings.web.contact)
    start_at_zero({route.path for route in app.routes if isinstance(route, Route)})
    # Outermost, because error pages need the headers too.
    return RequestLog(SecurityHeaders(app), services.settings.web.proxies)


def routes(assets: Assets) -> list[Route]:
    """The routes of all packages."""
    return [
        Route("/livez", health.live),
        Route("/readyz", health.ready),
        Route("/static/{name}", assets.serve),
        *office.ROUTES,
        *oversight.ROUTES,
        *console.ROUTES,
        *api.ROUTES,
    ]


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = await _error(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _busy(request: Request, error: Exception) -> Response:
    _log.warning("%s: %s", pattern(request.scope), type(error).__name__)
    response = await _error(request, 503)
    response.headers["Retry-After"] = "5"
    return response


async def _error(request: Request, status: int) -> Response:
    pages: Pages = request.app.state.pages
    return pages.page("error.html", status, notice=notice_for(status), call=None, back="")
