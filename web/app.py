"""The application: routes by noun, what goes around them, and the pages for what goes wrong."""

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

from web import (
    acknowledging,
    circular,
    deciding,
    files,
    health,
    office,
    passing_on,
    renewing,
    reporting,
    time,
    verifying,
)
from web.assets import Assets
from web.desk import WebDesk
from web.errors import notice_for
from web.failures import Failures, pattern
from web.headers import SecurityHeaders
from web.pages import Pages
from web.pdfs import Pdfs
from web.requested import Requested, count_from_nothing
from web.visit import answered

_log = logging.getLogger("wian.web")


def create_app(desk: WebDesk) -> ASGIApp:
    """The application for a desk, which it closes when it ends."""
    acknowledgements = acknowledging.gather(desk)
    assets, pdfs = Assets(), Pdfs(desk.press, desk.settings.letters_fonts)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(acknowledgements.close)  # what waits still is answered through this loop
        pdfs.close()
        desk.close()

    app = Starlette(
        routes=routes(assets),
        middleware=[Middleware(Failures, page=_error)],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _refused,
            OperationalError: _busy,
            PoolTimeoutError: _busy,
        },
    )
    app.state.desk = desk
    app.state.pdfs = pdfs
    app.state.acknowledgements = acknowledgements
    app.state.pages = Pages(assets, desk.settings.web_contact)
    count_from_nothing({route.path for route in app.routes if isinstance(route, Route)})
    # Outside of everything: the page for what went wrong needs the headers too.
    return Requested(SecurityHeaders(app), desk.settings.web_proxies)


def routes(assets: Assets) -> list[Route]:
    """Every page there is. What only shows something answers GET and HEAD, what changes something POST alone."""
    return [
        Route("/livez", health.live),
        Route("/readyz", health.ready),
        Route("/static/{name}", assets.serve),
        Route("/c/{code}", answered(circular.find)),
        Route("/c/{code}", answered(circular.enter), methods=["POST"]),
        Route("/t/{token}", answered(office.show)),
        Route("/t/{token}/acknowledge", acknowledging.acknowledge, methods=["POST"]),
        Route("/t/{token}/report", answered(reporting.report, upload=True), methods=["POST"]),
        Route("/t/{token}/nil", answered(reporting.ask_nil)),
        Route("/t/{token}/nil", answered(reporting.nil), methods=["POST"]),
        Route("/t/{token}/problem", answered(reporting.ask_problem)),
        Route("/t/{token}/problem", answered(reporting.problem, upload=True), methods=["POST"]),
        Route("/t/{token}/time", answered(time.ask_time)),
        Route("/t/{token}/time", answered(time.time), methods=["POST"]),
        Route("/t/{token}/withdraw", answered(time.ask_withdraw)),
        Route("/t/{token}/withdraw", answered(time.withdraw), methods=["POST"]),
        Route("/t/{token}/undo", answered(reporting.ask_undo)),
        Route("/t/{token}/undo", answered(reporting.undo), methods=["POST"]),
        Route("/t/{token}/requests/{id}", answered(deciding.ask)),
        Route("/t/{token}/requests/{id}", answered(deciding.decide), methods=["POST"]),
        Route("/t/{token}/links/{id}", answered(renewing.ask)),
        Route("/t/{token}/links/{id}", answered(renewing.renew), methods=["POST"]),
        Route("/t/{token}/reports", answered(verifying.listed)),
        Route("/t/{token}/reports", answered(verifying.confirm_all), methods=["POST"]),
        Route("/t/{token}/reports/{id}", answered(verifying.ask)),
        Route("/t/{token}/reports/{id}", answered(verifying.decide), methods=["POST"]),
        Route("/t/{token}/pass-on", answered(passing_on.ask)),
        Route("/t/{token}/pass-on", answered(passing_on.approve), methods=["POST"]),
        Route("/t/{token}/pass-on/draft", answered(passing_on.look), methods=["POST"]),
        Route("/t/{token}/pass-on/draft.docx", answered(passing_on.file), methods=["POST"]),
        *_downloads(),
    ]


def _downloads() -> list[Route]:
    """What is taken away from an office's page: letters, its stamp, and files that were handed in."""
    return [
        Route("/t/{token}/receipt", answered(files.receipt)),
        Route("/t/{token}/letter.docx", answered(files.word(files.brought))),
        Route("/t/{token}/letter.pdf", files.pdf(files.brought)),
        Route("/t/{token}/original.docx", answered(files.word(files.original))),
        Route("/t/{token}/sent.docx", answered(files.word(files.sent))),
        Route("/t/{token}/sent.pdf", files.pdf(files.sent)),
        Route("/t/{token}/received.docx", answered(files.received_docx)),
        Route("/t/{token}/files/{id}", answered(files.handed_in)),
    ]


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
    return pages.page("error.html", status, notice=notice_for(status), call=None, back="")
