"""`wian why` and `wian preview` tell beforehand exactly what the sweep then does."""

import pytest

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import (
    DISTRICT,
    PROVINCE,
    TOWN,
    acknowledge,
    act,
    issue,
    moment,
    outcomes,
    pass_on,
    reach_offices,
)
from tests.support.sweeps import FIRST, PROGRESS, REMINDER, SECOND, approve, extend, find, made, sweep
from workflow import incidents
from workflow.circulars.circular import Circular
from workflow.followup import make
from workflow.followup.due import due
from workflow.followup.explain import explain
from workflow.progress import reports
from workflow.registry import lookup
from workflow.registry.load import load

OFFICE = "6540603"
DAYS = (PROGRESS, REMINDER, "2020-09-01 09:00", FIRST, SECOND, "2020-12-01 09:00")


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def explained(services: Services, code: str, at: str) -> list[str]:
    with services.database.read() as conn:
        return [line.strip() for line in explain(conn, lookup.by_code(conn, code), moment(at), services.calendar)]


def stage(lines: list[str], stage_id: str) -> str:
    (line,) = [line for line in lines if line.startswith("stage ") and f"'{stage_id}':" in line]
    return line.split("': ", 1)[1]


def previewed(services: Services, at: str) -> list[tuple[str, str, str, list[str], int]]:
    with services.database.read() as conn:
        papers = [(item, make.preview(conn, item, act(at))) for item in due(conn, moment(at), services.calendar)]
    return [
        (
            item.ranked.stage.id,
            paper.sender.name,
            paper.receiver,
            [one.unit_name for one in paper.listed],
            item.lagging,
        )
        for item, paper in papers
    ]


def test_an_office_that_waits_for_its_district_is_told_so(services: Services) -> None:
    circular = issue(services)
    assert "blocked: อำเภอสอง has not passed the circular on yet" in explained(services, OFFICE, REMINDER)
    assert stage(explained(services, OFFICE, REMINDER), "reminder") == "not before จังหวัดแพร่ has passed the circular on"
    acknowledge(services, circular, PROVINCE, at="2020-05-20 09:00")
    pass_on(services, circular, PROVINCE, "2020-05-29 10:00")
    lines = explained(services, OFFICE, REMINDER)
    assert "blocked: อำเภอสอง has not passed the circular on yet" in lines
    assert stage(lines, "reminder") == "due on 2020-08-25 (now)"


def test_an_office_that_lags_sees_what_comes_and_when(services: Services, circular: Circular) -> None:
    lines = explained(services, OFFICE, "2020-08-01 09:00")
    assert lines[0] == f"องค์การบริหารส่วนตำบลเตาปูน ({OFFICE})"
    assert "info-2563 (open): task 'sent', outcome missing" in lines
    assert "deadline 2020-08-31, today 2020-08-01" in lines
    assert "waits for: the unit to acknowledge" in lines
    assert stage(lines, "progress") == "due on 2020-08-20"
    assert stage(lines, "reminder") == "due on 2020-08-25"
    assert stage(lines, "first") == "due on 2020-09-09"
    assert stage(lines, "second") == "not before 'first' has been issued or discarded"
    assert any(
        line.startswith("forwarding: อำเภอสอง พร ๐๐๒๓.๙/ว ๑ 2020-05-29 (issued, received by it)") for line in lines
    )


def test_an_office_sees_what_was_sent_about_it_and_its_receipt(services: Services, circular: Circular) -> None:
    acknowledge(services, circular, OFFICE, at="2020-06-03 09:40")
    sweep(services, REMINDER)
    (letter,) = sweep(services, FIRST).made
    lines = explained(services, OFFICE, FIRST)
    assert any("received by it), เลขรับ 1 on 2020-06-03 at 09:40:00" in line for line in lines)
    assert any(line == "reminder: จังหวัดแพร่ พร ๐๐๒๓.๑/ว ๒ 2020-08-25 (issued, names it)" for line in lines)
    assert any(line.startswith(f"first: จังหวัดแพร่ draft {letter.letter_id}") for line in lines)
    assert stage(lines, "first") == f"made, letter {letter.letter_id} is draft"
    approve(services, letter.letter_id, FIRST, "2020-10-16")
    lines = explained(services, OFFICE, FIRST)
    assert "deadline 2020-10-16 (moved from 2020-08-31), today 2020-09-09" in lines
    assert stage(lines, "second") == "due on 2020-10-21"
    assert stage(lines, "reminder").startswith("made, letter ")


def test_an_office_that_has_done_it_is_followed_up_no_more(services: Services, circular: Circular) -> None:
    outcomes(services, circular, {OFFICE: "nil"}, "2020-08-20 08:00")
    lines = explained(services, OFFICE, FIRST)
    assert "info-2563 (open): task 'done', outcome nil" in lines
    assert "no follow-up: nothing is left to do" in lines
    assert not any(line.startswith("stage ") for line in lines)


def test_a_report_nobody_has_checked_waits_for_the_level_above(services: Services, circular: Circular) -> None:
    acknowledge(services, circular, TOWN, at="2020-06-02 09:00")
    with services.database.write() as conn:
        reports.report(conn, circular, lookup.by_code(conn, TOWN), act("2020-08-30 09:00"))
    lines = explained(services, TOWN, FIRST)
    assert "waits for: the level above to verify the report" in lines
    assert not any("(now)" in line for line in lines)


