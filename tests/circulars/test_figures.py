"""The figures of a circular add up, whatever has become of each office."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PROVINCE, TOWN, acknowledge, act, moment, outcomes
from tests.support.sweeps import extend
from workflow.circulars import figures as circular_figures
from workflow.circulars.circular import Circular
from workflow.circulars.figures import By, Figures, Progress, figures, total
from workflow.progress import reports
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.registry import lookup
from workflow.store import tables as t

OFFICE, NEIGHBOUR = "6540603", "6540604"
ENDS = ("missing", "incorrect", "nil", "complete", "waived", "untouched")


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def of(services: Services, circular: Circular, by: By = "province", code: str = PROVINCE) -> Figures:
    with services.database.read() as conn:
        (found,) = (row for row in figures(conn, circular, by=by) if row.code == code)
    return found


def adds_up(row: Figures) -> bool:
    parts = row.complete + row.nil + row.waived + row.missing + row.incorrect
    return parts == row.expected and row.done == row.complete + row.nil == row.on_time + row.late


def test_at_first_everything_is_expected_and_nothing_done(services: Services, circular: Circular) -> None:
    phrae = of(services, circular)
    assert (phrae.expected, phrae.received, phrae.missing, phrae.done) == (84, 0, 84, 0)
    with services.database.read() as conn:
        everybody = total(figures(conn, circular))
    assert (everybody.code, everybody.name, everybody.expected, everybody.missing) == ("", "รวม", 159, 159)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_figures_add_up_whatever_becomes_of_each_office(
    services: Services, circular: Circular, data: st.DataObject
) -> None:
    codes = sweeps.of_phrae(services, circular)
    ends = dict(zip(codes, data.draw(st.lists(st.sampled_from(ENDS), min_size=84, max_size=84)), strict=True))
    days = data.draw(st.lists(st.dates(date(2020, 8, 25), date(2020, 9, 6)), min_size=84, max_size=84))
    now = act("2020-09-07 09:00", why="ยกเว้น")
    with services.database.engine.connect() as conn, conn.begin() as transaction:
        rows = [
            Outcome(n, code, end, "", day)
            for n, ((code, end), day) in enumerate(zip(ends.items(), days, strict=True))
            if end in ("missing", "incorrect", "nil", "complete")
        ]
        if rows:
            import_outcomes(conn, circular, sweeps.THIS_FILE, rows, now)
        for code in (code for code, end in ends.items() if end == "waived"):
            reports.waive(conn, circular, lookup.by_code(conn, code), now)
        (phrae,) = (row for row in figures(conn, circular) if row.code == PROVINCE)
        districts = figures(conn, circular, by="district", province_id=lookup.by_code(conn, PROVINCE).id)
        single = figures(conn, circular, by="unit", province_id=lookup.by_code(conn, PROVINCE).id)
        transaction.rollback()
    count = Counter(ends.values())
    assert (phrae.complete, phrae.nil, phrae.waived) == (count["complete"], count["nil"], count["waived"])
    assert (phrae.missing, phrae.incorrect) == (count["missing"] + count["untouched"], count["incorrect"])
    late = [day for day, end in zip(days, ends.values(), strict=True) if end in ("nil", "complete")]
    assert phrae.late == sum(day > date(2020, 8, 31) for day in late)
    for rows_ in (districts, single):
        assert all(adds_up(row) for row in rows_)
        assert total(rows_, "จังหวัดแพร่") == Figures("", "จังหวัดแพร่", *list(vars(phrae).values())[2:])
    assert [row.expected for row in single] == [1] * 84


def test_on_time_is_counted_by_the_first_deadline_whatever_moved_later(services: Services, circular: Circular) -> None:
    extend(services, circular, PROVINCE, "2020-10-16", "2020-08-20 09:00")
    outcomes(services, circular, {OFFICE: "complete"}, "2020-08-31 23:30")
    outcomes(services, circular, {NEIGHBOUR: "complete"}, "2020-09-01 00:30")
    phrae = of(services, circular)
    assert (phrae.done, phrae.on_time, phrae.late) == (2, 1, 1)


def test_a_report_counts_when_it_is_checked_and_on_the_day_of_the_check(services: Services, circular: Circular) -> None:
    acknowledge(services, circular, TOWN, at="2020-06-02 09:00")
    with services.database.write() as conn:
        town = lookup.by_code(conn, TOWN)
        reports.report(conn, circular, town, act("2020-08-31 09:00"))
    assert (of(services, circular).done, of(services, circular).received, of(services, circular).missing) == (0, 1, 84)
    with services.database.write() as conn:
        reports.verify(conn, circular, town, act("2020-09-01 09:00"))
    assert (of(services, circular).complete, of(services, circular).late) == (1, 1)


def test_an_office_of_the_province_itself_counts_under_the_province_among_districts(
    services: Services, circular: Circular
) -> None:
    outcomes(services, circular, {TOWN: "complete", OFFICE: "nil"}, "2020-08-20 09:00")
    own, district = of(services, circular, "district"), of(services, circular, "district", DISTRICT)
    assert (own.expected, own.complete, own.nil) == (2, 1, 0)
    assert (district.expected, district.complete, district.nil) == (9, 0, 1)


def test_tasks_of_another_circular_do_not_count(services: Services, circular: Circular) -> None:
    before = of(services, circular)
    with services.database.write() as conn:
        row = dict(zip(t.circulars.columns.keys(), conn.execute(select(t.circulars)).one(), strict=True))
        conn.execute(insert(t.circulars).values(row | {"id": 77, "code": "other"}))
        for task in conn.execute(select(t.tasks)).mappings().all():
            conn.execute(insert(t.tasks).values(dict(task) | {"id": task["id"] + 10000, "circular_id": 77}))
        conn.execute(update(t.tasks).where(t.tasks.c.circular_id == 77).values(outcome="incorrect"))
    assert of(services, circular) == before


def test_the_overview_says_what_the_figures_said_when_it_was_last_counted(
    services: Services, circular: Circular
) -> None:
    with services.database.read() as conn:
        assert circular_figures.progress(conn) == {}
    acknowledge(services, circular, TOWN, at="2020-06-02 09:00")
    outcomes(services, circular, {TOWN: "complete", OFFICE: "nil", NEIGHBOUR: "incorrect"}, "2020-06-03 09:00")
    for _ in range(2):  # counting twice changes nothing
        with services.database.write() as conn:
            circular_figures.refresh(conn, moment("2020-06-04 09:00"))
    outcomes(services, circular, {NEIGHBOUR: "complete"}, "2020-06-05 09:00")
    with services.database.read() as conn:
        assert circular_figures.progress(conn) == {circular.id: Progress(159, 2, moment("2020-06-04 09:00"))}
        kept = conn.execute(select(t.figures).where(t.figures.c.province_id == of_phrae(conn))).mappings().one()
    assert [kept[name] for name in t.COUNTED] == [84, 1, 1, 1, 0, 81, 1, 2, 0]


def test_every_sweep_counts_and_a_circular_that_has_closed_keeps_its_last_count(
    services: Services, circular: Circular
) -> None:
    sweeps.sweep(services, "2020-06-04 09:00")
    outcomes(services, circular, sweeps.all_but(services, circular, []), "2020-06-05 09:00")
    sweeps.sweep(services, "2020-06-06 09:00")
    sweeps.sweep(services, "2020-06-07 09:00")
    with services.database.read() as conn:
        assert circular_figures.progress(conn) == {circular.id: Progress(159, 159, moment("2020-06-06 09:00"))}


def test_a_receipt_struck_out_no_longer_counts_as_received(services: Services, circular: Circular) -> None:
    acknowledge(services, circular, TOWN, at="2020-06-02 09:00")
    assert of(services, circular).received == 1
    with services.database.write() as conn:
        reports.undo(conn, circular, lookup.by_code(conn, TOWN), act("2020-06-02 10:00"))
    assert of(services, circular).received == 0


def of_phrae(conn: Connection) -> int:
    return lookup.by_code(conn, PROVINCE).id


def test_what_was_handed_over_is_counted_with_its_successor_only_and_what_was_left_over_is_missing(
    services: Services, circular: Circular
) -> None:
    before = of(services, circular)
    with services.database.write() as conn:
        # Past the state table, since nothing takes these steps yet.
        for code, state in ((OFFICE, "handed_over"), (NEIGHBOUR, "left")):
            of_office = t.tasks.c.unit_id == lookup.by_code(conn, code).id
            conn.execute(update(t.tasks).where(of_office).values(state=state))
    after = of(services, circular)
    assert (after.expected, after.missing) == (before.expected - 1, before.missing - 1)
    assert adds_up(after)
