"""A request for more time that nobody has decided lapses when its task or the circular is over."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from runtime.services import Services
from tests.support.circular_steps import PAO, PROVINCE, TOWN, acknowledge, act, moment, outcomes
from tests.support.time_requests import JULY, ask, grant, kept, refuse, small, task_id
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.progress import completion, reports, time_requests
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.store.migrate import downgrade, upgrade


@pytest.fixture
def circular(services: Services, tmp_path: Path) -> Circular:
    return small(services, tmp_path)


@pytest.mark.parametrize("how", ["import", "verify", "waive", "cancel"])
def test_a_request_that_nobody_has_decided_lapses_when_its_task_is_over(
    services: Services, circular: Circular, how: str
) -> None:
    request, unit = ask(services, circular), PAO
    with services.database.write() as conn:
        member, done = lookup.by_code(conn, unit), act(JULY, why="ไม่มีภารกิจนี้")
        if how == "verify":
            reports.report(conn, circular, member, done)
            assert time_requests.open_request(conn, task_id(services, circular)) is not None, (
                "a report may still be returned"
            )
            reports.verify(conn, circular, member, done)
        elif how == "waive":
            reports.waive(conn, circular, member, done)
        elif how == "cancel":
            completion.cancel(conn, circular, done)
    if how == "import":
        outcomes(services, circular, {unit: "complete"}, JULY)
    (found,) = kept(services, circular)
    assert (found.state, found.granted, found.letter_id) == ("lapsed", None, None)
    assert found.decided_at == moment(JULY)
    with services.database.read() as conn:
        steps = select(t.events.c.action, t.events.c.from_state, t.events.c.to_state).where(
            t.events.c.noun == "request"
        )
        assert [tuple(row) for row in conn.execute(steps.order_by(t.events.c.id))][1:] == [("lapse", "asked", "lapsed")]
    with pytest.raises(NotAllowedError, match=r"is lapsed already|is cancelled"):
        grant(services, circular, request)
    with pytest.raises(NotAllowedError, match=r"is lapsed already|is cancelled"):
        refuse(services, circular, request)


def test_a_level_whose_offices_have_all_done_it_waits_for_no_decision_either_and_others_wait_on(
    sqlite_services: Services, tmp_path: Path
) -> None:
    services, circular = sqlite_services, small(sqlite_services, tmp_path)
    acknowledge(services, circular, TOWN, at="2020-06-01 10:00")
    for code in (PROVINCE, PAO, TOWN):
        ask(services, circular, code)
    outcomes(services, circular, {PAO: "complete"}, JULY)
    states = {code: kept(services, circular, code)[0].state for code in (PROVINCE, PAO, TOWN)}
    assert states == {PROVINCE: "asked", PAO: "lapsed", TOWN: "asked"}
    outcomes(services, circular, {TOWN: "nil"}, "2020-07-02 10:00")
    assert [kept(services, circular, code)[0].state for code in (PROVINCE, TOWN)] == ["lapsed", "lapsed"]


def test_who_must_mend_it_after_all_may_ask_again_after_a_request_has_lapsed(
    sqlite_services: Services, tmp_path: Path
) -> None:
    services, circular = sqlite_services, small(sqlite_services, tmp_path)
    ask(services, circular)
    outcomes(services, circular, {PAO: "complete"}, JULY)
    with services.database.write() as conn:
        unit = lookup.by_code(conn, PAO)
        reports.return_incorrect(conn, circular, unit, act("2020-07-02 10:00", why="ข้อมูลไม่ครบ"))
    ask(services, circular)
    assert [one.state for one in kept(services, circular)] == ["lapsed", "asked"]


def test_an_upgrade_lets_requests_lapse_that_were_left_open_and_leaves_the_others(
    services: Services, circular: Circular
) -> None:
    acknowledge(services, circular, TOWN, at="2020-06-01 10:00")
    for code in (PAO, TOWN):
        ask(services, circular, code)
    downgrade(services.database, "0008")
    with services.database.write() as conn:  # as an older version left it
        done = {"state": "done", "outcome": "nil", "done_on": date(2020, 7, 1)}
        conn.execute(update(t.tasks).where(t.tasks.c.id == kept(services, circular)[0].task_id).values(done))
    upgrade(services.database)
    assert [kept(services, circular, code)[0].state for code in (PAO, TOWN)] == ["lapsed", "asked"]
    (found,) = kept(services, circular)
    assert found.decided_at is not None and found.decided_at >= found.at
    with services.database.read() as conn:
        mine = t.events.c.noun == "request", t.events.c.subject_id == found.id
        last = select(t.events.c.action, t.events.c.to_state).where(*mine).order_by(t.events.c.id.desc()).limit(1)
        assert tuple(conn.execute(last).one()) == ("lapse", "lapsed")
    with pytest.raises(Exception, match="never changes"), services.database.write() as conn:
        conn.execute(update(t.requests).where(t.requests.c.id == found.id).values(reason="x"))
