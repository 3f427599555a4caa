"""What an office does about its task, and how the levels above follow from it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    TOWN,
    acknowledge,
    act,
    below,
    changed_file,
    issue,
    moment,
    offices,
    outcomes,
    pass_on,
    states,
)
from tests.support.saved_states import saved
from workflow.cascade import close
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.circulars.circular import Circular
from workflow.circulars.figures import figures
from workflow.errors import NotAllowedError
from workflow.progress import acknowledge as acknowledgement
from workflow.progress import completion
from workflow.progress import reports as reporting
from workflow.progress.acknowledge import Receipt
from workflow.registers import numbers
from workflow.registry import lookup
from workflow.store import tables as t

PHRAE = {"kinds": ["pao", "town", "subdistrict_municipality", "sao"], "provinces": [PROVINCE]}
T = TypeVar("T")
SMALL = {"kinds": ["pao", "town"], "provinces": [PROVINCE]}
JUNE = "2020-06-15 10:00"


@pytest.fixture
def circular(services: Services, tmp_path: Path) -> Circular:
    """A circular that has come down to the offices of one district of Phrae; reports are checked."""
    return saved(services, "one_district", partial(_one_district, tmp_path))


def _one_district(folder: Path, services: Services) -> Circular:
    issued = issue(services, changed_file(folder, who=PHRAE))
    for code in (PROVINCE, DISTRICT):
        acknowledge(services, issued, code, at="2020-05-29 10:00")
        pass_on(services, issued, code, "2020-05-29 10:30")
    return issued


def small(services: Services, folder: Path, **reports: bool) -> Circular:
    """A circular for the two offices directly under Phrae, which both have received it."""
    settings = "_".join(f"{name}_{value}" for name, value in reports.items())
    return saved(services, f"small_{settings}", partial(_small, folder, reports))


def _small(folder: Path, reports: dict[str, bool], services: Services) -> Circular:
    issued = issue(services, changed_file(folder, who=SMALL, reports=reports))
    acknowledge(services, issued, PROVINCE, at="2020-05-29 10:00")
    pass_on(services, issued, PROVINCE, "2020-05-29 10:30")
    acknowledge(services, issued, PAO, TOWN, at="2020-06-01 09:00")
    return issued


def do(services: Services, step: Callable[..., T], circular: Circular, code: str, at: str = JUNE, why: str = "") -> T:
    """Let a unit take a step, or the level above take one about it."""
    with services.database.write() as conn:
        current = circulars.by_code(conn, circular.code)
        return step(conn, current, lookup.by_code(conn, code), act(at, why=why))


def task(services: Services, circular: Circular, code: str) -> dict[str, Any]:
    with services.database.read() as conn:
        found = select(t.tasks).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        where = t.units.c.code == code, t.tasks.c.circular_id == circular.id
        return dict(conn.execute(found.where(*where)).mappings().one())


def told(services: Services, circular: Circular, code: str) -> list[tuple[str, str, str]]:
    """The events of a unit's task after the first, as (from, to, action)."""
    where = t.events.c.noun == "task", t.events.c.subject_id == task(services, circular, code)["id"]
    with services.database.read() as conn:
        rows = conn.execute(select(t.events).where(*where).order_by(t.events.c.id))
        return [(row.from_state, row.to_state, row.action) for row in rows][1:]


def receive(services: Services, circular: Circular, code: str, at: str = JUNE, own: str = "") -> Receipt:
    with services.database.write() as conn:
        unit = lookup.by_code(conn, code)
        return acknowledgement.acknowledge(conn, circular, unit, act(at), "saraban officer", own)


def last_received(services: Services, code: str) -> int:
    with services.database.read() as conn:
        return numbers.last_number(conn, code, "receive", 2563)


# Acknowledging


