"""Working days of Thai offices: facts of real years, counting, explaining, and the override table."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.settings import ROOT
from workflow.calendar import WorkCalendar
from workflow.errors import InputError
from workflow.localtime import BANGKOK, local_date

TABLE = ROOT / "config" / "holidays.csv"
OFFICES = WorkCalendar.load(TABLE)
HEADER = "date,change,name,why,source,region\n"

days = st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 12, 31))
counts = st.integers(min_value=-60, max_value=60)


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def write(rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "holidays.csv"
        path.write_text(header + rows, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 7, 27), "ชดเชยวันสงกรานต์"),
        (date(2020, 9, 4), "ชดเชยวันสงกรานต์"),
        (date(2020, 9, 7), "ชดเชยวันสงกรานต์"),
        (date(2020, 12, 11), "วันหยุดพิเศษ (เพิ่มเติม)"),
        (date(2021, 10, 22), "ชดเชยวันปิยมหาราช"),
        (date(2022, 5, 13), "วันพืชมงคล"),
        (date(2022, 12, 30), "วันหยุดพิเศษ (เพิ่มเติม)"),
        (date(2023, 1, 3), "ชดเชยวันสิ้นปี"),
    ],
)
def test_offices_are_closed_on_the_holidays_the_cabinet_set(day: date, name: str) -> None:
    assert OFFICES.holiday_name(day) == name
    assert OFFICES.why_closed(day) == name
    assert not OFFICES.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 4, 13),  # Songkran of 2563 was put off
        date(2020, 5, 1),  # Labour Day
        date(2020, 12, 7),
        date(2021, 5, 3),  # Labour Day's substitution
        date(2021, 10, 25),
        date(2022, 5, 2),
        date(2027, 5, 3),
        date(2020, 8, 31),
    ],
)
def test_offices_work_on_days_that_only_others_have_off(day: date) -> None:
    assert OFFICES.is_working_day(day)
    assert OFFICES.holiday_name(day) is None
    assert OFFICES.why_closed(day) == ""


def test_labour_day_closes_offices_in_no_year_to_come() -> None:
    first_of_may = [date(year, 5, 1) for year in range(2019, 2060)]
    assert all(OFFICES.is_working_day(day) == (day.weekday() < 5) for day in first_of_may)


def test_a_plain_weekend_is_closed_without_being_a_holiday() -> None:
    assert OFFICES.holiday_name(date(2020, 8, 29)) is None
    assert OFFICES.why_closed(date(2020, 8, 29)) == "วันเสาร์"
    assert OFFICES.why_closed(date(2020, 8, 30)) == "วันอาทิตย์"


def test_a_holiday_on_a_weekend_is_named() -> None:
    assert OFFICES.why_closed(date(2022, 12, 10)) == "วันรัฐธรรมนูญ"


def test_a_regional_holiday_closes_the_offices_of_its_region_only() -> None:
    north = WorkCalendar.load(TABLE, region="ภาคเหนือ")
    assert north.holiday_name(date(2021, 3, 26)) == "ประเพณีไหว้พระธาตุประจำปี"
    assert north.is_working_day(date(2021, 10, 6))
    assert OFFICES.is_working_day(date(2021, 3, 26))


def test_a_region_that_the_table_does_not_know_is_refused() -> None:
    with pytest.raises(InputError, match=r"no row for เหนือ; expected one of: .*ภาคเหนือ"):
        WorkCalendar.load(TABLE, region="เหนือ")


def test_counting_forward_skips_weekends_and_holidays_and_says_why() -> None:
    computed = OFFICES.shift(date(2020, 9, 2), 3)
    assert computed.date == date(2020, 9, 9)
    assert [(s.date.day, s.counted, s.why) for s in computed.steps] == [
        (3, True, ""),
        (4, False, "ชดเชยวันสงกรานต์"),
        (5, False, "วันเสาร์"),
        (6, False, "วันอาทิตย์"),
        (7, False, "ชดเชยวันสงกรานต์"),
        (8, True, ""),
        (9, True, ""),
    ]


def test_counting_backward_skips_them_too() -> None:
    assert OFFICES.shift(date(2020, 9, 8), -1).date == date(2020, 9, 3)


def test_no_days_from_a_closed_day_is_that_day() -> None:
    assert OFFICES.shift(date(2022, 12, 30), 0).date == date(2022, 12, 30)
    assert OFFICES.shift(date(2022, 12, 30), 0).steps == ()


def test_calendar_days_count_closed_days() -> None:
    computed = OFFICES.shift_calendar_days(date(2020, 9, 2), 4)
    assert computed.date == date(2020, 9, 6)
    assert [s.counted for s in computed.steps] == [True] * 4
    assert computed.steps[-1].why == "วันอาทิตย์"
    assert OFFICES.shift_calendar_days(date(2020, 9, 2), -4).date == date(2020, 8, 29)


def test_a_computed_date_explains_every_day_it_passed() -> None:
    assert OFFICES.shift(date(2020, 9, 3), 1).explain().splitlines() == [
        "1 working day after วันพฤหัสบดีที่ ๓ กันยายน ๒๕๖๓ (2020-09-03)",
        "  skipped: วันศุกร์ที่ ๔ กันยายน ๒๕๖๓ (2020-09-04), ชดเชยวันสงกรานต์",
        "  skipped: วันเสาร์ที่ ๕ กันยายน ๒๕๖๓ (2020-09-05), วันเสาร์",
        "  skipped: วันอาทิตย์ที่ ๖ กันยายน ๒๕๖๓ (2020-09-06), วันอาทิตย์",
        "  skipped: วันจันทร์ที่ ๗ กันยายน ๒๕๖๓ (2020-09-07), ชดเชยวันสงกรานต์",
        "  1. วันอังคารที่ ๘ กันยายน ๒๕๖๓ (2020-09-08)",
        "= วันอังคารที่ ๘ กันยายน ๒๕๖๓ (2020-09-08)",
    ]
    assert (
        OFFICES.shift_calendar_days(date(2020, 9, 3), -2)
        .explain()
        .startswith("2 calendar days before วันพฤหัสบดีที่ ๓ กันยายน ๒๕๖๓ (2020-09-03)\n  1. วันพุธที่ ๒")
    )


@given(days, counts)
def test_counting_between_undoes_counting_from(day: date, n: int) -> None:
    computed = OFFICES.shift(day, n)
    assert OFFICES.working_days_between(day, computed.date) == n
    assert n == 0 or OFFICES.is_working_day(computed.date)
    assert sum(step.counted for step in computed.steps) == abs(n)


@given(days, st.integers(min_value=0, max_value=90))
def test_days_between_counts_the_last_day_and_not_the_first(day: date, length: int) -> None:
    end = day + timedelta(days=length)
    expected = [d for i in range(1, length + 1) if OFFICES.is_working_day(d := day + timedelta(days=i))]
    assert OFFICES.working_days_between(day, end) == len(expected)


def bangkok(day: int, hour: int, minute: int) -> datetime:
    return datetime(2020, 9, day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (bangkok(2, 9, 0), bangkok(2, 16, 30)),
        (bangkok(2, 5, 0), bangkok(2, 16, 30)),
        (bangkok(2, 16, 30), bangkok(2, 16, 30)),
        (bangkok(2, 16, 31), bangkok(3, 10, 0)),
        (bangkok(3, 20, 0), bangkok(8, 10, 0)),
        (bangkok(4, 9, 0), bangkok(8, 10, 0)),  # a holiday
        (bangkok(5, 9, 0), bangkok(8, 10, 0)),  # a Saturday
        (datetime(2020, 9, 2, 9, 30, tzinfo=UTC), bangkok(2, 16, 30)),
        (datetime(2020, 9, 2, 17, 0, tzinfo=UTC), bangkok(3, 16, 30)),  # already the next day in Bangkok
    ],
)
def test_a_letter_is_acknowledged_the_same_day_or_early_on_the_next_working_day(sent: datetime, due: datetime) -> None:
    result = OFFICES.acknowledgement_due(sent)
    assert result.due == due
    assert result.due.utcoffset() == timedelta(hours=7)


def test_an_acknowledgement_time_explains_itself() -> None:
    late = OFFICES.acknowledgement_due(bangkok(3, 16, 45)).explain().splitlines()
    assert late[0] == (
        "arrived วันพฤหัสบดีที่ ๓ กันยายน ๒๕๖๓ (2020-09-03) 16.45: after 16.30, so by 10.00 of the next working day"
    )
    assert "  skipped: วันศุกร์ที่ ๔ กันยายน ๒๕๖๓ (2020-09-04), ชดเชยวันสงกรานต์" in late
    assert late[-1] == "due วันอังคารที่ ๘ กันยายน ๒๕๖๓ (2020-09-08) 10.00"
    assert "วันเสาร์, so by 10.00" in OFFICES.acknowledgement_due(bangkok(5, 9, 0)).explain()
    assert "so the same day\ndue" in OFFICES.acknowledgement_due(bangkok(2, 9, 0)).explain()


def test_the_local_date_is_bangkoks() -> None:
    assert local_date(datetime(2022, 12, 30, 17, 0, tzinfo=UTC)) == date(2022, 12, 31)
    assert local_date(datetime(2022, 12, 30, 16, 59, tzinfo=UTC)) == date(2022, 12, 30)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = bangkok(2, 9, 0).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        local_date(naive)
    with pytest.raises(ValueError, match="no time zone"):
        OFFICES.acknowledgement_due(naive)


def test_rows_of_the_table_close_and_open_days(table: Callable[[str], Path]) -> None:
    path = table(
        "2030-03-05,closed,วันหยุดพิเศษ,a test,,\n"
        "วันพฤหัสบดีที่ ๗ มีนาคม ๒๕๗๓,closed,วันหยุดพิเศษ,a Thai date,,\n"
        "\n,,,,,\n"
        '2020-09-04,open,ชดเชยวันสงกรานต์,"one, two",,\n'
    )
    mended = WorkCalendar.load(path)
    assert mended.holiday_name(date(2030, 3, 5)) == "วันหยุดพิเศษ"
    assert not mended.is_working_day(date(2030, 3, 7))
    assert mended.is_working_day(date(2020, 9, 4))
    assert not mended.is_working_day(date(2020, 9, 7))


def test_a_day_with_two_holidays_keeps_the_one_that_counts(table: Callable[[str], Path]) -> None:
    path = table("every year,open,ชดเชยวันวิสาขบูชา,a test,,\n")
    assert WorkCalendar().holiday_name(date(2023, 6, 5)) != WorkCalendar.load(path).holiday_name(date(2023, 6, 5))
    assert not WorkCalendar.load(path).is_working_day(date(2023, 6, 5))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2563-08-31,closed,ก,,,", "row 2, field date: 2563-08-31 looks like a Buddhist year"),
        ("31/8/2020,closed,ก,,,", "row 2, field date: .*expected a date or 'every year'"),
        ("2020-08-31,shut,ก,,,", "row 2, field change: 'shut' cannot stand here; expected open or closed"),
        ("every year,closed,ก,,,", "row 2, field change: 'closed' cannot stand here; expected open$"),
        ("2020-08-31,closed,,,,", "row 2, field name: empty; expected the holiday's Thai name"),
        ("2020-08-31,closed,ก,one, two,,,", "row 2: more cells than columns"),
        ("2020-08-31,closed,ก,,,\n\n2020-08-32,closed,ก,,,", "row 4, field date: .*no such day"),
    ],
)
def test_a_bad_row_is_named_by_row_and_field(table: Callable[[str], Path], row: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        WorkCalendar.load(table(row))


def test_every_bad_row_is_told_at_once(table: Callable[[str], Path]) -> None:
    with pytest.raises(InputError) as refusal:
        WorkCalendar.load(table("x,closed,ก,,,\n2020-08-31,closed,ก,,,\n2020-08-31,,ก,,,\n"))
    assert [(fault.row, fault.field) for fault in refusal.value.faults] == [(2, "date"), (4, "change")]


def test_a_file_without_the_right_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "holidays.csv"
    path.write_text("date,action,name\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 1: wrong columns; expected date,change,name,why,source,region"):
        WorkCalendar.load(path)


def test_a_file_that_is_missing_or_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "holidays.csv"
    with pytest.raises(InputError, match="cannot be read; expected a CSV file in UTF-8"):
        WorkCalendar.load(path)
    path.write_bytes((HEADER + "2020-08-31,closed,วันหยุด,,,\n").encode("cp874"))
    with pytest.raises(InputError, match="cannot be read; expected a CSV file in UTF-8"):
        WorkCalendar.load(path)
