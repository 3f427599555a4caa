"""The liveness and readiness of this process, for probes."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from runtime.database_health import of_tables
from web.services import WebServices

_log = logging.getLogger("wian.web")


async def live(_request: Request) -> Response:
    """Answer that the process lives."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """Answer whether the database is usable (else 503); pages need no broker.

    Faults stand in the log only, because anybody may ask and an error may name a server.
    """
    services: WebServices = request.app.state.services
    findings = await services.work(lambda: of_tables(services.database))
    for finding in findings:
        _log.warning("not ready: %s", finding.problem)
    return PlainTextResponse("the database cannot be used\n" if findings else "ok\n", 503 if findings else 200)
