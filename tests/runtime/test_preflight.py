"""What a process of the service works with is tried at its start: a setting that leads to nothing is named."""

import os
import shutil
import subprocess
import sys
import tempfile
from errno import EACCES, EDQUOT, ENOSPC
from pathlib import Path
from typing import NoReturn

import pytest

from runtime.preflight import check
from runtime.settings import PREFIX, ROOT, load_settings
from tests.support.terminal import Terminal
from workflow.errors import InputError
from workflow.mail.templates import TEXT

MAIL = {"WIAN_MAIL_SERVER": "m", "WIAN_MAIL_SENDER": "a@b.cc"}


def refused(tmp_path: Path, **given: str) -> str:
    with pytest.raises(InputError) as caught:
        check(load_settings(given, tmp_path))
    return str(caught.value)


def test_the_settings_that_ship_are_good_and_their_folders_are_there_then(tmp_path: Path) -> None:
    settings = load_settings(MAIL, tmp_path)
    check(settings)
    assert settings.letters.folder.is_dir() and settings.attachments.folder.is_dir()
    assert not list(settings.letters.folder.iterdir())


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WIAN_CALENDAR_HOLIDAYS", "/none.csv", "calendar.holidays: /none.csv: cannot be read; expected a CSV file"),
        ("WIAN_CALENDAR_REGION", "xx", "calendar.region: {ROOT}/config/holidays.csv, field region: no row for xx"),
        ("WIAN_LETTERS_TEMPLATES", "/none", "letters.templates: letter template original: /none/original.docx is not"),
        ("WIAN_LETTERS_EMBLEM", "/none.png", "letters.emblem: the emblem's picture none.png cannot be read"),
        (
            "WIAN_LETTERS_OWN_TEMPLATES",
            "none",
            "letters.own_templates: the folder of your own templates, {tmp}/none,",
        ),
        ("WIAN_LETTERS_FONTS", "/none", "letters.fonts: there are no fonts (.ttf) in /none"),
        ("WIAN_LETTERS_FOLDER", "/proc/x", "letters.folder: /proc/x: cannot be written: "),
        ("WIAN_ATTACHMENTS_FOLDER", "/proc/x", "attachments.folder: /proc/x: cannot be written: "),
        ("WIAN_LADDERS_FOLDER", "/none", "ladders.folder: /none: No such file or directory"),
        ("WIAN_LADDERS_FOLDER", "{tmp}", "ladders.folder: there is no ladder (.yaml) in {tmp}"),
        ("WIAN_MAIL_TEMPLATES", "/none", "mail.templates: subject.txt: cannot be read: No such file"),
        (
            "WIAN_DATABASE_ADDRESS",
            "sqlite:///:memory:",
            "database.address: a database in memory is that",
        ),
        ("WIAN_DATABASE_ADDRESS", "sqlite://", "database.address: a database in memory is that"),
        ("WIAN_DATABASE_ADDRESS", "sqlite:////proc/x/wian.db", "database.address: /proc/x: No such file or directory"),
    ],
)
def test_a_setting_that_leads_to_nothing_is_named_with_its_value(
    tmp_path: Path, variable: str, value: str, told: str
) -> None:
    places = {"ROOT": ROOT, "tmp": tmp_path}
    said = refused(tmp_path, **MAIL, **{variable: value.format(**places)})
    assert said.startswith(f"{variable}, field {told.format(**places)}")
    assert len(said.splitlines()) == 1, "the fault is told once"


def test_every_such_setting_is_told_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, WIAN_CALENDAR_REGION="xx", WIAN_LADDERS_FOLDER="/none", WIAN_LETTERS_FOLDER="/proc/x")
    told = [line.partition(",")[0] for line in said.splitlines()]
    assert told == ["WIAN_CALENDAR_REGION", "WIAN_LADDERS_FOLDER", "WIAN_LETTERS_FOLDER"]


def test_a_template_that_ships_and_is_broken_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates" / "letters", tmp_path / "letters")
    (tmp_path / "letters" / "thanks.docx").write_bytes(b"nothing")
    said = refused(tmp_path, WIAN_LETTERS_TEMPLATES=str(tmp_path / "letters"))
    assert f"letter template thanks: {tmp_path}/letters/thanks.docx is not a readable Word file" in said


def test_what_an_office_has_broken_itself_keeps_no_process_from_its_other_work(tmp_path: Path) -> None:
    (tmp_path / "own" / "mail").mkdir(parents=True)
    (tmp_path / "own" / "thanks.docx").write_bytes(b"nothing")
    (tmp_path / "own" / "mail" / TEXT).write_text("{{ nothing")
    check(load_settings({**MAIL, "WIAN_LETTERS_OWN_TEMPLATES": "own"}, tmp_path))


def test_the_wording_of_mails_is_needed_only_where_mail_is_on(tmp_path: Path) -> None:
    check(load_settings({"WIAN_MAIL_TEMPLATES": "/none"}, tmp_path))


@pytest.mark.parametrize(("problem", "good"), [(ENOSPC, True), (EDQUOT, True), (EACCES, False)])
def test_a_full_disk_is_no_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int, good: bool
) -> None:
    def refuse(dir: Path) -> NoReturn:
        raise OSError(problem, os.strerror(problem), str(dir / "tmp"))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    if good:
        check(load_settings({}, tmp_path))
    else:
        assert f"{tmp_path}/data/letters: cannot be written: Permission denied" in refused(tmp_path)


def test_a_server_that_is_away_is_no_wrong_setting(tmp_path: Path) -> None:
    check(load_settings({"WIAN_DATABASE_ADDRESS": "postgresql+psycopg://u:geheim@127.0.0.1:1/x"}, tmp_path))


@pytest.mark.parametrize(
    ("command", "variable", "value"),
    [
        ("worker", "WIAN_CALENDAR_REGION", "xx"),
        ("web", "WIAN_LETTERS_FOLDER", "/proc/x"),
        ("up", "WIAN_CALENDAR_REGION", "xx"),
        ("web", "WIAN_SWEEP_MINUTE", "3"),
    ],
)
def test_whoever_works_does_not_start_with_a_wrong_setting(
    tmp_path: Path, command: str, variable: str, value: str
) -> None:
    assert started(tmp_path, command, variable, value).startswith(variable)
    assert not (tmp_path / "data" / "wian.db").exists()


def test_a_beat_does_not_start_with_a_name_that_is_no_setting(tmp_path: Path) -> None:
    assert started(tmp_path, "beat", "WIAN_SWEEP_MINUTE", "3").startswith("WIAN_SWEEP_MINUTE")


def started(folder: Path, command: str, variable: str, value: str) -> str:
    """What a process says that has to end at once, refused."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {**kept, variable: value, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "cli.app", command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "") and "Traceback" not in done.stderr
    return done.stderr


def test_up_sweeps_once_with_settings_that_are_good(terminal: Terminal) -> None:
    assert terminal.run("up", "--once").code == 0
