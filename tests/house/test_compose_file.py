"""The service's compose file, image and guide: they name only what there is, and all of what is needed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from cli.app import app as wian
from runtime.settings import PREFIX, ROOT, fields, load_settings, variable_of
from tasks import queues
from tasks.celery_app import configure
from tests.support.compose_file import FILE, OWN_SERVICES, REQUIRED, SERVICES, TEXT, environment_of

VOLUMES = set(yaml.safe_load(TEXT)["volumes"])
SECRETS = {"WIAN_POSTGRES_PASSWORD", "WIAN_RABBITMQ_PASSWORD", "WIAN_PAGES_SECRET"}
SETTINGS = {variable_of(group, name) for group, name, _ in fields()}

COMMANDS = typer.main.get_group(wian).commands

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COPIED = dict(re.findall(r"^COPY (\S+) (\S+)$", DOCKERFILE, re.MULTILINE))
FOLDER = re.findall(r"^WORKDIR (\S+)$", DOCKERFILE, re.MULTILINE)[-1]


def parsed(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The `wian` command a service runs, and with what; wrong usage raises."""
    program, name, *words = service["command"]
    assert program == "wian"
    return name, COMMANDS[name].make_context(name, words).params


def test_the_compose_file_keeps_to_the_compose_specification() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_of_work_has_a_worker_and_somebody_asks_for_sweeps() -> None:
    started = [parsed(service) for service in OWN_SERVICES.values()]
    consumed = {kind for name, found in started if name == "worker" for kind in found["kinds"].split(",")}
    assert consumed == set(queues.KINDS)
    assert {"init", "beat", "web"} <= {name for name, _ in started}


def test_what_beat_asks_for_and_what_is_routed_are_tasks_there_are(tmp_path: Path) -> None:
    app = configure(load_settings({}, tmp_path))
    app.loader.import_default_modules()
    known = {name for name in app.tasks if name.startswith("wian.")}
    asked = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert asked and asked <= known
    assert set(app.conf.task_routes) == known
    assert {route["queue"] for route in app.conf.task_routes.values()} == {each.name for each in app.conf.task_queues}


def test_no_secret_stands_in_the_file_and_none_has_a_default() -> None:
    assert set(REQUIRED.findall(TEXT)) == SECRETS
    rest = REQUIRED.sub("", TEXT)
    assert not re.search(r"://[^/@\s:]*:[^/@\s]+@", rest)
    secret = re.compile("PASS|SECRET|TOKEN|COOKIE")
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            # Without a value it is taken from the environment.
            assert not secret.search(variable) or value is None or REQUIRED.fullmatch(value), f"{name}: {variable}"


