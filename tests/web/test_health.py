"""Whether a web process can serve, and how it tells why not: in its log, and to nobody else."""

import json
import re
from pathlib import Path
from typing import Any

from runtime.services import Services
from tests.support.circular_steps import moment
from tests.support.processes import started
from tests.support.site import Client, Site
from workflow.store.migrate import downgrade, upgrade

NOBODY = "postgresql+psycopg://wian:geheim@127.0.0.1:1/wian"


def test_a_process_with_the_tables_of_another_version_is_not_ready_until_they_are_there(
    sqlite_services: Services,
) -> None:
    with Site(sqlite_services, moment("2020-06-01 09:00")) as site:
        client = site.client()
        assert client.get("/readyz").status == 200
        downgrade(sqlite_services.database, "0008")
        assert (client.get("/readyz").status, client.get("/livez").status) == (503, 200)
        upgrade(sqlite_services.database)
        assert client.get("/readyz").text == "ok\n"


def test_the_log_is_structured_says_why_a_process_is_not_ready_and_holds_no_secret(tmp_path: Path) -> None:
    given = {"WIAN_DATABASE_ADDRESS": NOBODY, "WIAN_PAGES_SECRET": "x" * 40, "WIAN_LOGS_FORMAT": "json"}
    process = started(tmp_path, given)
    try:
        assert process.stdout is not None
        client = Client(int(re.findall(r":(\d+)", process.stdout.readline())[-1]))
        ready, page = client.get("/readyz"), client.get("/t/a-token-that-nobody-may-read")
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert (ready.status, ready.text, page.status) == (503, "the database cannot be used\n", 503)
    lines: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    told = [line for line in lines if line["logger"] == "wian.web"]
    assert told[0]["event"].startswith("not ready: the database cannot be used: ")
    assert told[0]["level"] == "warning" and told[1]["event"] == "/t/{token}: OperationalError"
    assert "geheim" not in said and "a-token-that-nobody" not in said
