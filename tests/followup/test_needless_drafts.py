"""Drafts that everybody on them has made needless are found by one question a stage, however many drafts wait."""

import pytest
from sqlalchemy import Connection, event

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import act, offices, outcomes
from tests.support.sweeps import FIRST, sweep
from tests.support.two_provinces import two_provinces
from workflow.followup import drafts as draft_letters
from workflow.letters import preparation


def asked(conn: Connection) -> tuple[list[int], int]:
    """What is found, and in how many statements."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    found = draft_letters.needless_drafts(conn)
    event.remove(conn, "before_cursor_execute", note)
    return found, len(said)


@pytest.mark.parametrize("done", ["nobody", "one", "both"])
def test_the_drafts_of_those_who_are_done_are_found_and_no_others(services: Services, done: str) -> None:
    circular = two_provinces(services)
    drafts = {made.sender: made.letter_id for made in sweep(services, FIRST).made if made.issued is None}
    assert len(drafts) == 2
    if done != "nobody":
        outcomes(services, circular, dict.fromkeys(sweeps.of_phrae(services, circular), "complete"), "2020-09-10 08:00")
    if done == "both":
        outcomes(services, circular, dict.fromkeys(offices(services, circular), "complete"), "2020-09-10 08:30")
    with services.database.read() as conn:
        found, _ = asked(conn)
    assert found == {"nobody": [], "one": [drafts["จังหวัดแพร่"]], "both": sorted(drafts.values())}[done]


def test_as_many_statements_find_them_among_two_drafts_as_in_one(services: Services) -> None:
    two_provinces(services)
    first, _ = (made.letter_id for made in sweep(services, FIRST).made if made.issued is None)
    with services.database.write() as conn:
        _, of_two = asked(conn)
        preparation.discard(conn, first, act("2020-09-10 08:00", why="they have telephoned"))
        assert asked(conn) == ([], of_two)


def test_where_no_draft_waits_one_statement_is_enough(services: Services) -> None:
    two_provinces(services)
    with services.database.read() as conn:
        assert asked(conn) == ([], 1)
