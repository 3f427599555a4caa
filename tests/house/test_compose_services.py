"""The very commands of our services in docker-compose.yml, run on this machine: a circular from issue to end.

They get the environment of the file, with the hosts of PostgreSQL and RabbitMQ replaced by the local ones, a
port of its own for each, and what an office would have in its `.env`. Sweeps are asked for as beat asks for them, but
at once.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import inspect, select

from runtime.services import Services
from runtime.settings import PREFIX
from tests.support.circular_steps import PAO, PROVINCE, changed_file
from tests.support.compose_file import OWN_SERVICES, environment_of
from tests.support.deliveries import mail_on
from tests.support.mail_server import SENDER, Mailbox
from tests.support.probes import free_port
from tests.support.sent_mail import address
from tests.support.service import BROKER, Service, need_broker
from workflow import incidents
from workflow.circulars import circular as circulars
from workflow.store import tables as t
from workflow.store.migrate import downgrade

pytestmark = pytest.mark.postgres
AT = ("--at", "2020-05-29 10:00")


@pytest.fixture
def service(postgres_services: Services, tmp_path: Path) -> Iterator[Service]:
    """Nothing runs yet, and the database is as `createdb` leaves it."""
    need_broker()
    downgrade(postgres_services.database, "base")
    found = Service(postgres_services, tmp_path, f"test-{uuid4().hex[:12]}")
    yield found
    found.end()


def environment(name: str, services: Services, prefix: str, office: Mapping[str, str]) -> dict[str, str]:
    """What the container of a service would see, on this machine."""
    wanted = OWN_SERVICES[name]["environment"]
    found = environment_of(OWN_SERVICES[name]) | {
        name: office[name] for name, value in wanted.items() if value is None and name in office
    }
    hosts = {"postgres": services.database.url.render_as_string(hide_password=False), "rabbitmq": BROKER}
    for variable, value in found.items():
        if host := re.search("@([a-z]+):[0-9]+/", value):
            found[variable] = hosts[host[1]]
        elif variable.endswith("METRICS_PORT"):  # a container has all ports to itself
            found[variable] = str(free_port())
    return found | {f"{PREFIX}BROKER_PREFIX": prefix}


@pytest.fixture
def settings(service: Service, mailbox: Mailbox) -> dict[str, dict[str, str]]:
    """The environment of each of our services."""
    office = {
        "WIAN_MAIL_SERVER": "127.0.0.1",
        "WIAN_MAIL_PORT": str(mailbox.port),
        "WIAN_MAIL_TLS": "none",
        "WIAN_MAIL_SENDER": SENDER,
    }
    return {name: environment(name, service.services, service.settings.broker.prefix, office) for name in OWN_SERVICES}


@pytest.fixture
def running(
    service: Service, settings: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, subprocess.Popen[bytes]]:
    """Our services, all started; those that run once have ended well."""
    for variable in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(variable)
    found = {}
    for name, of_ours in OWN_SERVICES.items():
        process = service.start(*of_ours["command"][1:], given=settings[name])
        if of_ours["restart"] == "no":
            assert process.wait(60) == 0, f"{name} has failed"
        else:
            found[name] = process
    return found


def test_the_services_of_the_compose_file_see_a_circular_through(
    service: Service,
    settings: dict[str, dict[str, str]],
    running: dict[str, subprocess.Popen[bytes]],
    mailbox: Mailbox,
    tmp_path: Path,
) -> None:
    def wian(*words: str | Path) -> None:
        """An officer's command, as the guide has it: in the container of a service."""
        done = service.run(*map(str, words), "--by", "officer", given=settings["worker-sweep"])
        assert (done.returncode, done.stderr) == (0, ""), words

    services, content = service.services, changed_file(tmp_path, who={"kinds": ["pao"], "provinces": [PROVINCE]})
    assert inspect(services.database.engine).has_table("deliveries"), "migrate has made the tables"
    mail_on(services, PAO)
    wian("circular", "issue", content, "--at", "2020-05-19 09:30")
    wian("acknowledge", "info-2563", PROVINCE, *AT)
    wian("pass-on", "info-2563", PROVINCE, *AT)

    service.sweep()
    service.until(lambda: _letter(services, "first"), "the follow-up is made")
    service.until(lambda: mailbox.to() == [address(PAO)], "the covering letter is mailed")
    wian("letter", "approve", str(_letter(services, "first")))
    done = tmp_path / "done.csv"
    done.write_text(f"unit,outcome,as_of\n{PAO},complete,{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}\n")
    wian("outcomes", "import", "info-2563", done)
    service.sweep()
    service.until(lambda: _state(services) == "closed", "the circular is closed")
    with services.database.read() as conn:
        assert incidents.open_incidents(conn) == []
    assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(running)
    assert set(running) >= {"worker-sweep", "worker-letters", "worker-files", "worker-mail", "beat"}


def _letter(services: Services, stage: str) -> int | None:
    with services.database.read() as conn:
        return conn.scalar(select(t.letters.c.id).where(t.letters.c.stage == stage))


def _state(services: Services) -> str:
    with services.database.read() as conn:
        return circulars.by_code(conn, "info-2563").state
