"""Dates as people write them: the day and its weekday are seen in every form, and the right form is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.thai.dates import MONTHS, WEEKDAYS, find_dates, thai_date
from workflow.thai.digits import buddhist_year, thai_digits
from workflow.thai.spacing import squash

MONDAY = date(2020, 8, 31)
FORMS = (
    "วัน{weekday}ที่ {day} {month} {year}",
    "วัน{weekday}ที่ {day} เดือน{month} พ.ศ. {year}",
    "วัน{weekday} {day} {month} {year}",
    "วัน{weekday}ที่ {day} {month} พุทธศักราช {year}",
)


def written(form: str, day: date, weekday: int) -> str:
    parts = {"day": thai_digits(day.day), "month": MONTHS[day.month - 1], "year": thai_digits(buddhist_year(day))}
    return form.format(weekday=WEEKDAYS[weekday], **parts)


@given(st.sampled_from(FORMS), st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 6))
def test_day_and_weekday_are_seen_in_every_form(form: str, day: date, weekday: int) -> None:
    (found,) = find_dates(f"ภายใน{written(form, day, weekday)} นั้น")
    assert (found.value, found.form) == (day, "")
    assert bool(found.problem) == (weekday != day.weekday())


@given(st.dates(date(2010, 1, 1), date(2055, 12, 31)))
def test_two_figures_of_a_year_and_strokes_are_a_date_whose_right_form_is_told(day: date) -> None:
    short, right = thai_digits(buddhist_year(day) % 100), squash(thai_date(day))
    number, month = thai_digits(day.day), thai_digits(day.month)
    texts = [f"วันที่ {number} {MONTHS[day.month - 1]} {short}"] if buddhist_year(day) >= 2550 else []
    for text in (*texts, f"วันที่ {number}/{month}/{short}", f"วันที่ {number}/{month}/{thai_digits(buddhist_year(day))}"):
        (found,) = find_dates(f"ภายใน{text} นั้น")
        assert (found.value, found.problem, found.form) == (day, "", right)


def test_the_weekday_of_a_range_is_that_of_its_first_day_and_its_day_the_last() -> None:
    (right,) = find_dates("ระหว่างวันอาทิตย์ที่ ๓๐ – ๓๑ สิงหาคม ๒๕๖๓")
    assert (right.value, right.problem) == (MONDAY, "")
    (wrong,) = find_dates("ระหว่างวันศุกร์ที่ ๓๐ - ๓๑ สิงหาคม ๒๕๖๓")
    assert "30 August 2563 is a Sunday" in wrong.problem


@pytest.mark.parametrize(("text", "problem"), [("วันที่ ๓๒ สิงหาคม ๖๓", "no such day"), ("วันที่ ๑/๑๓/๒๕๖๓", "no month 13")])
def test_a_day_that_does_not_exist_is_told_however_it_is_written(text: str, problem: str) -> None:
    (found,) = find_dates(text)
    assert found.value is None and problem in found.problem


@pytest.mark.parametrize("text", ["ที่ พร ๐๐๒๓.๑/๑๒/๒๕๖๓", "ภายใน ๓๑ สิงหาคม ๑๐ แห่ง", "ข้อ ๑/๒/๖๓", "ว ๑๒ - ๓๑"])
def test_other_figures_are_no_dates(text: str) -> None:
    assert find_dates(text) == []
