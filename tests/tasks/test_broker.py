"""A broker that is away, or refuses us: told as what it is, wherever somebody asks."""

import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from kombu import Connection, Queue

from monitoring import health, metrics
from runtime.services import open_database
from runtime.settings import ROOT, Settings, load_settings
from tasks import queues
from tasks.broker import UnreachableError
from tasks.celery_app import declare
from tests.support.service import BROKER, need_broker
from workflow.errors import WianError

WRONG = {
    "password": (r":[^:@/]*@", ":geheim@", "ACCESS_REFUSED"),
    "virtual host": (r"(?<=\d)/.*$", "/none-of-ours", "NOT_ALLOWED"),
    "port": (r":\d+/", ":1/", "Connection refused"),
}
"""What may be wrong with an address: the part, how it is wrong, what is said of it."""


@pytest.fixture(params=WRONG)
def refused(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Settings, str]:
    """Settings with the address of the broker a little wrong, and what is to be told."""
    need_broker()
    old, new, told = WRONG[request.param]
    return settings_for(re.sub(old, new, BROKER), tmp_path), told


def settings_for(address: str, folder: Path) -> Settings:
    given = {"WIAN_BROKER_ADDRESS": address, "WIAN_BROKER_PREFIX": f"test-{uuid4().hex[:12]}"}
    return load_settings(given, folder)


def test_a_broker_that_refuses_us_cannot_be_reached_and_no_queue_is_blamed(refused: tuple[Settings, str]) -> None:
    settings, told = refused
    with pytest.raises(UnreachableError, match=f"^the broker cannot be reached: .*{told}") as caught:
        declare(settings)
    assert "delete_queue" not in str(caught.value) and "geheim" not in str(caught.value)


def test_the_doctor_and_the_figures_tell_of_a_broker_that_refuses_us(refused: tuple[Settings, str]) -> None:
    settings, told = refused
    (found,) = health.of_broker(settings)
    assert found.ill and found.problem.startswith("the broker cannot be reached: ") and told in found.problem
    figures = metrics.ServiceCollector(settings, open_database(settings), broker_needed=True).collect()
    assert [figure.samples[0].value for figure in figures if figure.name == "wian_broker_up"] == [0]


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_neither_a_worker_nor_a_beat_starts_where_the_broker_refuses_us(
    refused: tuple[Settings, str], command: str, tmp_path: Path
) -> None:
    settings, told = refused
    environment = {"WIAN_BROKER_ADDRESS": settings.broker.address.get_secret_value(), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "cli.app", command]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("the broker cannot be reached: ") and told in done.stderr


def test_a_queue_in_another_form_is_blamed_with_what_to_do(tmp_path: Path) -> None:
    need_broker()
    settings = settings_for(BROKER, tmp_path)
    dead = queues.dead(settings.broker.prefix)
    with Connection(BROKER) as connection:
        Queue(dead.name, durable=True)(connection.default_channel).declare()
        with pytest.raises(WianError, match=f"^the queue '{dead.name}' is there in another form: .*delete_queue"):
            declare(settings)
        dead(connection.default_channel).delete()
        dead.exchange(connection.default_channel).delete()
