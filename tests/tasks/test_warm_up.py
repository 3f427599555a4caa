"""A worker's process gets ready before its first message, and starts even if it cannot."""

import pytest

from runtime.services import Services
from tasks.warm_up import get_ready
from tests.support.log_lines import logged
from tests.support.services import with_parts
from workflow.letters.printer import LetterPrinter
from workflow.store.database import Database


@pytest.fixture
def at_work(services: Services) -> Services:
    return with_parts(services)


def test_a_process_gets_ready_without_a_word_and_without_a_change(at_work: Services) -> None:
    with logged() as said:
        get_ready(at_work)
    assert said == []
    assert not list(at_work.settings.letters.folder.rglob("*.docx"))


def test_a_process_whose_database_is_away_says_so_and_starts(at_work: Services) -> None:
    nowhere = Database("postgresql+psycopg://postgres@127.0.0.1:1/none")
    with logged() as said:
        get_ready(with_parts(at_work, database=nowhere))
    assert [each["event"] for each in said] == ["a process was not ready before its first job"]


def test_a_process_whose_templates_are_missing_says_so_and_starts(at_work: Services) -> None:
    settings = at_work.settings
    printer = LetterPrinter(settings.letters.folder / "none", settings.letters.emblem, settings.letters.folder)
    with logged() as said:
        get_ready(with_parts(at_work, printer=printer))
    assert [each["level"] for each in said] == ["warning"]
