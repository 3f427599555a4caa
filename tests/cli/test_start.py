"""What the command line loads before it begins: help and wrong usage load nothing that only the work needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from cli.app import COMMANDS
from cli.lazy import Place
from runtime.paths import ROOT
from tests.support.terminal import Terminal

WORD = {"docx", "docxtpl", "jinja2", "lxml", "openpyxl", "PIL", "pypdfium2", "segno", "workflow.lint"}
"""What letters, their pictures and tables are made with and proofread."""

HEAVY = {
    *WORD,
    *("sqlalchemy", "sqlalchemy.orm", "alembic", "celery", "kombu", "holidays", "starlette", "uvicorn", "structlog"),
    *("prometheus_client", "geothai", "yaml", "rich.progress", "workflow.circulars.file"),
}
HELP = [
    *("--help", "circular issue --help", "letter --help", "letter list --help", "worker --help", "web --help"),
    *("up --help", "demo --help", "doctor --help", "templates --help", "links --help", "delivery --help"),
    *("signer --help", "circular", "nonsense", "letter nonsense"),
]
REFUSED_AT_ONCE = ["circular issue", "circular issue --nonsense", "days count x", "sweep --at yesterday", "days look x"]
LISTS = [
    *("circular list", "circular status none", "letter list", "letter list --drafts", "units list", "register list"),
    *("signer list", "delivery list", "delivery list --circular none", "incidents"),
]


def loaded(*words: str, folder: Path = ROOT) -> set[str]:
    """What of the heavy packages, and of Pydantic, a command has loaded by its end."""
    watched = sorted({*HEAVY, "pydantic"})
    program = (
        "import atexit, sys; from cli.app import main; sys.argv[0] = 'wian'; "
        f"atexit.register(lambda: print('LOADED', *(name for name in {watched!r} if name in sys.modules))); main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", program, *words]
    ran = subprocess.run(run, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    assert "Traceback" not in ran.stderr
    assert "no Wian database" not in ran.stderr
    return set(ran.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("words", HELP)
def test_help_loads_nothing_that_the_work_needs_nor_what_reads_values(words: str) -> None:
    assert loaded(*words.split()) == set()


@pytest.mark.parametrize("words", REFUSED_AT_ONCE)
def test_what_is_refused_at_once_loads_nothing_that_the_work_needs(words: str) -> None:
    assert loaded(*words.split()) <= {"pydantic"}


def test_a_day_is_looked_up_with_nothing_but_the_calendar() -> None:
    assert loaded("days", "look", "2020-08-31") == {"pydantic", "holidays"}


def test_the_linter_loads_no_database() -> None:
    assert loaded("lint", "none.docx") == {"pydantic", "lxml", "workflow.lint"}


@pytest.mark.parametrize("words", LISTS)
def test_a_list_loads_the_database_and_nothing_else(terminal: Terminal, words: str) -> None:
    assert loaded(*words.split(), folder=terminal.folder) == {"pydantic", "sqlalchemy"}


@pytest.mark.parametrize("words", ["sweep", "preview", "why 5401", "letter discard 1 --why x", "report none 5401"])
def test_what_makes_no_letter_loads_no_library_of_word_files(terminal: Terminal, words: str) -> None:
    assert not loaded(*words.split(), folder=terminal.folder) & {
        *WORD,
        *("sqlalchemy.orm", "alembic", "celery", "kombu", "holidays", "starlette"),
    }


def test_a_command_closes_the_database_at_its_end(terminal: Terminal) -> None:
    loaded("incidents", folder=terminal.folder)
    assert not list(terminal.folder.glob("wian.db-*"))


@pytest.mark.parametrize(("name", "place"), COMMANDS.items(), ids=COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, place: Place) -> None:
    command: typer.core.TyperCommand = place.load(name)
    assert command.name == name or isinstance(command, typer.core.TyperGroup)
    assert (command.help or "").partition("\n\n")[0] == place.help
