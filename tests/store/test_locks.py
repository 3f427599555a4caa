"""Two who change the same rows at the same moment wait in turn, never for each other: all lock in one order.

Each test holds one of the two up in the middle of its work until the other waits for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest
from sqlalchemy import Connection, select

from runtime.services import Services
from tests.support import circular_steps, sweeps
from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, act, moment
from tests.support.lock_waits import beside, until_waiting
from tests.support.sweeps import FIRST, REMINDER, find, sweep
from workflow.cascade import close
from workflow.cascade import pass_on as passing
from workflow.cascade.cancel import cancel
from workflow.circulars.circular import Circular
from workflow.followup import drafts, make
from workflow.followup import due as due_letters
from workflow.followup.lagging import LagQuery
from workflow.letters import issue as letter_issue
from workflow.letters import preparation
from workflow.progress import completion, reports
from workflow.progress import verify as checks
from workflow.progress.acknowledge import acknowledge_all
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.progress.receivable import AcknowledgeRequest
from workflow.registers.numbers import EntryRequest, RegisterEntry, enter_all
from workflow.registry import load as registry_load
from workflow.registry import lookup
from workflow.store import tables as t

pytestmark = pytest.mark.postgres

Work = Callable[[Connection], object]
Meet = Callable[[ModuleType | type, str, Work, Work], None]


@pytest.fixture
def here(postgres_services: Services) -> Services:
    return postgres_services


@pytest.fixture
def circular(here: Services) -> Circular:
    """The sample circular, passed on to every office of Phrae."""
    return sweeps.ready(here)


@pytest.fixture
def meet(here: Services, monkeypatch: pytest.MonkeyPatch) -> Meet:
    """Do two pieces of work: the first, about to call a function, waits until the second has begun and waits for it."""

    def both(module: ModuleType | type, name: str, first: Work, second: Work) -> None:
        inner = getattr(module, name)
        with beside(lambda: _do(here, second)) as thread:

            def held_up(*args: object, **how: object) -> object:
                if not thread.ident:
                    thread.start()
                    until_waiting(here)
                return inner(*args, **how)

            monkeypatch.setattr(module, name, held_up)
            _do(here, first)
            assert thread.ident

    return both


def test_a_circular_that_is_cancelled_while_a_round_is_made(here: Services, circular: Circular, meet: Meet) -> None:
    meet(preparation, "prepare_all", _round(here, REMINDER, "reminder"), _cancellation(here, circular, REMINDER))
    assert [letter["state"] for letter in find(here, circular, "reminder")] == ["issued"]


def test_a_draft_that_was_made_while_its_circular_is_cancelled_is_discarded(
    here: Services, circular: Circular, meet: Meet
) -> None:
    meet(preparation, "prepare_all", _round(here, FIRST, "first"), _cancellation(here, circular, FIRST))
    assert [letter["state"] for letter in find(here, circular, "first")] == ["discarded"]


def test_a_circular_that_is_cancelled_while_a_sweep_looks_whether_its_draft_is_needed(
    here: Services, circular: Circular, meet: Meet
) -> None:
    (draft,) = (letter for letter in sweep(here, FIRST).made if letter.issued is None)
    meet(
        LagQuery,
        "listed",
        lambda conn: drafts.is_needless(conn, draft.letter_id),
        _cancellation(here, circular, FIRST),
    )
    assert [letter["state"] for letter in find(here, circular, "first")] == ["discarded"]


def test_a_registry_that_is_loaded_while_a_round_holds_its_senders(
    here: Services, circular: Circular, meet: Meet
) -> None:
    with here.database.read() as conn:
        province = lookup.by_code(conn, PROVINCE)
    held = [circular.issuer_id, province.id]
    assert held == sorted(held)
    changed = replace(province.unit, email="phrae@example.go.th")
    meet(
        registry_load,
        "known_codes",
        lambda conn: registry_load.load(conn, [changed]),
        lambda conn: lookup.hold(conn, held),
    )


def test_an_import_in_another_order_than_that_of_receipts_that_have_begun(here: Services, circular: Circular) -> None:
    codes = circular_steps.offices(here, circular)
    by_id = sorted(zip(_task_ids(here, circular, codes), codes, strict=True))
    first, middle, last = by_id[0][0], by_id[5][0], by_id[-1][0]
    receive = _receipts(here, [first, middle, last])
    bring_in = _import(circular, [code for _, code in reversed(by_id)], REMINDER)
    with (
        beside(lambda: _do(here, receive)) as one,
        beside(lambda: _do(here, bring_in)) as two,
        here.database.write() as conn,
    ):
        conn.execute(select(t.tasks.c.id).where(t.tasks.c.id == middle).with_for_update(key_share=True))
        one.start()
        until_waiting(here)  # it has the first, and waits for the one in the middle
        two.start()
        until_waiting(here, 2)


def test_an_import_by_which_a_district_is_done_while_it_and_an_office_receive(
    here: Services, circular: Circular, meet: Meet
) -> None:
    codes = _offices_of_the_district(here, circular)
    received = _receipts(here, _task_ids(here, circular, [DISTRICT, codes[-1]]))
    meet(completion, "settle", _import(circular, codes, REMINDER), received)
    assert circular_steps.states(here, circular)[DISTRICT] == "done"


def test_a_letter_with_a_new_deadline_that_is_approved_while_a_district_and_an_office_receive(
    here: Services, circular: Circular, meet: Meet
) -> None:
    (draft,) = (letter for letter in sweep(here, FIRST).made if letter.issued is None)
    new, received = date(2020, 10, 16), _receipts(here, _task_ids(here, circular, [DISTRICT, SAO]))
    meet(
        make,
        "compose",
        lambda conn: make.approve(conn, draft.letter_id, here.printer, act(FIRST), new),
        received,
    )
    with here.database.read() as conn:
        moved = conn.scalars(
            select(t.tasks.c.deadline).where(t.tasks.c.id.in_(_task_ids(here, circular, [DISTRICT, SAO])))
        )
        assert set(moved) == {new}


def test_the_last_report_of_a_district_that_is_found_right_while_both_receive(
    here: Services, circular: Circular, meet: Meet
) -> None:
    _reported_at_last(here, circular)
    with here.database.read() as conn:
        office = lookup.by_code(conn, SAO)
    meet(
        completion,
        "settle",
        lambda conn: reports.verify(conn, circular, office, act(REMINDER)),
        _receipts(here, _task_ids(here, circular, [DISTRICT, SAO])),
    )
    assert circular_steps.states(here, circular)[DISTRICT] == "done"


def test_the_last_reports_of_a_district_that_are_found_right_together_while_both_receive(
    here: Services, circular: Circular, meet: Meet
) -> None:
    _reported_at_last(here, circular)
    with here.database.read() as conn:
        district = lookup.by_code(conn, DISTRICT)
        seen = {one.task_id: one.version for one in checks.waiting_reports(conn, circular, district)}
    meet(
        completion,
        "settle",
        lambda conn: checks.confirm_all(conn, circular, district, seen, act(REMINDER)),
        _receipts(here, _task_ids(here, circular, [DISTRICT, SAO])),
    )
    assert circular_steps.states(here, circular)[DISTRICT] == "done"


def test_a_circular_that_is_cancelled_while_a_province_passes_it_on(here: Services, meet: Meet) -> None:
    circular = circular_steps.issue(here)
    circular_steps.acknowledge(here, circular, PROVINCE, at=_DAY)
    meet(
        passing,
        "covering_letter",
        _passing_on(here, circular, PROVINCE),
        lambda conn: completion.cancel(conn, circular, act(_DAY, why="a mistake")),
    )
    assert circular_steps.states(here, circular)[PROVINCE] == "cancelled"


def test_an_import_while_a_district_passes_the_circular_on(here: Services, meet: Meet) -> None:
    circular = _at_the_districts(here, DISTRICT)
    codes = _offices_of_the_district(here, circular)
    meet(passing, "covering_letter", _passing_on(here, circular, DISTRICT), _import(circular, codes, _DAY))
    assert circular_steps.states(here, circular)[DISTRICT] == "done"


def test_receipts_while_a_district_that_is_younger_than_its_offices_passes_the_circular_on(
    here: Services, meet: Meet
) -> None:
    with here.database.write() as conn:
        district, office = (lookup.by_code(conn, code).unit for code in (DISTRICT, SAO))
        young = replace(district, code="5499", register="5499", prefix="พร ๙๙๙๙")
        registry_load.load(conn, [young, replace(office, parent="5499")])
    circular = _at_the_districts(here, "5499")
    theirs = _task_ids(here, circular, [SAO, "5499"])
    assert theirs == sorted(theirs)
    meet(passing, "covering_letter", _passing_on(here, circular, "5499"), _receipts(here, theirs))
    assert circular_steps.states(here, circular)[SAO] == "received"  # it has waited for the letter, and then come by it


def test_a_circular_that_closes_with_thanks_at_once_while_others_take_numbers_of_the_same_registers(
    here: Services, circular: Circular, meet: Meet
) -> None:
    ladder = circular.ladder.model_dump(mode="json")
    ladder["thanks"]["approval"] = False
    with here.database.write() as conn:
        conn.execute(t.circulars.update().values(ladder=ladder))
    circular_steps.outcomes(here, circular, dict.fromkeys(circular_steps.offices(here, circular), "complete"), REMINDER)
    entry = RegisterEntry("{number}", moment(FIRST).date(), "", "", "")
    wanted = [EntryRequest(code, "send_circular", entry) for code in ("DLA", PROVINCE)]
    meet(
        letter_issue,
        "printed",
        lambda conn: close.close_if_finished(conn, here.printer, act(FIRST), circular.id),
        lambda conn: enter_all(conn, wanted, moment(FIRST)),
    )
    assert [letter["state"] for letter in find(here, circular, "thanks")] == ["issued", "issued"]
    assert [sweeps.numbers(here, "send_circular", code) for code in ("DLA", PROVINCE)] == [[1, 2, 3], [1, 2, 3]]


_DAY = "2020-05-20 10:00"


def _do(here: Services, work: Work) -> None:
    with here.database.write() as conn:
        work(conn)


def _round(here: Services, at: str, stage: str) -> Work:
    with here.database.read() as conn:
        due = [item for item in due_letters.due(conn, moment(at), here.calendar) if item.ranked.stage.id == stage]
    return lambda conn: make.make_round(conn, due, here.printer, act(at))


def _cancellation(here: Services, circular: Circular, at: str) -> Work:
    return lambda conn: cancel(conn, circular, here.printer, act(at, why="a mistake"))


def _receipts(here: Services, task_ids: Sequence[int]) -> Work:
    asked = [AcknowledgeRequest(task_id, "office", "officer") for task_id in task_ids]
    return lambda conn: acknowledge_all(conn, asked, moment(REMINDER), here.calendar)


def _import(circular: Circular, codes: Sequence[str], at: str) -> Work:
    rows = [Outcome(n, code, "complete", "", moment(at).date()) for n, code in enumerate(codes, start=2)]
    return lambda conn: import_outcomes(conn, circular, sweeps.THIS_FILE, rows, act(at))


def _passing_on(here: Services, circular: Circular, code: str) -> Work:
    return lambda conn: passing.pass_on(conn, circular, lookup.by_code(conn, code), here.printer, act(_DAY))


def _task_ids(here: Services, circular: Circular, codes: Sequence[str]) -> list[int]:
    """The tasks of these units, in the order given."""
    with here.database.read() as conn:
        rows = select(t.units.c.code, t.tasks.c.id).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        found = {row[0]: row[1] for row in conn.execute(rows.where(t.tasks.c.circular_id == circular.id))}
    return [found[code] for code in codes]


def _offices_of_the_district(here: Services, circular: Circular) -> list[str]:
    return circular_steps.below(here, circular, DISTRICT)


def _reported_at_last(here: Services, circular: Circular) -> None:
    """All of a district have done it but one, which has reported in time."""
    others = [code for code in _offices_of_the_district(here, circular) if code != SAO]
    circular_steps.outcomes(here, circular, dict.fromkeys(others, "complete"), sweeps.PROGRESS)
    circular_steps.acknowledge(here, circular, SAO, at=sweeps.PROGRESS)
    with here.database.write() as conn:
        reports.report(conn, circular, lookup.by_code(conn, SAO), act(sweeps.PROGRESS))


def _at_the_districts(here: Services, code: str) -> Circular:
    """A circular that has come as far as a district, which has received it."""
    circular = circular_steps.issue(here)
    circular_steps.acknowledge(here, circular, PROVINCE, at=_DAY)
    circular_steps.pass_on(here, circular, PROVINCE, _DAY)
    circular_steps.acknowledge(here, circular, code, at=_DAY)
    return circular
