"""A worker seen from outside: what it tells over HTTP and in its log, while it works and when things go wrong."""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import text

from monitoring import health, metrics, probes
from monitoring.metrics import IssuedLetters
from runtime import clock
from runtime.database_health import Finding
from runtime.services import Services
from runtime.settings import ROOT, load_settings
from runtime.version import program_version
from tasks import broker, instrumentation
from tests.support import sweeps as sweep_steps
from tests.support.circular_steps import PROVINCE, act
from tests.support.probes import figures, free_port, get, parsed
from tests.support.processes import UNREACHABLE
from tests.support.service import BROKER, Service, need_broker, running
from tests.support.sweeps import find
from web.http import request_log
from workflow import incidents
from workflow.errors import WianError
from workflow.followup import drafts, sweeps


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """The port of the worker that a test starts."""
    found = free_port()
    monkeypatch.setenv("WIAN_METRICS_PORT", str(found))
    return found


@pytest.fixture
def service(postgres_services: Services, tmp_path: Path, port: int) -> Iterator[Service]:
    yield from running(postgres_services, tmp_path)


def lines(service: Service) -> list[dict[str, Any]]:
    """The worker's log; every line of it is a JSON object."""
    return [json.loads(line) for line in (service.folder / "worker-0.log").read_text("utf-8").splitlines()]


@pytest.mark.postgres
def test_a_worker_tells_what_it_and_the_service_do(service: Service, port: int) -> None:
    services, circular = service.services, sweep_steps.ready(service.services)
    worker = service.start("worker", "--concurrency", "1")
    service.until(lambda: get(port, "/readyz") == (200, "all is well\n"), "the worker is ready")
    assert get(port, "/livez") == (200, "all is well\n")
    assert get(port, "/healthz") == (
        503,
        f"no sweep has ever been through: is a worker running, and a beat?\nWian {program_version()}\n",
    )
    assert get(port, "/elsewhere")[0] == 404
    service.sweep()
    done = ("wian_task_seconds_count", "success", "wian.letters")
    service.until(lambda: figures(port).get(done), "letters are made")

    (draft,) = find(services, circular, "first")
    found = figures(port)
    assert found["wian_due_letters",] == 1
    assert found["wian_oldest_due_seconds",] > 86_400  # due since 2563
    assert found["wian_drafts_waiting",] == 1
    assert found["wian_tasks_open", "open"] > 0 == found["wian_tasks_open", "closed"]
    assert found["wian_task_seconds_count", "success", "wian.sweep"] == 1
    assert found["wian_task_seconds_count", "lost", "wian.sweep"] == 0
    assert abs(clock.now().timestamp() - found["wian_last_sweep_timestamp_seconds",]) < 300
    before = sum(value for (name, *_), value in found.items() if name == "wian_letters_issued_total")
    with services.database.write() as conn:
        drafts.approve(conn, draft["id"], services.printer, act("2020-09-10 09:00"))
    service.until(lambda: figures(port).get(("wian_letters_issued_total", "first", "stamped")), "it is counted")
    found = figures(port)
    assert sum(value for (name, *_), value in found.items() if name == "wian_letters_issued_total") == before + 1
    assert get(port, "/healthz") == (200, f"all is well\nWian {program_version()}\n")

    worker.terminate()
    worker.wait(60)
    (swept,) = (line for line in lines(service) if line["event"] == "task ended" and line["task"] == "wian.sweep")
    (made,) = (line for line in lines(service) if line["event"] == "letter drafted")
    assert swept["outcome"] == "success" and swept["seconds"] >= 0
    assert made["request"] == swept["task_id"] != made["task_id"]
    assert (made["task"], made["circular"], made["unit"]) == ("wian.letters", circular.code, PROVINCE)
    assert made["letter"] == draft["id"]
    assert lines(service)[-1]["event"] == "worker stopped"
    assert "guest" not in (service.folder / "worker-0.log").read_text("utf-8")


def test_no_process_is_forked_off_while_somebody_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun, looked = threading.Event(), threading.Event()

    def slowly(*_: object) -> list[Finding]:
        begun.set()
        time.sleep(0.5)
        looked.set()
        return []

    monkeypatch.setattr(health, "readiness", slowly)
    watched = probes.Watch(load_settings({}, tmp_path), instrumentation.SECONDS)
    asking = threading.Thread(target=watched.answer, args=["/readyz"])
    asking.start()
    begun.wait()
    if not (child := os.fork()):
        try:
            os._exit(0 if looked.is_set() and watched.answer("/readyz") else 1)
        finally:
            os._exit(2)
    asking.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.postgres