WITHOUT_HEALTH = {
    "migrate": "runs once and ends",
    "beat": "answers nobody; `wian doctor` tells when sweeps stay away",
}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_asked_whether_it_is_well(name: str) -> None:
    if name in WITHOUT_HEALTH:
        assert "healthcheck" not in SERVICES[name]
        return
    health = SERVICES[name]["healthcheck"]
    assert health["test"][0] in ("CMD", "CMD-SHELL") and len(health["test"]) > 1
    assert {"interval", "timeout", "retries"} <= set(health)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_started_again_when_it_ends_but_what_runs_once(name: str) -> None:
    assert SERVICES[name]["restart"] == ("no" if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_may_take_the_whole_machine(name: str) -> None:
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert 0 < float(limits["cpus"]) <= 2
    assert re.fullmatch(r"[1-9]\d*[MG]", limits["memory"])


@pytest.mark.parametrize(
    ("name", "folders"),
    [
        ("postgres", {"/var/lib/postgresql/data"}),
        ("rabbitmq", {"/var/lib/rabbitmq"}),
        *((name, {f"{FOLDER}/data/letters", f"{FOLDER}/data/attachments"}) for name in OWN_SERVICES),
    ],
)
def test_what_must_outlive_a_container_lies_in_a_volume_with_a_name(name: str, folders: set[str]) -> None:
    volumes = [volume.split(":") for volume in SERVICES[name]["volumes"]]
    assert {folder for volume, folder, *_ in volumes if volume in VOLUMES} == folders


NOT_FROM_OUTSIDE = {
    "WIAN_ATTACHMENTS_FOLDER": "its volume lies there",
    "WIAN_LETTERS_FOLDER": "its volume lies there",
    "WIAN_LETTERS_TEMPLATES": "those of the image; an office's own are WIAN_LETTERS_OWN_TEMPLATES",
    "WIAN_PAGES_SECRET_FILE": "the secret itself has to be given",
    "WIAN_WEB_HOST": "the command says it, and what is published outside stands beside it",
    "WIAN_WEB_PORT": "the command says it, and what is published outside stands beside it",
}
WATCHED = {"WIAN_METRICS_ADDRESS", "WIAN_METRICS_PORT"}  # for who runs on and answers Prometheus


@pytest.mark.parametrize("name", OWN_SERVICES)
def test_every_setting_can_be_set_from_outside_or_is_decided_here(name: str) -> None:
    left = SETTINGS - set(OWN_SERVICES[name]["environment"])
    assert left == set(NOT_FROM_OUTSIDE) | (set() if parsed(OWN_SERVICES[name])[0] in ("worker", "web") else WATCHED)


@pytest.mark.parametrize("name", OWN_SERVICES)
def test_every_setting_given_is_one_there_is_and_wian_accepts_it(name: str, tmp_path: Path) -> None:
    assert set(OWN_SERVICES[name]["environment"]) <= SETTINGS
    settings = load_settings(environment_of(OWN_SERVICES[name]), tmp_path)
    addresses = [group.address.get_secret_value() for group in (settings.database, settings.broker)]
    hosts = re.findall("@([a-z]+):[0-9]+/", " ".join(addresses))
    assert hosts == ["postgres", "rabbitmq"] and set(hosts) <= set(SERVICES)


@pytest.mark.parametrize("name", OWN_SERVICES)
def test_letters_lie_in_a_volume_that_all_share(name: str) -> None:
    folder = load_settings(environment_of(OWN_SERVICES[name]), Path(FOLDER)).letters.folder
    assert f"letters:{folder}" in OWN_SERVICES[name]["volumes"]
    assert re.search(rf"install -d -o wian -g wian .*{folder}$", DOCKERFILE, re.MULTILINE)


def test_a_worker_has_time_to_end_its_batch(tmp_path: Path) -> None:
    limit = configure(load_settings({}, tmp_path)).conf.task_time_limit
    for service in OWN_SERVICES.values():
        if parsed(service)[0] == "worker":
            assert int(service["stop_grace_period"].removesuffix("s")) > limit


def test_the_image_has_every_package_and_nothing_is_kept_from_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {each.removesuffix("*") for each in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages <= set(COPIED)
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == set(COPIED)


def test_what_is_copied_into_the_image_is_enough_to_run(tmp_path: Path) -> None:
    image, work = tmp_path / "image", tmp_path / "work"
    work.mkdir()
    for source, target in COPIED.items():
        place = image / target
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(exist_ok=True, parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {"PYTHONPATH": str(image), "COLUMNS": "250"}
    for words, said in (
        ("init", "ready: "),
        ("templates check followup", ""),
        ("sweep", ""),
        ("worker --help", ""),
        ("web --help", ""),
    ):
        run = [sys.executable, "-m", "cli.app", *words.split()]
        done = subprocess.run(run, cwd=work, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and said in done.stdout, f"{words}: {done.stdout}{done.stderr}"
    assert (work / "data" / "wian.db").exists()


def test_the_guide_names_only_commands_services_and_settings_there_are() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"(?:`|bin/|worker-\w+ )wian ([a-z-]+)", guide)
    assert commands and set(commands) <= set(COMMANDS)
    assert set(re.findall(r"WIAN_[A-Z_]+", guide)) <= SETTINGS | SECRETS | {PREFIX}
    services = re.findall(r"\b(worker-[a-z]+)\b|exec -T ([a-z-]+)|--rm ([a-z-]+)$", guide, re.MULTILINE)
    assert services and {name for found in services for name in found if name} <= set(SERVICES)
