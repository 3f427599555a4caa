"""The application: routes by noun, what goes around them, and the pages for what goes wrong."""

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
from web.assets import Assets
from web.desk import WebDesk
from web.errors import notice_for
from web.failures import Failures, pattern
from web.headers import SecurityHeaders
from web.pages import Pages

_log = logging.getLogger("wian.web")


def create_app(desk: WebDesk) -> ASGIApp:
    """The application for a desk, which it closes when it ends."""
    assets = Assets()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    app = Starlette(
        routes=[
            Route("/livez", health.live),
            Route("/readyz", health.ready),
            Route("/static/{name}", assets.serve),
        ],
        middleware=[Middleware(Failures, page=_error)],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _refused,
            OperationalError: _busy,
            PoolTimeoutError: _busy,
        },
    )
    app.state.desk = desk
    app.state.pages = Pages(assets, desk.settings.web_contact)
    # Outside of everything: the page for what went wrong needs the headers too.
    return SecurityHeaders(app)


async def _refused(request: Request, error: Exception) -> Response:
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
    return pages.page("error.html", status, notice=notice_for(status), call=None)
