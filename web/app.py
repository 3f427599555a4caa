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

from web import health
from web.http.assets import Assets
from web.http.crash_page import CrashPage, pattern
from web.http.errors import notice_for
from web.http.render import Pages
from web.http.request_log import RequestLog, count_from_nothing
from web.http.security_headers import SecurityHeaders
from web.http.visit import answered
from web.office import downloads, enter_code, more_time
from web.office.acknowledge import acknowledge, gather
from web.office.page import show
from web.office.pdfs import Pdfs
from web.office.report import ask_nil, ask_problem, ask_undo, nil, problem, report, undo
from web.oversight import decide_request, pass_on, renew_link, verify_report
from web.services import WebServices

_log = logging.getLogger("wian.web")


def create_app(services: WebServices) -> ASGIApp:
    """The application for a desk, which it closes when it ends."""
    acknowledgements = gather(services)
    assets, pdfs = Assets(), Pdfs(services.printer, services.settings.letters.fonts)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(acknowledgements.close)  # what waits still is answered through this loop
        pdfs.close()
        services.close()

    app = Starlette(
        routes=routes(assets),
        middleware=[Middleware(CrashPage, page=_error)],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _refused,
            OperationalError: _busy,
            PoolTimeoutError: _busy,
        },
    )
    app.state.services = services
    app.state.pdfs = pdfs
    app.state.acknowledgements = acknowledgements
    app.state.pages = Pages(assets, services.settings.web.contact)
    count_from_nothing({route.path for route in app.routes if isinstance(route, Route)})
    # Outside of everything: the page for what went wrong needs the headers too.
    return RequestLog(SecurityHeaders(app), services.settings.web.proxies)


def routes(assets: Assets) -> list[Route]:
    """Every page there is. What only shows something answers GET and HEAD, what changes something POST alone."""
    return [
        Route("/livez", health.live),
        Route("/readyz", health.ready),
        Route("/static/{name}", assets.serve),
        Route("/c/{code}", answered(enter_code.find)),
        Route("/c/{code}", answered(enter_code.enter), methods=["POST"]),
        Route("/t/{token}", answered(show)),
        Route("/t/{token}/acknowledge", acknowledge, methods=["POST"]),
        Route("/t/{token}/report", answered(report, upload=True), methods=["POST"]),
        Route("/t/{token}/nil", answered(ask_nil)),
        Route("/t/{token}/nil", answered(nil), methods=["POST"]),
        Route("/t/{token}/problem", answered(ask_problem)),
        Route("/t/{token}/problem", answered(problem, upload=True), methods=["POST"]),
        Route("/t/{token}/time", answered(more_time.ask_time)),
        Route("/t/{token}/time", answered(more_time.time), methods=["POST"]),
        Route("/t/{token}/withdraw", answered(more_time.ask_withdraw)),
        Route("/t/{token}/withdraw", answered(more_time.withdraw), methods=["POST"]),
        Route("/t/{token}/undo", answered(ask_undo)),
        Route("/t/{token}/undo", answered(undo), methods=["POST"]),
        Route("/t/{token}/requests/{id}", answered(decide_request.ask)),
        Route("/t/{token}/requests/{id}", answered(decide_request.decide), methods=["POST"]),
        Route("/t/{token}/links/{id}", answered(renew_link.ask)),
        Route("/t/{token}/links/{id}", answered(renew_link.renew), methods=["POST"]),
        Route("/t/{token}/reports", answered(verify_report.listed)),
        Route("/t/{token}/reports", answered(verify_report.confirm_all), methods=["POST"]),
        Route("/t/{token}/reports/{id}", answered(verify_report.ask)),
        Route("/t/{token}/reports/{id}", answered(verify_report.decide), methods=["POST"]),
        Route("/t/{token}/pass-on", answered(pass_on.ask)),
        Route("/t/{token}/pass-on", answered(pass_on.approve), methods=["POST"]),
        Route("/t/{token}/pass-on/draft", answered(pass_on.look), methods=["POST"]),
        Route("/t/{token}/pass-on/draft.docx", answered(pass_on.file), methods=["POST"]),
        *_downloads(),
    ]


def _downloads() -> list[Route]:
    """What is taken away from an office's page: letters, its stamp, and files that were handed in."""
    return [
        Route("/t/{token}/receipt", answered(downloads.receipt)),
        Route("/t/{token}/letter.docx", answered(downloads.word(downloads.brought))),
        Route("/t/{token}/letter.pdf", downloads.pdf(downloads.brought)),
        Route("/t/{token}/original.docx", answered(downloads.word(downloads.original))),
        Route("/t/{token}/sent.docx", answered(downloads.word(downloads.sent))),
        Route("/t/{token}/sent.pdf", downloads.pdf(downloads.sent)),
        Route("/t/{token}/received.docx", answered(downloads.received_docx)),
        Route("/t/{token}/files/{id}", answered(downloads.handed_in)),
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
