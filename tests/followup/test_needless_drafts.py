"""Drafts that everybody on them has made needless are found by one question a stage, however many drafts wait."""

import pytest
from sqlalchemy import Connection, event

from cli.common import Desk
from tests.followup.test_escalation import two_provinces
from tests.support import sweeps
from tests.support.circular_steps import offices, outcomes
from tests.support.sweeps import FIRST, sweep
from workflow.followup import drafts as draft_letters


def asked(conn: Connection) -> tuple[list[int], int]:
    """What is found, and in how many statements."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    found = draft_letters.find(conn)
    event.remove(conn, "before_cursor_execute", note)
    return found, len(said)


@pytest.mark.parametrize("done", ["nobody", "one", "both"])
def test_the_drafts_of_those_who_are_done_are_found_and_no_others(desk: Desk, done: str) -> None:
    circular = two_provinces(desk)
    drafts = {made.sender: made.letter_id for made in sweep(desk, FIRST).made if made.issued is None}
    assert len(drafts) == 2
    if done != "nobody":
        outcomes(desk, circular, dict.fromkeys(sweeps.of_phrae(desk, circular), "complete"), "2020-09-10 08:00")
    if done == "both":
        outcomes(desk, circular, dict.fromkeys(offices(desk, circular), "complete"), "2020-09-10 08:30")
    with desk.database.read() as conn:
        found, statements = asked(conn)
    assert found == {"nobody": [], "one": [drafts["จังหวัดแพร่"]], "both": sorted(drafts.values())}[done]
    assert statements == 3


def test_where_no_draft_waits_one_statement_is_enough(desk: Desk) -> None:
    two_provinces(desk)
    with desk.database.read() as conn:
        assert asked(conn) == ([], 1)
