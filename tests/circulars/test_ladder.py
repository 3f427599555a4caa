"""The ladder's file is checked with clear faults, and its days are counted in the open."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.settings import ROOT
from workflow.calendar import WorkCalendar
from workflow.circulars.ladder import Ladder, Stage, When, read_ladder
from workflow.errors import InputError
from workflow.followup.due import in_season, timing

DEADLINE = date(2020, 8, 31)
STANDARD = read_ladder(ROOT / "config" / "ladders" / "standard.yaml")


def stage(ladder: Ladder, stage_id: str) -> Stage:
    return ladder.stage(stage_id).stage


def written(tmp_path: Path, *stages: str) -> Path:
    file = tmp_path / "office.yaml"
    file.write_text("name: office\nstages:\n" + "".join(f"  - {{{line}}}\n" for line in stages), "utf-8")
    return file


def one(stage_id: str = "first", more: str = "when: {after: 5}") -> str:
    return f"id: {stage_id}, title: ติดตาม, sender: province, form: stamped, template: followup, {more}"


def fault(file: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as refused:
        read_ladder(file)
    assert len(refused.value.faults) == 1, str(refused.value)
    found = refused.value.faults[0]
    assert found.file == "office.yaml"
    return found.field, found.problem


def test_the_standard_ladder_rises_from_the_departments_question_to_a_signed_letter() -> None:
    rungs = [(r.rank, r.stage.id, r.stage.sender, r.stage.form, r.stage.approval) for r in STANDARD.ranked_stages()]
    assert rungs == [
        (1, "progress", "department", "stamped", False),
        (2, "reminder", "province", "stamped", False),
        (3, "first", "province", "stamped", True),
        (4, "second", "province", "stamped", True),
        (5, "final", "province", "external", True),
        (6, "escalate-district", "province", "external", True),
        (7, "escalate-governor", "department", "external", True),
        (8, "escalate-department", "department", "memo", True),
    ]


def test_a_stage_with_two_directions_is_refused(tmp_path: Path) -> None:
    field, problem = fault(written(tmp_path, one(more="when: {before: 3, after: 5}")))
    assert field == "stages[1].when"
    assert problem.endswith("give either before or after, as a number of days")


def test_a_stage_without_a_direction_is_refused(tmp_path: Path) -> None:
    field, problem = fault(written(tmp_path, one(more="when: {days: calendar}")))
    assert field == "stages[1].when"
    assert "either before or after" in problem


@pytest.mark.parametrize("follows", ["nobody", "later", "first"])
def test_a_stage_that_follows_no_stage_before_it_is_refused(tmp_path: Path, follows: str) -> None:
    first = one("first", f"when: {{after: 5}}, follows: {follows}")
    _, problem = fault(written(tmp_path, first, one("later")))
    assert problem.endswith(f"stage 'first' follows '{follows}', which is not a stage before it")


def test_a_stage_given_twice_is_refused(tmp_path: Path) -> None:
    _, problem = fault(written(tmp_path, one("first"), one("first", "when: {after: 9}")))
    assert problem.endswith("stage 'first' is given twice")


def test_a_setting_no_stage_has_is_refused_with_its_place(tmp_path: Path) -> None:
    assert fault(written(tmp_path, one("first"), one("later", "when: {after: 5}, urgent: true"))) == (
        "stages[2].urgent",
        "there is no such setting",
    )


def test_every_fault_of_a_ladder_is_told_at_once(tmp_path: Path) -> None:
    bad = "id: Grüße, title: '', sender: king, when: {after: 0}, form: fax, template: followup, urgency: ไม่ด่วน"
    with pytest.raises(InputError) as refused:
        read_ladder(written(tmp_path, bad))
    places = {found.field for found in refused.value.faults}
    names = ("id", "title", "sender", "when.after", "form", "urgency")
    assert places == {f"stages[1].{name}" for name in names}


def test_a_ladder_without_stages_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "office.yaml"
    file.write_text("name: office\nstages: []\n", "utf-8")
    assert fault(file) == ("stages", "empty")


def test_working_days_after_the_deadline_skip_two_holidays_and_say_so(calendar: WorkCalendar) -> None:
    counted = stage(STANDARD, "first").when.count_from(DEADLINE, calendar)
    assert counted.date == date(2020, 9, 9)
    assert [step.date.day for step in counted.steps if step.counted] == [1, 2, 3, 8, 9]
    lines = counted.explain().splitlines()
    assert "5 working days after วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓" in lines[0]
    for day in ("วันศุกร์ที่ ๔ กันยายน ๒๕๖๓", "วันจันทร์ที่ ๗ กันยายน ๒๕๖๓"):
        (line,) = [line for line in lines if day in line]
        assert line.strip().startswith("skipped:")
        assert "ชดเชยวันสงกรานต์" in line


def test_calendar_days_count_holidays_and_weekends(calendar: WorkCalendar) -> None:
    counted = When(after=5, days="calendar").count_from(DEADLINE, calendar)
    assert counted.date == date(2020, 9, 5)
    assert "skipped" not in counted.explain()
    assert When(before=7, days="calendar").count_from(DEADLINE, calendar).date == date(2020, 8, 24)


def test_days_before_the_deadline_are_counted_back(calendar: WorkCalendar) -> None:
    assert stage(STANDARD, "reminder").when.count_from(DEADLINE, calendar).date == date(2020, 8, 25)
    assert stage(STANDARD, "progress").when.count_from(DEADLINE, calendar).date == date(2020, 8, 20)


def test_a_reminder_has_its_season_between_its_day_and_the_deadline(calendar: WorkCalendar) -> None:
    reminder = stage(STANDARD, "reminder")
    days = [date(2020, 8, day) for day in (24, 25, 31)]
    assert [in_season(reminder, DEADLINE, day, calendar) for day in days] == [False, True, True]
    assert not in_season(reminder, DEADLINE, date(2020, 9, 1), calendar)


def test_a_letter_after_the_deadline_is_never_out_of_season_again(calendar: WorkCalendar) -> None:
    first = stage(STANDARD, "first")
    assert not in_season(first, DEADLINE, date(2020, 9, 8), calendar)
    assert in_season(first, DEADLINE, date(2021, 9, 9), calendar)


def test_a_stage_waits_after_the_one_it_follows_and_explains_both_counts(calendar: WorkCalendar) -> None:
    when = timing(stage(STANDARD, "second"), DEADLINE, date(2020, 9, 9), calendar)
    assert when.day == date(2020, 9, 23)
    assert "3 working days after" in when.why
    assert "and 10 working days after 'first'" in when.why


def test_a_stage_whose_wait_is_over_is_due_by_the_deadline_alone(calendar: WorkCalendar) -> None:
    when = timing(stage(STANDARD, "second"), date(2020, 10, 16), date(2020, 9, 10), calendar)
    assert when.day == date(2020, 10, 21)  # 3 working days after a Friday
    assert "working days after 'first'" not in when.why


def test_a_stage_has_no_day_before_the_one_it_follows_was_dealt_with(calendar: WorkCalendar) -> None:
    when = timing(stage(STANDARD, "second"), DEADLINE, None, calendar)
    assert when.day is None
    assert "'first' has not been issued or discarded yet" in when.why


@given(
    n=st.integers(min_value=1, max_value=40),
    deadline=st.dates(date(2018, 1, 1), date(2025, 12, 31)),
    before=st.booleans(),
)
def test_a_day_counted_in_working_days_is_one_and_lies_on_its_side_of_the_deadline(
    calendar: WorkCalendar, n: int, deadline: date, before: bool
) -> None:
    when = When(before=n) if before else When(after=n)
    day = when.count_from(deadline, calendar).date
    assert calendar.is_working_day(day)
    assert calendar.working_days_between(deadline, day) == (-n if before else n)
    assert (day < deadline) is before
