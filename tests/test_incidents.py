"""Incidents take whatever words they are told in, since these may quote what somebody sent."""

import pytest

from commands.common import Desk
from tests.world import moment
from workflow import incidents

NOW = moment("2020-09-10 09:00")


@pytest.mark.parametrize("words", ["a\0b", "x \ud800", "ก" * 100_000], ids=["nul", "surrogate", "long"])
def test_any_words_can_be_recorded_and_settled(desk: Desk, words: str) -> None:
    with desk.database.write() as conn:
        for _ in range(2):
            incidents.open_one(conn, f"message/{words}", words, NOW)
        ((_, key, problem),) = incidents.standing(conn)
        assert key.startswith(f"message/{words[0]}") and problem.startswith(words[0])
        incidents.settle(conn, key, NOW)
        assert incidents.standing(conn) == []


def test_long_keys_that_begin_alike_stay_apart(desk: Desk) -> None:
    with desk.database.write() as conn:
        for end in "ab":
            incidents.open_one(conn, "message/" + "x" * 5000 + end, "too long", NOW)
        assert len(incidents.standing(conn)) == 2