def test_acknowledging_gives_the_next_number_of_the_incoming_register(services: Services, circular: Circular) -> None:
    with services.database.write() as conn:
        numbers.carry_on(conn, SAO, "receive", 2563, 4342)
    receipt = receive(services, circular, SAO, "2020-06-01 09:05")
    assert (receipt.number, receipt.date, receipt.time.isoformat()) == ("4343", date(2020, 6, 1), "09:05:00")
    assert (receipt.office, receipt.received_by) == ("ที่ทำการองค์การบริหารส่วนตำบลเตาปูน", "saraban officer")
    assert task(services, circular, SAO)["state"] == "received"
    assert last_received(services, SAO) == 4343
    with services.database.read() as conn:
        row = conn.execute(select(t.register_entries).order_by(t.register_entries.c.id.desc())).first()
    assert row is not None
    assert (row.number, row.reference, row.sender) == (4343, receipt.letter, "อำเภอสอง")


def test_an_office_that_keeps_its_own_book_gives_its_own_number(services: Services, circular: Circular) -> None:
    receipt = receive(services, circular, SAO, own=" ๑๒๓/๒๕๖๓ ")
    assert receipt.number == "๑๒๓/๒๕๖๓"
    assert last_received(services, SAO) == 0
    assert task(services, circular, SAO)["state"] == "received"


@pytest.mark.parametrize("own", ["", "๕๕"])
def test_acknowledging_twice_is_refused_with_what_has_been_done(
    services: Services, circular: Circular, own: str
) -> None:
    number = receive(services, circular, SAO, own=own).number
    with pytest.raises(NotAllowedError, match=f"has acknowledged .* already: receive number {number} on 2020-06-15"):
        receive(services, circular, SAO, "2020-06-16 09:00")
    assert last_received(services, SAO) == (0 if own else 1)


def test_what_has_not_been_sent_cannot_be_acknowledged(services: Services, tmp_path: Path) -> None:
    issued = issue(services, changed_file(tmp_path, who=PHRAE))
    with pytest.raises(NotAllowedError, match="the level above has not sent the circular to this unit yet"):
        receive(services, issued, SAO)
    assert last_received(services, SAO) == 0


def test_a_letter_is_not_received_before_its_own_date(services: Services, circular: Circular) -> None:
    with pytest.raises(NotAllowedError, match="the letter is dated 2020-05-29; it cannot be received on 2020-05-28"):
        receive(services, circular, SAO, "2020-05-28 15:00")
    assert last_received(services, SAO) == 0


def test_the_day_of_receipt_is_the_day_in_bangkok(services: Services, circular: Circular) -> None:
    with services.database.write() as conn:
        early = replace(act(JUNE), now=moment("2020-06-02 00:30"))  # still 1 June in UTC
        receipt = acknowledgement.acknowledge(conn, circular, lookup.by_code(conn, SAO), early, "officer")
    assert (receipt.date, receipt.time.isoformat()) == (date(2020, 6, 2), "00:30:00")


def test_an_office_known_to_have_done_it_still_gets_its_receipt(services: Services, circular: Circular) -> None:
    outcomes(services, circular, {SAO: "complete"}, JUNE)
    assert receive(services, circular, SAO).number == "1"
    assert task(services, circular, SAO)["state"] == "done"
    outcomes(services, circular, {TOWN: "complete"}, JUNE)
    outcomes(services, circular, {TOWN: "incorrect"}, "2020-06-16 10:00")
    receive(services, circular, TOWN, "2020-06-17 10:00")
    assert task(services, circular, TOWN)["state"] == "returned"


# Taking back


def test_undoing_an_acknowledgement_strikes_the_receipt_and_the_next_takes_the_next_number(
    services: Services, circular: Circular
) -> None:
    receive(services, circular, SAO)
    assert do(services, reporting.undo, circular, SAO) == "acknowledge"
    assert task(services, circular, SAO)["state"] == "sent"
    assert receive(services, circular, SAO).number == "2"
    with services.database.read() as conn:
        mine = t.receipts.c.unit_id == lookup.by_code(conn, SAO).id
        kept = conn.execute(select(t.receipts).where(mine).order_by(t.receipts.c.id)).all()
    assert [(row.number, row.voided_at is None) for row in kept] == [("1", False), ("2", True)]


