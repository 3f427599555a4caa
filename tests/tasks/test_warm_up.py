"""A worker's process gets ready before its first message, and starts even if it cannot."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from cli.common import Desk
from runtime.services import WorkDesk
from tasks.warm_up import get_ready
from workflow.letters.printer import Press
from workflow.store.database import Database


@pytest.fixture
def at_work(desk: Desk) -> WorkDesk:
    return WorkDesk(desk.settings, desk.database, desk.press, desk.calendar)


def test_a_process_gets_ready_without_a_word_and_without_a_change(at_work: WorkDesk) -> None:
    with capture_logs() as said:
        get_ready(at_work)
    assert said == []
    assert not list(at_work.settings.letters_folder.rglob("*.docx"))


def test_a_process_whose_database_is_away_says_so_and_starts(at_work: WorkDesk) -> None:
    nowhere = Database("postgresql+psycopg://postgres@127.0.0.1:1/none")
    with capture_logs() as said:
        get_ready(replace(at_work, database=nowhere))
    assert [each["event"] for each in said] == ["a process was not ready before its first task"]


def test_a_process_whose_templates_are_missing_says_so_and_starts(at_work: WorkDesk) -> None:
    settings = at_work.settings
    press = Press(settings.letters_folder / "none", settings.letters_emblem, settings.letters_folder)
    with capture_logs() as said:
        get_ready(replace(at_work, press=press))
    assert [each["log_level"] for each in said] == ["warning"]
