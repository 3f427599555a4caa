"""A program and a database that are not of the same version, and a database that two set up at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.services import Services
from runtime.settings import ROOT
from tests.support.terminal import Terminal
from workflow.store.database import Database
from workflow.store.migrate import current_revision, downgrade, newest_revision

NEWER = "the database is of a newer version of Wian than this"
OLDER = "the database is of an older version of Wian than this; `wian init` brings it up to date"
WORDS = [("circular", "list"), ("sweep",), ("acknowledge", "info-2563", "54")]


@pytest.fixture
def database() -> Iterator[Database]:
    """The terminal's database."""
    opened = Database("sqlite:///wian.db")
    yield opened
    opened.close()


def call_it(database: Database, revision: str) -> None:
    with database.write() as conn:
        conn.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_no_command_touches_a_database_of_another_version(
    terminal: Terminal, database: Database, words: tuple[str, ...]
) -> None:
    call_it(database, "9999")
    assert terminal.refused(*words) == f"{NEWER}\n"
    call_it(database, "0013")
    assert terminal.refused(*words) == f"{OLDER}\n"


def test_init_brings_an_older_database_up_to_date_and_leaves_a_newer_one_alone(
    terminal: Terminal, database: Database
) -> None:
    call_it(database, "9999")
    assert terminal.refused("init") == f"{NEWER}\n"
    call_it(database, str(newest_revision()))
    downgrade(database, "0012")
    terminal.done("init")
    assert current_revision(database) == newest_revision()


def test_two_may_set_up_a_database_at_once(services: Services, tmp_path: Path) -> None:
    downgrade(services.database, "base")
    address = services.database.url.render_as_string(hide_password=False)
    given = os.environ | {"WIAN_DATABASE_ADDRESS": address, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "cli.app", "init"]
    both = [
        subprocess.Popen(words, cwd=tmp_path, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [(*each.communicate(timeout=120), each.returncode) for each in both]
    assert all((error, code) == ("", 0) and "169 units" in out for out, error, code in told), told