def test_a_report_and_a_check_can_be_taken_back_one_after_the_other(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=True)
    do(services, reporting.report, circular, PAO)
    assert do(services, reporting.undo, circular, PAO) == "report"
    assert (task(services, circular, PAO)["state"], task(services, circular, PAO)["outcome"]) == ("received", "missing")
    do(services, reporting.report, circular, PAO)
    do(services, reporting.verify, circular, PAO)
    assert do(services, reporting.undo, circular, PAO) == "verify"
    assert (task(services, circular, PAO)["state"], task(services, circular, PAO)["done_on"]) == ("reported", None)


def test_a_report_that_counted_at_once_is_taken_back_as_a_whole(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=False)
    do(services, reporting.report, circular, PAO)
    do(services, reporting.report, circular, TOWN)
    assert task(services, circular, PROVINCE)["state"] == "done"
    assert do(services, reporting.undo, circular, PAO) == "report"
    row = task(services, circular, PAO)
    assert (row["state"], row["outcome"], row["done_on"]) == ("received", "missing", None)
    assert [action for *_, action in told(services, circular, PAO)][-2:] == ["undo_verify", "undo_report"]
    assert task(services, circular, PROVINCE)["state"] == "passed_on"
    assert do(services, reporting.report, circular, PAO) == "done"


def test_a_check_that_the_level_above_made_is_taken_back_alone_though_none_was_asked_for(
    services: Services, tmp_path: Path
) -> None:
    circular = small(services, tmp_path, verify=False)
    with services.database.write() as conn:
        reporting.report_problem(conn, circular, lookup.by_code(conn, PAO), act(JUNE), "ยังขาดบางส่วน")
    do(services, reporting.verify, circular, PAO)
    assert do(services, reporting.undo, circular, PAO) == "verify"
    assert (task(services, circular, PAO)["state"], task(services, circular, PAO)["outcome"]) == (
        "reported",
        "incorrect",
    )


def test_a_report_that_counted_at_once_after_one_was_returned_is_not_taken_back(
    services: Services, tmp_path: Path
) -> None:
    circular = small(services, tmp_path, verify=False)
    do(services, reporting.report, circular, PAO)
    do(services, reporting.return_incorrect, circular, PAO, why="two agreements are not in it")
    do(services, reporting.report, circular, PAO)
    with pytest.raises(NotAllowedError, match="the level above can return it again"):
        do(services, reporting.undo, circular, PAO)
    assert task(services, circular, PAO)["state"] == "done"


def test_what_is_no_step_of_the_office_is_not_taken_back(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=True)
    with pytest.raises(NotAllowedError, match="the last step was 'pass_on', which cannot be taken back; only"):
        do(services, reporting.undo, circular, PROVINCE)
    outcomes(services, circular, {PAO: "complete"}, JUNE)
    with pytest.raises(NotAllowedError, match="the last step was 'import_done'"):
        do(services, reporting.undo, circular, PAO)


def test_a_report_that_answers_a_returned_one_is_not_taken_back_to_where_nothing_was_wrong(
    services: Services, tmp_path: Path
) -> None:
    circular = small(services, tmp_path, verify=True)
    do(services, reporting.report, circular, PAO)
    do(services, reporting.return_incorrect, circular, PAO, why="two agreements are not in it")
    do(services, reporting.report, circular, PAO)
    with pytest.raises(NotAllowedError, match="the level above can return it again"):
        do(services, reporting.undo, circular, PAO)
    assert task(services, circular, PAO)["state"] == "reported"


# Reporting