def test_a_run_whose_process_is_killed_is_counted_and_told(service: Service, port: int) -> None:
    worker = service.start("worker", "--concurrency", "1")
    service.until(lambda: get(port, "/readyz")[0] == 200, "the worker is ready")
    with service.services.database.engine.connect() as held:
        held.execute(text("LOCK TABLE sweeps IN EXCLUSIVE MODE"))  # whoever wants to sweep waits for us
        service.ask("wian.sweep")
        service.until(lambda: any(line["event"] == "task started" for line in lines(service)), "a sweep has begun")
        for child in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
        lost = ("wian_task_seconds_count", "lost", "wian.sweep")
        service.until(lambda: figures(port).get(lost) == 1, "the loss is counted")
    success = ("wian_task_seconds_count", "success", "wian.sweep")
    service.until(lambda: figures(port).get(success) == 1, "the message is worked off by another process")
    told = [line for line in lines(service) if line["event"].startswith("task ") and line["task"] == "wian.sweep"]
    assert [line.get("outcome", line.get("attempt")) for line in told] == [1, "lost", 2, "success"]
    assert len({(line["task"], line["task_id"], line["request"]) for line in told}) == 1


def test_where_nothing_answers_the_figures_say_so(tmp_path: Path) -> None:
    settings = load_settings(UNREACHABLE, tmp_path)
    answer = probes.Watch(settings, instrumentation.SECONDS).answer("/metrics")
    assert answer is not None
    found = parsed(answer.content.decode())
    names = {name for name, *_ in found if name.startswith("wian") and "task_seconds" not in name}
    assert names == {"wian_database_up", "wian_broker_up"}
    assert (found["wian_database_up",], found["wian_broker_up",]) == (0, 0)


def test_findings_make_an_answer_of_503_only_if_they_keep_the_service_from_its_work() -> None:
    slow, ill = Finding("it is nearly full", ill=False), Finding("it is full")
    assert (
        probes.findings_answer([]).status,
        probes.findings_answer([slow]).status,
        probes.findings_answer([slow, ill]).status,
    ) == (200, 200, 503)
    assert probes.findings_answer([slow, ill]).content == b"it is nearly full\nit is full\n"


def test_a_port_that_is_taken_is_refused_in_plain_words(tmp_path: Path) -> None:
    taken = str(free_port())
    settings = load_settings({"WIAN_METRICS_PORT": taken}, tmp_path)
    server = probes.serve(settings, instrumentation.SECONDS)
    with pytest.raises(WianError, match=rf"^cannot listen at 127\.0\.0\.1, port {taken} \(\[metrics\] address and"):
        probes.serve(settings, instrumentation.SECONDS)
    server.shutdown()
    server.server_close()


def test_letters_are_counted_once_however_often_they_are_looked_at(services: Services) -> None:
    circular, counter = sweep_steps.ready(services), IssuedLetters()
    sweep_steps.sweep(services, sweep_steps.FIRST)

    def counted(at: float) -> int:
        with services.database.read() as conn:
            return sum(counter.read(conn, at).values())

    before = counted(0)
    assert before == counted(10) == counted(500) == counted(501) > 0
    (draft,) = find(services, circular, "first")
    with services.database.write() as conn:
        drafts.approve(conn, draft["id"], services.printer, act(sweep_steps.FIRST))
    assert counted(502) == counted(503) == counted(5000) == counted(5001) == before + 1


def every_name(services: Services) -> set[str]:
    """The names of all figures there can be, each with what Prometheus adds to it."""
    with services.database.write() as conn:
        incidents.open_one(conn, "letter/x", "no template", clock.now())
        sweeps.claim(conn, clock.now(), 5)
        sweeps.finish(conn, clock.now(), 5, clock.now())
    told = [
        metrics.registry(services.settings, services.database, own)
        for own in (instrumentation.SECONDS, request_log.SECONDS)
    ]
    return {family.name for each in told for family in each.collect() if family.name.startswith("wian_")}


def test_every_figure_and_every_alarm_is_explained_and_alarms_watch_figures_there_are(
    sqlite_services: Services,
) -> None:
    need_broker()
    services = sqlite_services
    services.printer.store.path("").mkdir(parents=True)
    names = every_name(services)
    alarms = yaml.safe_load((ROOT / "config" / "alerts.yml").read_text(encoding="utf-8"))
    rules = [rule for group in alarms["groups"] for rule in group["rules"]]
    used = {name for rule in rules for name in re.findall(r"\bwian_\w+", rule["expr"])}
    assert {re.sub("_count$", "", name) for name in used} <= names
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {re.sub("_total$", "", name) for name in re.findall(r"`(wian_\w+)", guide)} == names
    assert set(re.findall(r"`(Wian\w+)`", guide)) == {rule["alert"] for rule in rules}


def test_a_queue_that_is_not_there_yet_is_left_out(tmp_path: Path) -> None:
    need_broker()
    given = {"WIAN_BROKER_ADDRESS": BROKER, "WIAN_BROKER_PREFIX": f"test-{uuid4().hex[:12]}"}
    assert broker.waiting(load_settings(given, tmp_path)) == {}
