"""What the command line loads before it begins: help and wrong usage load nothing that only the work needs."""

import subprocess
import sys

import pytest
import typer

from cli.app import COMMANDS
from cli.lazy import Place
from runtime.paths import ROOT

HEAVY = [
    *("sqlalchemy", "alembic", "celery", "kombu", "docx", "docxtpl", "openpyxl", "holidays", "jinja2", "PIL"),
    *("pypdfium2", "starlette", "uvicorn", "structlog", "prometheus_client", "pydantic_settings", "geothai"),
]
AT_ONCE = [
    *("--help", "circular issue --help", "letter --help", "worker --help", "web --help", "up --help"),
    *("demo --help", "doctor --help", "templates --help", "links --help", "delivery --help", "signer --help"),
    *("circular issue", "nonsense", "days count x", "sweep --at yesterday", "days look never"),
]


def loaded(*words: str) -> set[str]:
    """What of the heavy packages a command has loaded by its end."""
    program = (
        "import atexit, sys; from cli.app import main; sys.argv[0] = 'wian'; "
        f"atexit.register(lambda: print('LOADED', *(name for name in {HEAVY!r} if name in sys.modules))); main()"
    )
    ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in ran.stderr
    return set(ran.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("words", AT_ONCE)
def test_help_and_what_is_refused_at_once_load_nothing_that_the_work_needs(words: str) -> None:
    assert loaded(*words.split()) == set()


def test_what_needs_the_database_loads_neither_celery_nor_a_library_of_word_files() -> None:
    assert "sqlalchemy" in loaded("circular", "list")
    assert not loaded("circular", "list") & {"alembic", "celery", "kombu", "docx", "docxtpl", "openpyxl", "starlette"}


@pytest.mark.parametrize(("name", "place"), COMMANDS.items(), ids=COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, place: Place) -> None:
    command: typer.core.TyperCommand = place.load(name)
    assert command.name == name or isinstance(command, typer.core.TyperGroup)
    assert (command.help or "").partition("\n\n")[0] == place.help