def test_a_report_counts_once_it_is_checked_where_the_circular_asks_for_that(
    services: Services, tmp_path: Path
) -> None:
    circular = small(services, tmp_path, verify=True)
    assert do(services, reporting.report, circular, PAO) == "reported"
    assert task(services, circular, PAO)["done_on"] is None
    do(services, reporting.verify, circular, PAO, "2020-06-20 09:00")
    row = task(services, circular, PAO)
    assert (row["state"], row["outcome"], row["done_on"]) == ("done", "complete", date(2020, 6, 20))
    steps = [("received", "reported", "report"), ("reported", "done", "verify")]
    assert told(services, circular, PAO)[-2:] == steps


def test_a_report_counts_at_once_where_nobody_checks(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=False)
    assert do(services, reporting.report, circular, PAO) == "done"
    assert task(services, circular, PAO)["done_on"] == date(2020, 6, 15)
    assert do(services, reporting.report_nil, circular, TOWN) == "done"
    assert task(services, circular, TOWN)["outcome"] == "nil"
    assert task(services, circular, PROVINCE)["state"] == task(services, circular, "DLA")["state"] == "done"


@pytest.mark.parametrize("verify", [True, False])
def test_a_report_found_wrong_goes_back_with_the_reason_and_can_be_mended(
    services: Services, tmp_path: Path, verify: bool
) -> None:
    circular = small(services, tmp_path, verify=verify)
    do(services, reporting.report, circular, PAO)
    do(services, reporting.return_incorrect, circular, PAO, why="the second table is blank")
    row = task(services, circular, PAO)
    assert (row["state"], row["outcome"], row["note"]) == ("returned", "incorrect", "the second table is blank")
    assert row["done_on"] is None
    do(services, reporting.report, circular, PAO)
    assert task(services, circular, PAO)["state"] == ("reported" if verify else "done")
    assert task(services, circular, PAO)["outcome"] == "complete"


@pytest.mark.parametrize("step", [reporting.return_incorrect, reporting.waive])
@pytest.mark.parametrize("why", ["", "  "])
def test_returning_and_excusing_need_a_reason(
    services: Services, tmp_path: Path, step: Callable[..., Any], why: str
) -> None:
    circular = small(services, tmp_path, verify=True)
    do(services, reporting.report, circular, PAO)
    with pytest.raises(NotAllowedError, match="say w"):
        do(services, step, circular, PAO, why=why)
    assert task(services, circular, PAO)["state"] == "reported"


def test_nobody_reports_before_receiving_and_nobody_verifies_before_a_report(
    services: Services, circular: Circular
) -> None:
    with pytest.raises(NotAllowedError, match=r"the task is 'sent', so 'report' is not possible.*acknowledge"):
        do(services, reporting.report, circular, SAO)
    receive(services, circular, SAO)
    with pytest.raises(NotAllowedError, match=r"the task is 'received', so 'verify' is not possible.*report"):
        do(services, reporting.verify, circular, SAO)


def test_a_level_that_passes_on_neither_reports_nor_is_excused(services: Services, circular: Circular) -> None:
    with pytest.raises(NotAllowedError, match="'report' is not possible"):
        do(services, reporting.report, circular, DISTRICT)
    with pytest.raises(NotAllowedError, match="passes the circular on; excuse the units below it"):
        do(services, reporting.waive, circular, DISTRICT, why="it is far away")


def test_an_excused_office_is_finished_and_its_reason_kept(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=False)
    do(services, reporting.report, circular, PAO)
    do(services, reporting.waive, circular, TOWN, why="merged with its neighbour")
    found = states(services, circular)
    assert (found[TOWN], found[PROVINCE], found["DLA"]) == ("waived", "done", "done")
    with services.database.read() as conn:
        whys = select(t.events.c.why).where(t.events.c.action == "waive")
        assert list(conn.scalars(whys)) == ["merged with its neighbour"]


# The levels above


