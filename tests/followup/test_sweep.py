"""The sweep makes what is due: once, late if need be, about nobody who has done it."""

from datetime import date

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    TOWN,
    acknowledge,
    act,
    issue,
    moment,
    outcomes,
    pass_on,
    reach_offices,
    states,
)
from tests.support.sweeps import DEADLINE, FINAL, FIRST, PROGRESS, REMINDER, SECOND, approve, find, made, named, sweep
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.followup import make
from workflow.followup.due import due
from workflow.letters import issue as letter_issue
from workflow.letters import preparation
from workflow.letters.text import paragraphs
from workflow.progress import completion, reports
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.thai.spacing import squash

OFFICE, NEIGHBOUR = "6540603", "6540604"
"""Two อบต. of the same district."""
DEPARTMENT, PHRAE = "กรมส่งเสริมการปกครองท้องถิ่น", "จังหวัดแพร่"
DAYS = ("2020-08-19", "2020-08-20", "2020-08-24", "2020-08-25", "2020-08-31", "2020-09-01", "2020-09-08", "2020-09-09")


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def draft_of(services: Services, circular: Circular, stage: str) -> int:
    (row,) = (row for row in find(services, circular, stage) if row["state"] == "draft")
    return int(row["id"])


def discard(services: Services, letter_id: int, at: str, why: str) -> None:
    with services.database.write() as conn:
        preparation.discard(conn, letter_id, act(at, why=why))


def report(services: Services, circular: Circular, code: str, at: str) -> None:
    with services.database.write() as conn:
        reports.report(conn, circular, lookup.by_code(conn, code), act(at))


def test_a_sweep_day_after_day_makes_each_stage_on_its_day_and_nothing_else(
    services: Services, circular: Circular
) -> None:
    found = {day: made(sweep(services, f"{day} 09:00")) for day in DAYS}
    assert {day: letters for day, letters in found.items() if letters} == {
        "2020-08-20": [("progress", DEPARTMENT, 159)],
        "2020-08-25": [("reminder", PHRAE, 84)],
        "2020-09-09": [("first", PHRAE, 84)],
    }


def test_a_second_sweep_at_the_same_moment_makes_nothing(services: Services, circular: Circular) -> None:
    for at in (PROGRESS, REMINDER, FIRST):
        assert sweep(services, at).made
        before = sweeps.snapshot(services)
        again = sweep(services, at)
        assert (again.made, again.withdrawn, again.closed, again.incidents) == ([], [], [], [])
        assert sweeps.snapshot(services) == before


@pytest.mark.parametrize(
    ("at", "stages"),
    [
        ("2020-08-25 09:00", ["progress", "reminder"]),  # the reminder's own day: two senders, a letter each
        ("2020-08-26 09:00", ["progress", "reminder"]),  # a day of silence
        ("2020-08-31 23:59", ["progress", "reminder"]),  # the last minute before the deadline is over
        ("2020-09-01 00:00", []),  # after it no reminder is due any more, and the first follow-up is not due yet
        ("2020-09-17 09:00", ["first"]),  # eight days of silence after the follow-up's day
        ("2020-11-08 09:00", ["first"]),  # sixty days: the first follow-up only, for nothing has preceded the next
        ("2022-01-08 09:00", ["first"]),
    ],
)
def test_a_sweep_after_silence_makes_the_highest_due_stage_of_each_sender_once(
    services: Services, circular: Circular, at: str, stages: list[str]
) -> None:
    assert [stage for stage, _, _ in made(sweep(services, at))] == stages
    assert sweep(services, at).made == []


@pytest.mark.parametrize("silence", [0, 1, 8, 60])
def test_no_stage_is_lost_however_long_each_silence_is(services: Services, circular: Circular, silence: int) -> None:
    day = date.fromisoformat(FIRST[:10])
    for stage in ("first", "second", "final"):
        day = services.calendar.shift_calendar_days(day, silence).date if silence else day
        (letter,) = sweep(services, f"{day} 09:00").made
        assert letter.due.ranked.stage.id == stage
        approve(services, letter.letter_id, f"{day} 10:00")
        day = services.calendar.shift(day, 10).date
    assert [len(find(services, circular, stage)) for stage in ("first", "second", "final")] == [1, 1, 1]


def test_a_stage_is_not_made_before_the_one_it_follows_was_dealt_with(services: Services, circular: Circular) -> None:
    (first,) = sweep(services, FIRST).made
    assert sweep(services, "2020-12-09 09:00").made == []  # the draft waits: no second before somebody decides
    approve(services, first.letter_id, "2020-12-09 10:00")
    assert sweep(services, "2020-12-23 09:00").made == []  # ten working days, of which 10 and 11 December are none
    assert made(sweep(services, "2020-12-25 09:00")) == [("second", PHRAE, 84)]


