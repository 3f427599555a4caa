"""How a process of the service is watched over HTTP: /livez, /readyz, /healthz and /metrics.

A worker serves this on a port of its own, from its main process; so does whatever serves the pages, which answers the
first two beside them too.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from socketserver import TCPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from monitoring import health, metrics
from runtime import clock
from runtime.database_health import Finding
from runtime.health import PATIENCE
from runtime.services import open_database
from runtime.settings import Settings
from runtime.version import program_version
from workflow.errors import WianError

_PLAIN = "text/plain; charset=utf-8"
_WELL = "all is well"
_VERSION = f"Wian {program_version()}"

# A child is forked off between two looks: of what a thread holds at that moment, the lock of an import for one (kombu
# looks for a module at each connection), the child would wait for ever to be let go.
_looking = threading.Lock()
os.register_at_fork(before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_looking.release)


@dataclass(frozen=True)
class ProbeAnswer:
    """An answer: its HTTP status, its content type and its content."""

    status: int
    type: str
    content: bytes


class Watch:
    """Answers whoever watches. However often it is asked, it looks no more than once in some seconds.

    `own` are the figures that this process alone knows. A process that works without a broker (`broker_needed`) is
    well without one, and says nothing of it. One that forks meanwhile waits until it has looked, seconds at most.
    """

    def __init__(self, settings: Settings, own: Collector, broker_needed: bool = True) -> None:
        database = open_database(settings, PATIENCE)
        told = metrics.registry(settings, database, own, broker_needed)
        self._pages: dict[str, Callable[[], ProbeAnswer]] = {
            "/metrics": _kept(lambda: ProbeAnswer(200, CONTENT_TYPE_LATEST, generate_latest(told))),
            "/livez": lambda: said([]),
            "/readyz": _kept(lambda: said(health.readiness(settings, database, broker_needed))),
            "/healthz": _kept(lambda: said(health.findings(settings, database, clock.now(), broker_needed), _VERSION)),
        }

    def answer(self, path: str) -> ProbeAnswer | None:
        """The answer to a GET of this path; None if it is none of ours."""
        page = self._pages.get(path)
        return None if page is None else page()


def said(findings: Sequence[Finding], *more: str) -> ProbeAnswer:
    """Findings as an answer, a line for each: 503 if one of them keeps the service from its work, else 200."""
    lines = [*([finding.problem for finding in findings] or [_WELL]), *more]
    status = 503 if any(finding.ill for finding in findings) else 200
    return ProbeAnswer(status, _PLAIN, "".join(f"{line}\n" for line in lines).encode())


def serve(settings: Settings, own: Collector, broker_needed: bool = True) -> ThreadingHTTPServer:
    """Answer at the port the settings name, in threads of this process, until it ends or the server is shut down.

    `own` and `broker_needed` as for `Watch`. Raises WianError if the port cannot be had.
    """
    watch = Watch(settings, own, broker_needed)

    class Handler(_Handler):
        answers = watch

    class Server(_Server):
        address_family = AF_INET6 if ":" in settings.metrics.address else AF_INET

    try:
        server = Server((settings.metrics.address, settings.metrics.port), Handler)
    except OSError as error:
        where = f"{settings.metrics.address}, port {settings.metrics.port}"
        raise WianError(f"cannot listen at {where} ([metrics] address and port): {error.strerror}") from None
    threading.Thread(target=server.serve_forever, name="watch", daemon=True).start()
    return server


def _kept(make: Callable[[], ProbeAnswer], seconds: float = 3.0) -> Callable[[], ProbeAnswer]:
    kept: list[tuple[float, ProbeAnswer]] = []

    def answer() -> ProbeAnswer:
        with _looking:
            if not kept or time.monotonic() - kept[0][0] > seconds:
                kept[:] = [(time.monotonic(), make())]
            return kept[0][1]

    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Without asking the name service for this machine's name, as HTTP servers do of old."""
        TCPServer.server_bind(self)


class _Handler(BaseHTTPRequestHandler):
    answers: Watch
    timeout = 10  # seconds for a request to come in
    server_version, sys_version = "Wian", ""

    def do_GET(self) -> None:
        answer = self.answers.answer(self.path.partition("?")[0]) or ProbeAnswer(
            404, _PLAIN, b"there is no such page\n"
        )
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a scrape every few seconds is no news."""