def test_a_level_is_done_when_all_below_it_are_and_not_before(services: Services, circular: Circular) -> None:
    *most, last = below(services, circular, DISTRICT)
    outcomes(services, circular, dict.fromkeys(most, "complete"), JUNE)
    assert task(services, circular, DISTRICT)["state"] == "passed_on"
    outcomes(services, circular, {last: "nil"}, "2020-06-16 10:00")
    row = task(services, circular, DISTRICT)
    assert (row["state"], row["outcome"], row["done_on"]) == ("done", "complete", date(2020, 6, 16))
    assert task(services, circular, PROVINCE)["state"] == "passed_on"
    outcomes(services, circular, dict.fromkeys(offices(services, circular), "complete"), "2020-06-17 10:00")
    assert set(states(services, circular).values()) == {"done"}


def test_returning_one_office_reopens_every_level_above_it_and_no_other(services: Services, circular: Circular) -> None:
    outcomes(services, circular, dict.fromkeys(offices(services, circular), "complete"), JUNE)
    do(services, reporting.return_incorrect, circular, SAO, why="not all of it")
    found = states(services, circular)
    assert {code for code, state in found.items() if state != "done"} == {SAO, DISTRICT, PROVINCE, "DLA"}
    assert {found[code] for code in (DISTRICT, PROVINCE, "DLA")} == {"passed_on"}
    assert task(services, circular, DISTRICT)["done_on"] is None


@pytest.mark.parametrize("reached", ["waiting", "sent", "received"])
def test_a_level_that_had_passed_nothing_on_goes_back_to_where_it_was(
    services: Services, tmp_path: Path, reached: str
) -> None:
    circular = issue(services, changed_file(tmp_path, who=PHRAE))
    if reached != "waiting":
        acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
        pass_on(services, circular, PROVINCE, "2020-05-29 10:00")
    if reached == "received":
        acknowledge(services, circular, DISTRICT, at="2020-06-01 09:00")
    under = below(services, circular, DISTRICT)
    outcomes(services, circular, dict.fromkeys(under, "complete"), JUNE)
    assert task(services, circular, DISTRICT)["state"] == "done"
    outcomes(services, circular, {under[0]: "incorrect"}, "2020-06-16 10:00")
    assert task(services, circular, DISTRICT)["state"] == reached
    if reached == "waiting":
        acknowledge(services, circular, PROVINCE, at="2020-06-16 11:00")
        pass_on(services, circular, PROVINCE, "2020-06-16 12:00")
    if reached != "received":
        acknowledge(services, circular, DISTRICT, at="2020-06-17 09:00")
    pass_on(services, circular, DISTRICT, "2020-06-17 10:00")
    acknowledge(services, circular, *under, at="2020-06-18 09:00")


def test_a_level_whose_offices_have_all_done_it_can_still_acknowledge(services: Services, tmp_path: Path) -> None:
    circular = issue(services, changed_file(tmp_path, who=SMALL))
    outcomes(services, circular, {PAO: "complete", TOWN: "complete"}, JUNE)
    assert receive(services, circular, PROVINCE).number == "1"
    assert task(services, circular, PROVINCE)["state"] == "done"


def test_two_last_offices_that_finish_at_the_same_moment_complete_the_level(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=False)
    begin = Barrier(2)

    def report(code: str) -> str:
        begin.wait()
        return do(services, reporting.report, circular, code)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(report, (PAO, TOWN))) == ["done", "done"]
    assert set(states(services, circular).values()) == {"done"}


# New deadlines


def extend(services: Services, circular: Circular, code: str, new: date, at: str = JUNE, why: str = "floods") -> int:
    with services.database.write() as conn:
        current = circulars.by_code(conn, circular.code)
        return deadlines.extend(conn, current, lookup.by_code(conn, code), new, act(at, why=why))


