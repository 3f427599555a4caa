"""The unit directly above checks reports, one or many; nobody else, and only as they were seen."""

import pytest

from runtime.services import Services
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    acknowledge,
    act,
    below,
    outcomes,
    states,
)
from tests.support.saved_states import saved
from tests.support.sweeps import ready
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError, UnknownError
from workflow.progress import completion, reports, verify
from workflow.progress.verify import Report
from workflow.registry import lookup

LATER = "2020-06-15 10:00"


@pytest.fixture
def reported(services: Services) -> Circular:
    """Every office of the district has reported, and so has the อบจ."""
    return saved(services, "reported", _report)


def _report(services: Services) -> Circular:
    circular = ready(services)
    codes = [*below(services, circular, DISTRICT), PAO]
    acknowledge(services, circular, *codes, at="2020-06-01 09:00")
    with services.database.write() as conn:
        for code in codes:
            reports.report(conn, circular, lookup.by_code(conn, code), act("2020-06-02 09:00"), code)
    return circular


def report_of(services: Services, circular: Circular, by: str, code: str) -> Report:
    with services.database.read() as conn:
        task = task_of(conn, circular, lookup.by_code(conn, code))
        return verify.report_of(conn, circular, lookup.by_code(conn, by), task)


def seen_by(services: Services, circular: Circular, by: str) -> dict[int, int]:
    with services.database.read() as conn:
        return {one.task_id: one.version for one in verify.waiting_reports(conn, circular, lookup.by_code(conn, by))}


def confirm_all(services: Services, circular: Circular, by: str, seen: dict[int, int]) -> int:
    with services.database.write() as conn:
        return verify.confirm_all(conn, circular, lookup.by_code(conn, by), seen, act(LATER))


def test_a_report_is_seen_by_the_unit_directly_above_and_by_nobody_else(services: Services, reported: Circular) -> None:
    found = report_of(services, reported, DISTRICT, SAO)
    assert (found.state, found.note, found.result, found.can) == (
        "reported",
        "๖๕๔๐๖๐๓",
        "complete",
        frozenset({"verify", "return"}),
    )
    assert found.reported is not None
    assert report_of(services, reported, PROVINCE, PAO).unit.code == PAO
    for by, office in ((PROVINCE, SAO), ("5407", SAO), (SAO, SAO), (DISTRICT, PAO), (PROVINCE, DISTRICT), ("DLA", PAO)):
        with pytest.raises(UnknownError):
            report_of(services, reported, by, office)


def test_nobody_else_can_confirm_give_back_or_take_back(services: Services, reported: Circular) -> None:
    task = report_of(services, reported, DISTRICT, SAO).task_id
    for step in (verify.confirm, verify.give_back, verify.take_back):
        with pytest.raises(UnknownError), services.database.write() as conn:
            step(conn, reported, lookup.by_code(conn, PROVINCE), task, act(LATER, why="ยังไม่ครบ"))


def test_all_that_wait_are_found_right_together_and_the_district_is_done_with_them(
    services: Services, reported: Circular
) -> None:
    seen = seen_by(services, reported, DISTRICT)
    codes = below(services, reported, DISTRICT)
    assert confirm_all(services, reported, DISTRICT, seen) == len(seen) == len(codes)
    known = states(services, reported)
    assert {known[code] for code in (*codes, DISTRICT)} == {"done"}
    assert known[PAO] == "reported"
    found = report_of(services, reported, DISTRICT, SAO)
    assert found.can == {"return", "undo_verify"}
    with services.database.write() as conn:
        verify.take_back(conn, reported, lookup.by_code(conn, DISTRICT), found.task_id, act(LATER))
    known = states(services, reported)
    assert (known[SAO], known[DISTRICT]) == ("reported", "passed_on")


def test_not_one_is_found_right_if_another_is_not_as_it_was_seen(services: Services, reported: Circular) -> None:
    seen, before = seen_by(services, reported, DISTRICT), states(services, reported)
    task = report_of(services, reported, DISTRICT, SAO).task_id
    of_others = seen_by(services, reported, PROVINCE)
    for wrong in ({}, seen | {task: seen[task] - 1}, seen | of_others, seen | {99_999_999: 3}):
        with pytest.raises(NotAllowedError):
            confirm_all(services, reported, DISTRICT, wrong)
    assert states(services, reported) == before


def test_a_report_in_part_is_found_right_by_itself_alone_and_stays_known_as_one(services: Services) -> None:
    circular = ready(services)
    acknowledge(services, circular, SAO, at="2020-06-01 09:00")
    with services.database.write() as conn:
        unit = lookup.by_code(conn, SAO)
        reports.report_problem(conn, circular, unit, act("2020-06-02 09:00"), "ยังขาดหนึ่งหมู่บ้าน")
    with pytest.raises(NotAllowedError):
        confirm_all(services, circular, DISTRICT, seen_by(services, circular, DISTRICT))
    found = report_of(services, circular, DISTRICT, SAO)
    with services.database.write() as conn:
        verify.confirm(conn, circular, lookup.by_code(conn, DISTRICT), found.task_id, act(LATER))
    found = report_of(services, circular, DISTRICT, SAO)
    assert (found.state, found.outcome, found.result) == ("done", "complete", "incorrect")


def test_only_a_check_that_was_the_last_step_is_taken_back(services: Services, reported: Circular) -> None:
    task = report_of(services, reported, DISTRICT, SAO).task_id
    with pytest.raises(NotAllowedError, match="no check"), services.database.write() as conn:
        verify.take_back(conn, reported, lookup.by_code(conn, DISTRICT), task, act(LATER))
    with services.database.write() as conn:
        why = act(LATER, why="ยังขาด 2 ฉบับ")
        verify.give_back(conn, reported, lookup.by_code(conn, DISTRICT), task, why)
    found = report_of(services, reported, DISTRICT, SAO)
    assert (found.state, found.note, found.returned_for, found.can) == (
        "returned",
        "ยังขาด ๒ ฉบับ",
        "ยังขาด 2 ฉบับ",
        frozenset(),
    )


def test_what_was_imported_and_never_reported_can_be_looked_at_and_given_back(services: Services) -> None:
    circular = ready(services)
    with pytest.raises(UnknownError):
        report_of(services, circular, DISTRICT, SAO)
    outcomes(services, circular, {SAO: "nil"}, "2020-06-02 10:00")
    found = report_of(services, circular, DISTRICT, SAO)
    assert (found.reported, found.result, found.can) == (None, "nil", frozenset({"return"}))


def test_when_the_circular_is_over_nothing_can_be_done_about_a_report(services: Services, reported: Circular) -> None:
    seen = seen_by(services, reported, PROVINCE)
    confirm_all(services, reported, PROVINCE, seen)
    with services.database.write() as conn:
        completion.cancel(conn, reported, act(LATER, why="มีหนังสือสั่งการใหม่แทน"))
        over = circulars.by_code(conn, reported.code)
    assert report_of(services, over, PROVINCE, PAO).can == frozenset()
    with pytest.raises(NotAllowedError):
        confirm_all(services, over, PROVINCE, seen)
