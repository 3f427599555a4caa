"""Incidents take whatever words they are told in, since these may quote what somebody sent."""

import pytest

from runtime.services import Services
from tests.support.circular_steps import PROVINCE, moment
from tests.support.terminal import Terminal
from workflow import incidents
from workflow.registry import lookup
from workflow.store.database import Database

NOW = moment("2020-09-10 09:00")


@pytest.mark.parametrize("words", ["a\0b", "x \ud800", "ก" * 100_000], ids=["nul", "surrogate", "long"])
def test_any_words_can_be_recorded_and_settled(services: Services, words: str) -> None:
    with services.database.write() as conn:
        for _ in range(2):
            incidents.open_one(conn, f"message/{words}", words, NOW)
        ((_, key, problem),) = incidents.open_incidents(conn)
        assert key.startswith(f"message/{words[0]}") and problem.startswith(words[0])
        incidents.settle(conn, key, NOW)
        assert incidents.open_incidents(conn) == []


def test_long_keys_that_begin_alike_stay_apart(services: Services) -> None:
    with services.database.write() as conn:
        for end in "ab":
            incidents.open_one(conn, "message/" + "x" * 5000 + end, "too long", NOW)
        assert len(incidents.open_incidents(conn)) == 2


def test_the_list_tells_the_time_as_other_lists_do_and_whose_an_incident_is(terminal: Terminal) -> None:
    database = Database("sqlite:///wian.db")
    with database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        incidents.open_one(conn, "letter/x/43/first/1", "no prefix", moment("2020-09-10 09:00"), None, province.id)
        incidents.open_one(conn, "mail/server", "no answer", moment("2020-09-11 00:30"))
    database.close()
    rows = [line.split("  ") for line in terminal.done("incidents").splitlines()]
    told = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert told == [
        ["since", "what", "unit", "problem"],
        ["2020-09-10 09:00", "letter/x/43/first/1", "54 จังหวัดแพร่", "no prefix"],
        ["2020-09-11 00:30", "mail/server", "no answer"],
    ]
