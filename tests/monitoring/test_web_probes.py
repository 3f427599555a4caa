"""The pages' process seen from outside: its health and its figures, on a port of their own, without a broker."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runtime.services import Services
from runtime.version import program_version
from tests.support.circular_steps import SAO
from tests.support.page_links import Tokens
from tests.support.probes import Figures, figures, free_port, get
from tests.support.processes import UNREACHABLE, started
from tests.support.service import PATIENCE
from tests.support.site import SECRET, Client, Site
from web.http.request_log import SECONDS
from web.services import WebServices

WELL = (200, "all is well\n")
VERSION = f"Wian {program_version()}\n"


@contextmanager
def served(services: Services, command: str, folder: Path) -> Iterator[tuple[Client, int]]:
    """A process that serves the pages, with no broker anywhere: a browser at them, and the port of its figures."""
    watched = free_port()
    given = {
        "WIAN_DATABASE_ADDRESS": services.database.url.render_as_string(hide_password=False),
        "WIAN_BROKER_ADDRESS": UNREACHABLE["WIAN_BROKER_ADDRESS"],
        "WIAN_METRICS_PORT": str(watched),
        "WIAN_PAGES_SECRET": SECRET,
    }
    process = started(folder, given, command, errors=subprocess.STDOUT)
    try:
        assert process.stdout is not None
        told = next(line for line in process.stdout if "the pages are served at" in line)
        yield Client(int(re.findall(r":(\d+)", told)[-1])), watched
    finally:
        process.terminate()
        process.communicate(timeout=60)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def counted(found: Figures) -> dict[tuple[str, ...], float]:
    """How many requests, by status and page."""
    return {tuple(labels): value for (name, *labels), value in found.items() if name == "wian_request_seconds_count"}


def test_the_web_tells_of_the_service_and_of_its_pages_and_names_no_link(
    sqlite_services: Services, tokens: Tokens, tmp_path: Path
) -> None:
    with served(sqlite_services, "web", tmp_path) as (client, port):
        assert (get(port, "/livez"), get(port, "/readyz")) == (WELL, WELL)
        assert get(port, "/healthz") == (
            503,
            f"no sweep has ever been through: is a worker running, and a beat?\n{VERSION}",
        )
        for path in (tokens.page(SAO), "/nowhere/at-all", "/livez"):
            client.get(path)
        told = get(port, "/metrics")[1]
        found = figures(port)
    assert found["wian_database_up",] == 1
    assert found["wian_tasks_open", "open"] > 0
    assert not any(name.startswith(("wian_broker", "wian_queue", "wian_task_seconds")) for name, *_ in found)
    # The link has long expired; its address is nowhere.
    assert counted(found)["/t/{token}", "4xx"] == counted(found)["4xx", "no page"] == 1
    assert counted(found)["/livez", "2xx"] == 1
    assert tokens.token[SAO] not in told and "at-all" not in told


def test_the_embedded_form_tells_of_its_sweeps_and_is_well_without_a_broker(
    sqlite_services: Services, tmp_path: Path
) -> None:
    with served(sqlite_services, "up", tmp_path) as (_, port):
        until(lambda: get(port, "/healthz") == (200, f"all is well\n{VERSION}"))
        assert get(port, "/readyz") == WELL
        found = figures(port)
    assert time.time() - found["wian_last_sweep_timestamp_seconds",] < 300
    assert found["wian_sweep_interval_seconds",] == 300
    assert not any(name.startswith(("wian_broker", "wian_queue")) for name, *_ in found)


def test_a_request_that_fails_is_counted_as_a_failure_of_its_page(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failures() -> float:
        (family,) = SECONDS.collect()
        of_it = {"page": "/t/{token}", "status": "5xx"}
        (count,) = (s.value for s in family.samples if s.name.endswith("_count") and s.labels == of_it)
        return count

    before = failures()  # counted from the start, so that the first can be seen
    monkeypatch.setattr(WebServices, "work", None)
    assert client.get("/t/any").status == 500
    assert failures() == before + 1