def test_a_discarded_draft_needs_a_reason_is_not_made_again_and_lets_the_next_stage_come(
    services: Services, circular: Circular
) -> None:
    sweep(services, FIRST)
    letter = draft_of(services, circular, "first")
    with pytest.raises(NotAllowedError, match="only discarded for a reason"):
        discard(services, letter, "2020-09-09 10:00", "  ")
    discard(services, letter, "2020-09-09 10:00", "โทรศัพท์ติดตามแล้ว")
    with services.database.read() as conn:
        last = conn.execute(select(t.events.c.action, t.events.c.why).order_by(t.events.c.id.desc())).first()
    assert last is not None
    assert tuple(last) == ("discard", "โทรศัพท์ติดตามแล้ว")
    assert sweep(services, "2020-09-22 09:00").made == []
    assert made(sweep(services, SECOND)) == [("second", PHRAE, 84)]
    with pytest.raises(NotAllowedError, match="discarded"):
        discard(services, letter, "2020-09-24 10:00", "อีกครั้ง")


def test_a_unit_that_completes_between_two_sweeps_is_not_named_in_the_next_letter(
    services: Services, circular: Circular
) -> None:
    sweep(services, REMINDER)
    outcomes(services, circular, {OFFICE: "complete", PAO: "nil"}, "2020-08-26 08:00")
    sweep(services, FIRST)
    reminder, first = find(services, circular, "reminder")[0]["id"], find(services, circular, "first")[0]["id"]
    assert named(services, reminder) - named(services, first) == {OFFICE, PAO}
    assert PAO in sweeps.addressed(services, reminder)
    assert PAO not in sweeps.addressed(services, first)


def test_who_has_reported_is_not_named_while_nobody_has_checked_it(services: Services, circular: Circular) -> None:
    acknowledge(services, circular, TOWN, at="2020-06-01 09:00")
    report(services, circular, TOWN, "2020-08-30 09:00")
    sweep(services, FIRST)
    letter = find(services, circular, "first")[0]["id"]
    assert states(services, circular)[TOWN] == "reported"
    assert TOWN not in named(services, letter) | set(sweeps.addressed(services, letter))
    assert len(named(services, letter)) == 83


def test_a_reminder_about_missing_work_does_not_name_who_did_it_wrongly(services: Services, circular: Circular) -> None:
    outcomes(services, circular, {OFFICE: "incorrect"}, "2020-08-01 09:00")
    sweep(services, REMINDER)
    sweep(services, FIRST)
    reminder, first = find(services, circular, "reminder")[0]["id"], find(services, circular, "first")[0]["id"]
    assert named(services, first) - named(services, reminder) == {OFFICE}


def test_a_draft_has_no_number_and_no_day_and_takes_none(services: Services, circular: Circular) -> None:
    (letter,) = sweep(services, FIRST).made
    row = find(services, circular, "first")[0]
    assert letter.issued is None
    assert (row["state"], row["number"], row["date"], row["entry_id"], row["file"]) == ("draft", None, None, None, None)
    with services.database.read() as conn:
        paper = make.draft(conn, letter.letter_id, act(FIRST))
        proof = [squash(line) for line in paragraphs(letter_issue.proof(paper, services.printer, moment(FIRST)).data)]
    assert "ที่ พร ๐๐๒๓.๑/ว" in proof
    assert "กันยายน ๒๕๖๓" in proof
    assert squash(approve(services, letter.letter_id, "2020-09-10 09:00").issued.number) == "พร ๐๐๒๓.๑/ว ๒"
    issued = sweeps.text_lines(services, letter.letter_id)
    assert ("ที่ พร ๐๐๒๓.๑/ว ๒" in issued, "๑๐ กันยายน ๒๕๖๓" in issued) == (True, True)


def test_a_draft_nobody_needs_any_more_is_withdrawn_by_the_next_sweep(services: Services, circular: Circular) -> None:
    (letter,) = sweep(services, FIRST).made
    outcomes(services, circular, dict.fromkeys(sweeps.of_phrae(services, circular), "complete"), "2020-09-10 08:00")
    swept = sweep(services, "2020-09-10 09:00")
    assert (swept.made, swept.withdrawn) == ([], [letter.letter_id])
    assert find(services, circular, "first")[0]["state"] == "discarded"
    with pytest.raises(NotAllowedError, match="discarded"):
        approve(services, letter.letter_id, "2020-09-10 10:00")


def test_a_draft_withdrawn_because_of_an_extension_is_made_anew_for_the_new_deadline(
    services: Services, circular: Circular
) -> None:
    (letter,) = sweep(services, FIRST).made
    sweeps.extend(services, circular, PROVINCE, "2020-10-16", "2020-09-10 08:00")
    assert sweep(services, "2020-09-10 09:00").withdrawn == [letter.letter_id]
    assert sweep(services, "2020-10-25 09:00").made == []
    assert made(sweep(services, "2020-10-26 09:00")) == [("first", PHRAE, 84)]  # five working days; 23 October is none


