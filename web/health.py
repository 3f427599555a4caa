"""Whether this process lives and whether it can serve, for whatever watches it."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from runtime.database_health import of_tables
from web.services import WebServices

_log = logging.getLogger("wian.web")


async def live(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """The database answers and has the tables of this version; 503 if not. A broker is nothing that pages need.

    What is wrong stands in the log only: anybody may ask, and an error may name a server.
    """
    services: WebServices = request.app.state.services
    findings = await services.work(lambda: of_tables(services.database))
    for finding in findings:
        _log.warning("not ready: %s", finding.problem)
    return PlainTextResponse("the database cannot be used\n" if findings else "ok\n", 503 if findings else 200)
