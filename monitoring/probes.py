"""The probes of a process over HTTP: /livez, /readyz, /healthz and /metrics.

A worker serves them from its main process on a port of their own; so does the server of the pages, which also serves
the first two beside its pages.
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

# A fork waits for a running probe: a child forked while another thread holds a lock, such as that of an import (kombu
# imports at every connection), would wait for that lock for ever.
_probing = threading.Lock()
os.register_at_fork(before=_probing.acquire, after_in_parent=_probing.release, after_in_child=_probing.release)


@dataclass(frozen=True)
class ProbeAnswer:
    """The answer to a probe: HTTP status, content type and content."""

    status: int
    type: str
    content: bytes


class Watch:
    """The answers to probes, each computed at most once in some seconds.

    `own` are the metrics of this process; `broker_needed` is false for a process that works without a broker. A fork
    waits for a running probe, seconds at most.
    """

    def __init__(self, settings: Settings, own: Collector, broker_needed: bool = True) -> None:
        database = open_database(settings, PATIENCE)
        registry = metrics.registry(settings, database, own, broker_needed)
        self._pages: dict[str, Callable[[], ProbeAnswer]] = {
            "/metrics": _cached(lambda: ProbeAnswer(200, CONTENT_TYPE_LATEST, generate_latest(registry))),
            "/livez": lambda: findings_answer([]),
            "/readyz": _cached(lambda: findings_answer(health.readiness(settings, database, broker_needed))),
            "/healthz": _cached(
                lambda: findings_answer(health.findings(settings, database, clock.now(), broker_needed), _VERSION)
            ),
        }

    def answer(self, path: str) -> ProbeAnswer | None:
        """The answer to a GET of this path; None for another path."""
        page = self._pages.get(path)
        return None if page is None else page()


def findings_answer(findings: Sequence[Finding], *more: str) -> ProbeAnswer:
    """The answer with these findings, one per line: 503 if one keeps the service from its work, else 200."""
    lines = [*([finding.problem for finding in findings] or [_WELL]), *more]
    status = 503 if any(finding.ill for finding in findings) else 200
    return ProbeAnswer(status, _PLAIN, "".join(f"{line}\n" for line in lines).encode())


def serve(settings: Settings, own: Collector, broker_needed: bool = True) -> ThreadingHTTPServer:
    """Serve probes at the port of the settings, in threads of this process, until its end or the server's shutdown.

    `own` and `broker_needed` as for `Watch`. Raises WianError if the port is not available.
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


def _cached(make: Callable[[], ProbeAnswer], seconds: float = 3.0) -> Callable[[], ProbeAnswer]:
    latest: list[tuple[float, ProbeAnswer]] = []

    def answer() -> ProbeAnswer:
        with _probing:
            if not latest or time.monotonic() - latest[0][0] > seconds:
                latest[:] = [(time.monotonic(), make())]
            return latest[0][1]

    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without HTTPServer's lookup of this machine's name."""
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
        """Log nothing about frequent scrapes."""