def test_an_extension_silences_the_chase_of_one_unit_until_its_own_deadline(
    services: Services, circular: Circular
) -> None:
    sweep(services, PROGRESS)
    assert sweeps.extend(services, circular, OFFICE, "2020-09-30", "2020-08-24 09:00") == 2
    sweep(services, REMINDER)
    (first,) = sweep(services, FIRST).made
    assert OFFICE not in named(services, first.letter_id)
    approve(services, first.letter_id, FIRST)
    outcomes(services, circular, sweeps.all_but(services, circular, [OFFICE]), "2020-09-22 10:00")
    quiet = [made(sweep(services, f"2020-{day} 09:00")) for day in ("09-23", "09-24", "10-01", "10-06")]
    own = made(sweep(services, "2020-10-07 09:00"))
    assert [letter for letters in quiet for letter in letters] == [("reminder", PHRAE, 1)]
    assert own == [("first", PHRAE, 1)]  # its own first letter, not the second of a series it never got
    letter = find(services, circular, "first")[1]
    assert named(services, letter["id"]) == {OFFICE}
    assert (letter["deadline_version"], letter["deadline"]) == (2, date(2020, 9, 30))


def test_a_province_that_has_not_passed_the_circular_on_writes_nothing(services: Services) -> None:
    circular = issue(services)
    assert made(sweep(services, REMINDER)) == [("progress", DEPARTMENT, 159)]
    reach_offices(services, circular, at="2020-08-26 10:00")
    assert made(sweep(services, "2020-08-26 11:00")) == [("reminder", PHRAE, 84)]


def test_who_passes_the_circular_on_after_its_deadline_needs_more_time_first(services: Services) -> None:
    circular = issue(services)
    assert made(sweep(services, FIRST)) == []
    acknowledge(services, circular, PROVINCE, at="2020-09-10 09:00")
    before = sweeps.snapshot(services)
    with pytest.raises(NotAllowedError, match="has passed; the level above has to give more time first"):
        pass_on(services, circular, PROVINCE, at="2020-09-10 10:00")
    assert sweeps.snapshot(services) == before
    sweeps.extend(services, circular, PROVINCE, "2020-10-16", "2020-09-11 09:00")
    letter = pass_on(services, circular, PROVINCE, at="2020-09-11 10:00").letter_id
    assert "ภายในวันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓" in sweeps.text(services, letter)


def test_each_letter_is_addressed_only_to_those_with_somebody_who_lags(services: Services, circular: Circular) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, [OFFICE, NEIGHBOUR, TOWN]), "2020-08-01 09:00")
    sweep(services, REMINDER)
    letter = find(services, circular, "reminder")[0]
    assert sweeps.addressed(services, letter["id"]) == [TOWN, DISTRICT]
    assert letter["receiver"] == "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอสอง และสำนักงานเทศบาลเมืองแพร่"


@pytest.mark.parametrize("end", ["cancelled", "closed"])
def test_a_circular_that_is_over_is_never_swept(services: Services, circular: Circular, end: str) -> None:
    sweep(services, FIRST)
    if end == "cancelled":
        with services.database.write() as conn:
            completion.cancel(conn, circular, act("2020-09-09 10:00", why="ยกเลิก"))
    else:
        outcomes(services, circular, sweeps.all_but(services, circular, []), "2020-09-09 10:00")
        (closed,) = sweep(services, "2020-09-09 11:00").closed
        assert services.printer.store.path(closed.report).exists()
    assert sweeps.again(services, circular).state == end
    assert find(services, circular, "first")[0]["state"] == "discarded"
    before = sweeps.snapshot(services)
    for at in (SECOND, FINAL, "2025-01-01 09:00"):
        assert sweep(services, at).made == []
    assert sweeps.snapshot(services) == before
    with services.database.read() as conn:
        assert circulars.open_ones(conn) == []
        assert due(conn, moment(FINAL), services.calendar) == []


def test_the_deadline_itself_is_still_in_time(services: Services, circular: Circular) -> None:
    late = sweep(services, f"{DEADLINE} 23:00").made
    assert [letter.due.ranked.stage.id for letter in late] == ["progress", "reminder"]


def test_progress_is_not_told_of_a_deadline_that_is_not_theirs(services: Services, circular: Circular) -> None:
    sweeps.extend(services, circular, PROVINCE, "2020-09-30", "2020-08-03 09:00")
    assert made(sweep(services, PROGRESS)) == [("progress", DEPARTMENT, 75)]
    assert made(sweep(services, "2020-09-21 09:00")) == [("progress", DEPARTMENT, 84)]
    everybody_else, phrae = find(services, circular, "progress")
    assert PROVINCE not in sweeps.addressed(services, everybody_else["id"])
    assert len(sweeps.addressed(services, everybody_else["id"])) == 75
    assert sweeps.addressed(services, phrae["id"]) == [PROVINCE]


def test_what_a_sweep_does_is_known_to_be_done_by_nobody(services: Services, circular: Circular) -> None:
    sweep(services, FIRST)
    draft_of(services, circular, "first")
    with services.database.read() as conn:
        steps = select(t.events.c.actor_kind, t.events.c.action).order_by(t.events.c.id.desc())
        last = conn.execute(steps.limit(1)).one()
    assert tuple(last) == ("system", "prepare")