def test_a_province_sees_how_many_below_it_are_open(services: Services, circular: Circular) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, [OFFICE, TOWN]), "2020-08-20 08:00")
    lines = explained(services, PROVINCE, REMINDER)
    assert "waits for: 2 units below it" in lines  # a district and a town
    assert any(line.startswith("forwarding: จังหวัดแพร่") and "sent by it" in line for line in lines)
    assert "waits for: 1 units below it" in explained(services, DISTRICT, REMINDER)


def test_after_the_deadline_a_reminder_is_told_to_come_no_more(services: Services, circular: Circular) -> None:
    assert stage(explained(services, OFFICE, "2020-09-01 09:00"), "reminder") == "not any more, the deadline has passed"


def test_an_office_the_first_letter_passed_over_is_told_so(services: Services, circular: Circular) -> None:
    outcomes(services, circular, {OFFICE: "complete"}, "2020-09-08 09:00")
    (letter,) = sweep(services, FIRST).made
    outcomes(services, circular, {OFFICE: "incorrect"}, "2020-09-10 09:00")
    sweeps.refresh(services, letter.letter_id, FIRST)  # found wrong before the approval: it is named after all
    approve(services, letter.letter_id, FIRST)
    assert stage(explained(services, OFFICE, "2020-09-10 10:00"), "first").startswith(
        f"made, letter {letter.letter_id}"
    )
    outcomes(services, circular, {TOWN: "complete"}, "2020-09-22 09:00")
    (second,) = sweep(services, SECOND).made
    approve(services, second.letter_id, SECOND)
    outcomes(services, circular, {TOWN: "incorrect"}, "2020-09-24 09:00")
    told = stage(explained(services, TOWN, "2020-09-24 10:00"), "second")
    assert told == f"not any more, 'second' has been made without it (letter {second.letter_id})"


def test_a_circular_that_does_not_concern_a_unit_is_told_so(services: Services, circular: Circular) -> None:
    with services.database.read() as conn:
        assert explain(conn, lookup.by_code(conn, "54"), moment(FIRST), services.calendar, circular)
    empty_line = "no circular concerns it"
    with services.database.write() as conn:
        from dataclasses import replace

        unit = lookup.by_code(conn, OFFICE)
        load(conn, [replace(unit.unit, code="6540699", name="องค์การบริหารส่วนตำบลใหม่", register="6540699")])
    assert explained(services, "6540699", FIRST)[1:] == [empty_line]


def test_a_preview_lists_exactly_what_the_sweep_then_makes_and_writes_nothing(
    services: Services, circular: Circular
) -> None:
    outcomes(services, circular, {OFFICE: "incorrect", TOWN: "complete"}, "2020-08-19 09:00")
    extend(services, circular, "5401", "2020-09-30", "2020-08-19 10:00")
    seen: list[str] = []
    for at in DAYS:
        before = sweeps.snapshot(services)
        shown = previewed(services, at)
        assert sweeps.snapshot(services) == before
        swept = sweep(services, at)
        assert [(stage_id, sender, len(names)) for stage_id, sender, _, names, _ in shown] == made(swept)
        for (stage_id, _, receiver, names, lagging), letter in zip(shown, swept.made, strict=True):
            (row,) = (row for row in find(services, circular, stage_id) if row["id"] == letter.letter_id)
            assert row["receiver"] == receiver
            assert len(names) == lagging == len(sweeps.named(services, letter.letter_id))
            seen.append(stage_id)
            if letter.issued is None:
                approve(services, letter.letter_id, at)
        assert previewed(services, at) == []
    assert set(seen) == {"progress", "reminder", "first", "second", "final"}


@pytest.mark.parametrize("passed_on", [False, True])
def test_why_says_now_about_exactly_the_stages_the_sweep_then_makes(services: Services, passed_on: bool) -> None:
    circular = issue(services)
    if passed_on:
        reach_offices(services, circular)
    for at in DAYS:
        told = {line.split("'")[1] for line in explained(services, OFFICE, at) if line.endswith("(now)")}
        swept = sweep(services, at).made
        assert told == {letter.due.ranked.stage.id for letter in swept}
        for letter in swept:
            if letter.issued is None:
                approve(services, letter.letter_id, at)


def test_an_incident_is_told_to_whom_it_keeps_a_letter_from(services: Services, circular: Circular) -> None:
    with services.database.write() as conn:
        for code, key in ((PROVINCE, "letter/info-2563/43/reminder/1"), (PROVINCE, f"mail/1/{PROVINCE}")):
            unit = lookup.by_code(conn, code)
            incidents.open_one(conn, key, f"the template is\nbroken: {key}", moment(REMINDER), circular.id, unit.id)
    letter = "incident since 2020-08-25, จังหวัดแพร่: the template is broken: letter/info-2563/43/reminder/1"
    mail = f"incident since 2020-08-25, จังหวัดแพร่: the template is broken: mail/1/{PROVINCE}"

    def told(code: str) -> list[str]:
        return [line for line in explained(services, code, REMINDER) if line.startswith("incident")]

    assert told(OFFICE) == told(DISTRICT) == [letter]
    assert told(PROVINCE) == [letter, mail]
    assert told("55") == []
    with services.database.write() as conn:
        incidents.settle(conn, "letter/info-2563/43/reminder/1", moment(REMINDER))
    assert told(OFFICE) == []