def test_a_district_gets_a_later_deadline_for_itself_and_all_below_it(services: Services, circular: Circular) -> None:
    new = date(2020, 9, 30)
    assert extend(services, circular, DISTRICT, new) == 2
    moved = {DISTRICT, *below(services, circular, DISTRICT)}
    for code in states(services, circular):
        row = task(services, circular, code)
        expected = (new, 2) if code in moved else (circular.deadline, 1)
        assert (row["deadline"], row["deadline_version"]) == expected, code


def test_a_deadline_given_later_does_not_shorten_one_that_is_later_still(
    services: Services, circular: Circular
) -> None:
    extend(services, circular, SAO, date(2020, 12, 30))
    assert extend(services, circular, "DLA", date(2020, 10, 30)) == 3
    assert (task(services, circular, SAO)["deadline"], task(services, circular, SAO)["deadline_version"]) == (
        date(2020, 12, 30),
        2,
    )
    assert (
        task(services, circular, PAO)["deadline"] == task(services, circular, "DLA")["deadline"] == date(2020, 10, 30)
    )
    with services.database.read() as conn:
        kept = conn.execute(select(t.deadlines).order_by(t.deadlines.c.version)).all()
    assert [(row.version, row.date, row.reason) for row in kept] == [
        (1, circular.deadline, "the circular's own"),
        (2, date(2020, 12, 30), "floods"),
        (3, date(2020, 10, 30), "floods"),
    ]


@pytest.mark.parametrize(
    ("new", "at", "why", "message"),
    [
        (date(2020, 8, 31), JUNE, "floods", "must be after today .* and after the old one"),
        (date(2020, 8, 30), JUNE, "floods", "must be after"),
        (date(2020, 9, 15), "2020-09-15 09:00", "floods", "must be after today"),
        (date(2020, 9, 30), JUNE, " ", "say why"),
    ],
)
def test_a_deadline_only_moves_later_into_the_future_and_for_a_reason(
    services: Services, circular: Circular, new: date, at: str, why: str, message: str
) -> None:
    with pytest.raises(NotAllowedError, match=message):
        extend(services, circular, DISTRICT, new, at, why)
    assert task(services, circular, DISTRICT)["deadline_version"] == 1


def test_the_first_deadline_stays_the_measure_of_on_time(services: Services, tmp_path: Path) -> None:
    circular = small(services, tmp_path, verify=False)
    do(services, reporting.report, circular, PAO, "2020-08-31 16:00")
    extend(services, circular, TOWN, date(2020, 9, 30), "2020-08-31 16:00")
    do(services, reporting.report, circular, TOWN, "2020-09-01 09:00")
    with services.database.read() as conn:
        (row,) = figures(conn, circulars.by_code(conn, circular.code))
    assert (row.expected, row.done, row.on_time, row.late) == (2, 2, 1, 1)


# The end


@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_nothing_about_a_finished_circular_changes_any_more(services: Services, tmp_path: Path, end: str) -> None:
    circular = small(services, tmp_path, verify=False)
    do(services, reporting.report, circular, PAO)
    with services.database.write() as conn:
        if end == "cancelled":
            assert completion.cancel(conn, circular, act(JUNE, why="superseded")) == 3
    if end == "closed":
        do(services, reporting.report, circular, TOWN)
        with services.database.write() as conn:
            closed = close.close_if_finished(conn, services.printer, act(JUNE), circular.id)
        assert closed is not None and closed.code == circular.code
    before = states(services, circular)
    for step in (reporting.return_incorrect, reporting.undo, reporting.waive, reporting.report, reporting.verify):
        with pytest.raises(NotAllowedError, match=end):
            do(services, step, circular, PAO, why="a reason")
    with pytest.raises(NotAllowedError, match=end):
        extend(services, circular, PAO, date(2020, 12, 30))
    with pytest.raises(NotAllowedError, match=end):
        outcomes(services, circular, {PAO: "missing"}, JUNE)
    assert states(services, circular) == before
    assert before[PAO] == "done"
