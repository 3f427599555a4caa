"""An office asks for more time; the level above decides, once, and writes so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete, insert, select, update

from runtime.services import Services
from tests.support.circular_steps import PAO, SAO, TOWN, act, changed_file, issue
from tests.support.sweeps import text
from tests.support.time_requests import JULY, JUNE, SMALL, WISHED, ask, grant, kept, refuse, small
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, UnknownError
from workflow.progress import completion, time_requests
from workflow.registry import lookup
from workflow.store import tables as t


@pytest.fixture
def circular(services: Services, tmp_path: Path) -> Circular:
    return small(services, tmp_path)


def withdraw(services: Services, circular: Circular, code: str = PAO) -> None:
    with services.database.write() as conn:
        time_requests.withdraw(conn, circular, lookup.by_code(conn, code), act(JULY))


def test_a_request_waits_and_is_granted_by_a_letter_that_moves_the_deadline(
    services: Services, circular: Circular
) -> None:
    request = ask(services, circular)
    issued = grant(services, circular, request)
    assert "วันพฤหัสบดีที่ ๑๕ ตุลาคม ๒๕๖๓" in text(services, issued.letter_id)
    (found,) = kept(services, circular)
    assert (found.state, found.granted, found.letter_id) == ("granted", WISHED, issued.letter_id)
    assert (found.reason, found.decided_by) == ("น้ำท่วม", "officer")
    with services.database.read() as conn:
        assert conn.scalar(select(t.tasks.c.deadline).where(t.tasks.c.id == found.task_id)) == WISHED
        told = select(t.deadlines.c.reason, t.deadlines.c.date).order_by(t.deadlines.c.version.desc()).limit(1)
        assert tuple(conn.execute(told).one()) == ("น้ำท่วม", WISHED)
        steps = select(t.events.c.action, t.events.c.from_state, t.events.c.to_state).where(
            t.events.c.noun == "request"
        )
        assert [tuple(row) for row in conn.execute(steps.order_by(t.events.c.id))] == [
            ("ask", "", "asked"),
            ("grant", "asked", "granted"),
        ]


def test_another_day_than_the_one_wished_for_may_be_granted_and_the_issuer_may_decide(
    services: Services, circular: Circular
) -> None:
    grant(services, circular, ask(services, circular), by="DLA", until=date(2020, 9, 30))
    assert kept(services, circular)[0].granted == date(2020, 9, 30)


def test_a_second_refusal_under_the_same_deadline_is_told_on_the_page_only(
    services: Services, circular: Circular
) -> None:
    first = refuse(services, circular, ask(services, circular), "ระยะเวลาที่กำหนดเพียงพอแล้ว")
    assert first is not None
    assert "ระยะเวลาที่กำหนดเพียงพอแล้ว" in text(services, first.letter_id)
    assert refuse(services, circular, ask(services, circular, wished=date(2020, 11, 2))) is None
    assert [(one.state, one.letter_id) for one in kept(services, circular)] == [
        ("refused", first.letter_id),
        ("refused", None),
    ]


def test_who_has_withdrawn_may_ask_again(services: Services, circular: Circular) -> None:
    request = ask(services, circular)
    withdraw(services, circular)
    with pytest.raises(NotAllowedError, match="has no request that waits"):
        withdraw(services, circular)
    with pytest.raises(NotAllowedError, match="is withdrawn already"):
        grant(services, circular, request)
    ask(services, circular)
    assert [one.state for one in kept(services, circular)] == ["withdrawn", "asked"]


def test_what_cannot_be_asked_for_is_refused_with_the_reason(sqlite_services: Services, tmp_path: Path) -> None:
    services, circular = sqlite_services, small(sqlite_services, tmp_path)
    for code, wished, reason, told in (
        (PAO, date(2020, 8, 31), "x", "2020-08-31, is not after 2020-08-31"),
        (PAO, WISHED, " \u200b ", "say why more time is needed"),
        (PAO, WISHED, "ก" * 1001, "at most 1000 characters"),
        ("DLA", WISHED, "x", "nobody is above it"),
        (SAO, WISHED, "x", "has no task under circular"),
    ):
        with pytest.raises(NotAllowedError, match=told):
            ask(services, circular, code, wished, reason)
    ask(services, circular)
    with pytest.raises(NotAllowedError, match="was asked for on 2020-06-15; withdraw that first"):
        ask(services, circular)
    with services.database.write() as conn:
        completion.cancel(conn, circular, act(JUNE, why="called off"))
    with pytest.raises(NotAllowedError, match="circular 'info-2563' is cancelled"):
        ask(services, circular, TOWN)


def test_nobody_asks_before_being_told_or_after_having_done_it(sqlite_services: Services, tmp_path: Path) -> None:
    services, circular = sqlite_services, issue(sqlite_services, changed_file(tmp_path, who=SMALL))
    with pytest.raises(NotAllowedError, match="the task is 'waiting'"):
        ask(services, circular)


def test_only_the_level_above_decides_and_only_what_is_there(sqlite_services: Services, tmp_path: Path) -> None:
    services, circular = sqlite_services, small(sqlite_services, tmp_path)
    request = ask(services, circular)
    for by in (TOWN, PAO, "55"):
        with pytest.raises(NotAllowedError, match="is not above"):
            grant(services, circular, request, by)
        with pytest.raises(NotAllowedError, match="is not above"):
            refuse(services, circular, request, by=by)
    with pytest.raises(UnknownError, match="there is no request 999"):
        grant(services, circular, 999)
    with pytest.raises(NotAllowedError, match="cannot be printed"):
        refuse(services, circular, request, "ครบ 3 วัน")
    assert kept(services, circular)[0].state == "asked"


def test_of_two_who_ask_and_two_who_decide_at_once_one_is_served(services: Services, circular: Circular) -> None:
    together = Barrier(4)

    def at_once(step: str) -> str:
        together.wait()
        try:
            if step == "ask":
                ask(services, circular)
            elif step == "grant":
                grant(services, circular, kept(services, circular)[0].id)
            else:
                refuse(services, circular, kept(services, circular)[0].id)
        except NotAllowedError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(at_once, ["ask"] * 4))
        decided = list(pool.map(at_once, ["grant", "refuse", "grant", "refuse"]))
    assert asked.count("done") == decided.count("done") == 1
    assert kept(services, circular)[0].state in ("granted", "refused")


def test_the_database_keeps_what_was_asked_and_decided(services: Services, circular: Circular) -> None:
    grant(services, circular, ask(services, circular))
    with services.database.read() as conn:
        row = dict(conn.execute(select(t.requests)).mappings().one())
    again = {**row, "id": 90, "state": "asked"}
    for statement, told in (
        (update(t.requests).values(reason="x"), "a request that was decided never changes"),
        (delete(t.requests), "a request is withdrawn, never deleted"),
        (insert(t.requests), "(?i)unique"),
    ):
        with pytest.raises(Exception, match=told), services.database.write() as conn:
            conn.execute(statement, [again, again | {"id": 91}] if told.startswith("(?i)") else None)


def test_a_circular_loaded_before_it_was_called_off_takes_no_decision(
    sqlite_services: Services, tmp_path: Path
) -> None:
    services, circular = sqlite_services, small(sqlite_services, tmp_path)
    request = ask(services, circular)
    with services.database.write() as conn:
        completion.cancel(conn, circulars.by_code(conn, circular.code), act(JUNE, why="called off"))
    with pytest.raises(NotAllowedError, match="is cancelled; nothing about it changes any more"):
        grant(services, circular, request)
