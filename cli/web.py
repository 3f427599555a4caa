"""`wian web`: serve the offices' pages."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import console, settings_here
from workflow.errors import WianError

if TYPE_CHECKING:
    from runtime.settings import Settings


def web(
    host: Annotated[str, typer.Option(help="Instead of `web.host`.", show_default=False)] = "",
    port: Annotated[int | None, typer.Option(help="Instead of `web.port`; 0: any free one.", min=0, max=65535)] = None,
) -> None:
    """Serve the offices' pages until stopped; what has been begun is answered first."""
    from runtime import logs, preflight
    from tasks.embedded import stopped_by_signals

    settings = settings_here()
    preflight.check(settings)
    logs.set_up(settings)
    host, port = host or settings.web.host, settings.web.port if port is None else port
    serve(settings.changed(web={"host": host, "port": port}), stopped_by_signals())


def serve(settings: Settings, stopped: Event, pages: Sequence[tuple[str, str]] = ()) -> None:
    """Serve in the main thread until a signal comes. Raises WianError if an address is not available.

    `stopped` is what the signals set; Uvicorn raises them again when it has ended, so they must not kill. `pages` are
    names and paths to print once their address is known.
    """
    from monitoring import probes
    from web.http.request_log import SECONDS
    from web.server import server_for
    from web.services import WebServices

    def tell(address: str) -> None:
        console.print(f"the pages are served at {address}")
        for name, path in pages:
            console.print(f"  {name}: {address}{path}")

    server = server_for(WebServices(settings), tell)
    if settings.metrics.port:
        # Pages need no broker: workers report theirs, and the embedded form has none.
        probes.serve(settings, SECONDS, broker_needed=False)
    try:
        server.run()
    except SystemExit as ending:
        # Uvicorn exits the program if it cannot listen.
        reason = ending.__context__
        said = reason.strerror if isinstance(reason, OSError) else "the log says why"
        problem = f"nothing can be served at {settings.web.host}:{settings.web.port} (web.host, web.port)"
        raise WianError(f"{problem}: {said}") from None
    stopped.set()
