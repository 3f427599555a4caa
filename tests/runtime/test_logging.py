"""The log of the service: a JSON object a line for programs, plain lines on a terminal, and no secret in either."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
import structlog

from runtime import logs
from runtime.settings import ROOT, load_settings

SECRETS = {
    "WIAN_DATABASE_ADDRESS": "postgresql+psycopg://wian:ge%40heim-1@db/wian",
    "WIAN_BROKER_ADDRESS": "amqp://wian:ge-heim-2@rabbitmq:5672//;amqp://wian:ge-heim-3@rabbitmq2:5672//",
}
TOKEN = "Zm9v.YmFy-_1"

pytestmark = pytest.mark.usefixtures("the_log_as_it_was")


def set_up(form: str, level: str = "info") -> None:
    given = {**SECRETS, "WIAN_LOGS_FORMAT": form, "WIAN_LOGS_LEVEL": level}
    logs.set_up(load_settings(given, Path()))


def say_everything() -> None:
    """The same secrets by every way into the log: our lines, a library's, an error's traceback, and within values."""
    log = logs.log()
    structlog.contextvars.bind_contextvars(task="wian.sweep", request="r-1")
    log.info("letter issued", circular="info-2563", number="พร ๐๐๒๓.๑/ว ๔๙๑", page=f"https://wian.example/t/{TOKEN}")
    log.warning("refused", values={"all": [SECRETS, ("ge@heim-1", Path(f"/t/{TOKEN}?x=1"))]})
    logging.getLogger("celery").warning("cannot connect to %s", SECRETS["WIAN_BROKER_ADDRESS"])
    logging.getLogger("httpd").info("GET /t/%s HTTP/1.1", TOKEN)
    logging.getLogger("other").info("amqp://someone:else@host//")
    try:
        raise RuntimeError(f"no server at {SECRETS['WIAN_DATABASE_ADDRESS']}")
    except RuntimeError:
        log.exception("it failed")


@pytest.mark.parametrize("form", ["json", "text"])
def test_neither_passwords_nor_the_tokens_of_links_stand_in_the_log(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(form)
    say_everything()
    said = capsys.readouterr().err
    assert "RuntimeError: no server at" in said and "someone" in said and "/t/***" in said
    for secret in ("heim", TOKEN, "else@"):
        assert secret not in said


def test_a_service_writes_one_json_object_a_line_with_what_binds_lines_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("auto")  # what is captured here is no terminal
    say_everything()
    lines: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines][::5] == ["letter issued", "it failed"]
    assert list(lines[0])[:3] == ["timestamp", "level", "event"]
    assert lines[0]["number"] == "พร ๐๐๒๓.๑/ว ๔๙๑"
    assert {(line["task"], line["request"]) for line in lines} == {("wian.sweep", "r-1")}
    assert lines[2]["logger"] == "celery"
    assert "RuntimeError" in lines[-1]["exception"]


def test_what_the_guide_looks_for_in_the_log_stands_there(capsys: pytest.CaptureFixture[str]) -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"grep '(.*request.*)'", guide)
    set_up("json")
    say_everything()
    assert all(wanted.replace("…", "r-1") in line for line in capsys.readouterr().err.splitlines())


def test_on_a_terminal_the_lines_are_plain(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    set_up("auto")
    logs.log().info("letter issued", circular="info-2563")
    said = capsys.readouterr().err
    assert "letter issued" in said and not said.startswith("{")


def test_one_call_may_write_many_lines_and_no_secret_stands_in_any(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    page = f"/t/{TOKEN}"
    logs.log().info("step taken", step="received", **{logs.EACH: [{"unit": "1"}, {"unit": "2", "page": page}]})
    one, two = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (one["event"], one["step"], one["unit"]) == ("step taken", "received", "1")
    assert (two["event"], two["step"], two["unit"], two["page"]) == ("step taken", "received", "2", "/t/***")
    assert one["timestamp"] == two["timestamp"]


def test_what_is_below_the_level_is_not_told_and_a_command_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    root.handlers = []
    logs.log().warning("nobody has set up a log")
    assert capsys.readouterr().err == ""
    set_up("json", "warning")
    logs.log().info("less")
    logging.getLogger("kombu").info("less")
    logs.log().warning("more")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["more"]


def test_a_password_in_any_part_of_an_address_is_known_for_one() -> None:
    given = {**SECRETS, "WIAN_DATABASE_ADDRESS": "postgresql+psycopg://db/wian?user=wian&password=ge%2Fheim&port=5432"}
    assert logs.secrets(load_settings(given, Path())) == {"ge%2Fheim", "ge/heim", "ge-heim-2", "ge-heim-3"}
    assert logs.secrets(load_settings({"WIAN_BROKER_ADDRESS": "amqp://rabbitmq//"}, Path())) == set()
    given = {"WIAN_BROKER_ADDRESS": "amqp://wian:p@ge-heim@one//;amqp://wian:p@ge-heim-2@two//"}
    assert logs.secrets(load_settings(given, Path())) == {"p@ge-heim", "p@ge-heim-2"}


def test_a_password_of_few_letters_is_cut_out_of_addresses_and_of_no_other_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"WIAN_BROKER_ADDRESS": "amqp://wian:p@rabbitmq//", "WIAN_LOGS_FORMAT": "json"}
    logs.set_up(load_settings(given, Path()))
    logs.log().info("a step is prepared", at=given["WIAN_BROKER_ADDRESS"])
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["at"]) == ("a step is prepared", "amqp://wian:***@rabbitmq//")


def test_a_line_with_half_a_character_or_a_huge_number_in_it_is_written_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("json")
    logs.log().warning("odd", name="ก\udce0", number=2**70)
    line = json.loads(capsys.readouterr().err)
    assert (line["name"], line["number"]) == ("ก\udce0", 2**70)
