"""The command line: what it offers, and what each kind of ending returns."""

import socket
import subprocess
import sys

import pytest

from runtime.settings import ROOT
from tests.support.circular_steps import PAO, PROVINCE, SAO
from tests.support.terminal import MAY, Terminal

COMMANDS = [
    [],
    *(
        [name]
        for name in ("init", "up", "states", "demo", "sweep", "preview", "why", "incidents", "settle", "lint", "web")
    ),
    *([name] for name in ("acknowledge", "pass-on", "report", "nil", "verify", "return", "undo", "waive")),
    *([name] for name in ("extend", "refuse", "worker", "beat", "web", "doctor")),
    *(["units", name] for name in ("load", "list", "convert")),
    *(["circular", name] for name in ("check", "issue", "list", "approval", "status", "cancel", "replace")),
    *(
        ["letter", name]
        for name in ("list", "show", "save", "pdf", "png", "excel", "copy", "edit", "approve", "discard")
    ),
    *(["wording", name] for name in ("set", "reset", "list")),
    *(["delivery", name] for name in ("list", "send", "retry", "handed")),
    *(["templates", name] for name in ("list", "check", "copy")),
    *(["register", name] for name in ("list", "export", "carry-on")),
    *(["links", name] for name in ("export", "renew", "revoke")),
    *(["signer", name] for name in ("set", "list", "end")),
    *(["days", name] for name in ("count", "look")),
    ["outcomes", "import"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(terminal: Terminal, words: list[str]) -> None:
    told = terminal.done(*words, "--help")
    assert "Usage: wian" in told
    assert len([line for line in told.splitlines() if line.strip()]) > 3


def test_no_command_is_left_out_above(terminal: Terminal) -> None:
    def listed(*words: str) -> set[str]:
        part = terminal.done(*words, "--help").partition("Commands")[2]
        return {line.split()[1] for line in part.splitlines() if line.startswith("│ ") and line[2] != " "}

    groups = {words[0] for words in COMMANDS if len(words) == 2}
    assert listed() == {words[0] for words in COMMANDS if words}
    for group in groups:
        assert listed(group) == {words[1] for words in COMMANDS if words[:1] == [group] and len(words) == 2}


def test_init_makes_a_database_with_the_registry_and_may_be_repeated(terminal: Terminal) -> None:
    (terminal.folder / "wian.db").unlink()
    assert "`wian init`" in terminal.run("circular", "list").err
    first, again = terminal.done("init"), terminal.done("init")
    assert first == again
    assert "169 units" in first
    assert "อำเภอสอง" in terminal.done("units", "list", "--below", PROVINCE)


def test_days_are_counted_and_looked_at_with_reasons(terminal: Terminal) -> None:
    told = terminal.done("days", "count", "2020-08-31", "5")
    assert "skipped: วันศุกร์ที่ ๔ กันยายน ๒๕๖๓ (2020-09-04), ชดเชยวันสงกรานต์" in told
    assert told.endswith("= วันพุธที่ ๙ กันยายน ๒๕๖๓ (2020-09-09)\n")
    assert "a working day" in terminal.done("days", "look", "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓")
    assert terminal.run("days", "count", "2020-08-31", "99999999").code == 2


@pytest.mark.parametrize("number", ["-1", "2147483648", "99999999999999999999"])
@pytest.mark.parametrize(
    "words",
    [
        *(["letter", "show"], ["letter", "pdf", "--to", "out"], ["delivery", "handed"], ["delivery", "retry"]),
        *(["delivery", "list", "--letter"], ["acknowledge", "info-2563", SAO, "--letter"]),
        *(["signer", "end", "--to", "2020-08-31"], ["register", "carry-on", "DLA", "send", "2563"]),
    ],
    ids=" ".join,
)
def test_a_number_that_no_row_can_have_is_wrong_usage(terminal: Terminal, words: list[str], number: str) -> None:
    words = [*words, number] if words[-1] == "--letter" else [*words, "--", number]
    ran = terminal.run(*words)
    assert ran.code == 2 and "Input should be " in ran.err


def test_a_database_with_an_option_that_it_does_not_know_is_refused_without_its_password(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIAN_DATABASE_ADDRESS", "postgresql+psycopg://wian:geheim@127.0.0.1:1/wian?nosuch=1")
    said = terminal.refused("init")
    assert said.startswith('the database cannot be used: invalid connection option "nosuch"') and "geheim" not in said


@pytest.mark.parametrize("words", [[], ["nonsense"], ["circular", "issue"], ["letter", "show", "x"], ["sweep", "--x"]])
def test_wrong_usage_is_told_apart_from_a_refusal(terminal: Terminal, words: list[str]) -> None:
    assert terminal.run(*words).code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("circular", "status", "nothing"), "no circular 'nothing'"),
        (("why", "999"), "no unit with the code '999'"),
        (("letter", "show", "99"), "no letter 99"),
        (("letter", "save", "1", "nowhere/x.docx"), "nowhere/x.docx: No such file"),
        (("register", "export", "circular.yaml"), "circular.yaml"),
        (("sweep", "--at", "yesterday"), "'yesterday' is no moment"),
        (("sweep", "--at", "2563-08-20"), "2563-08-20 looks like a Buddhist year; write 2020-08-20"),
        (("sweep", "--at", "0001-01-01 00:00"), "'0001-01-01 00:00' is before the year 2000"),
        (("days", "look", "2563-08-31"), "Buddhist year"),
        (("acknowledge", "info-2563", SAO), "not sent"),
        (("pass-on", "info-2563", PAO), "'pass_on' is not possible"),
        (("extend", "info-2563", PROVINCE, "--deadline", "2020-08-01", "--why", "x"), "must be after"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(terminal: Terminal, words: tuple[str, ...], told: str) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    assert told in terminal.refused(*words)


def test_the_installed_command_returns_its_exit_codes(terminal: Terminal) -> None:
    def code(*words: str) -> tuple[int, str]:
        wian = [sys.executable, "-m", "cli.app", *words]
        ran = subprocess.run(wian, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)})
        return ran.returncode, ran.stderr

    assert code("days", "look", "2020-08-31") == (0, "")
    assert code("days", "look", "never") == (1, '"never": this is not a date; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓\n')
    assert code("days", "gaze")[0] == 2


def test_an_address_that_cannot_be_listened_on_is_refused_with_the_reason(terminal: Terminal) -> None:
    def told(*words: str) -> str:
        wian = [sys.executable, "-m", "cli.app", "web", *words]
        given = {"PYTHONPATH": str(ROOT), "WIAN_DATABASE_ADDRESS": "sqlite:///wian.db", "PATH": ""}
        ran = subprocess.run(wian, capture_output=True, text=True, check=False, cwd=terminal.folder, env=given)
        assert ran.returncode == 1
        return ran.stderr.partition("nothing can be served at ")[2]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "address already in use" in told("--port", str(taken.getsockname()[1]))
    assert "cannot assign requested address" in told("--host", "203.0.113.1")
