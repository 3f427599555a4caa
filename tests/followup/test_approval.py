"""A person approves a follow-up: its list is made anew, a new deadline may be set, and it cites what it continues."""

from datetime import date

import pytest
from sqlalchemy import Row as SqlRow
from sqlalchemy import select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PROVINCE, TOWN, act, outcomes
from tests.support.ladders import change_ladder
from tests.support.sweeps import FINAL, FIRST, REMINDER, SECOND, approve, deadline_of, find, made, named, sweep
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, UnknownError
from workflow.followup import drafts, make
from workflow.followup.due import due
from workflow.letters.proofread import LetterFaultError
from workflow.letters.shown_draft import DraftChangedError
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.store import tables as t
from workflow.thai.spacing import squash

OFFICE, NEIGHBOUR = "6540603", "6540604"
UPSTREAM = "มท ๐๘๑๐.๒"


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def drafted(services: Services, at: str = FIRST) -> int:
    (letter,) = sweep(services, at).made
    assert letter.issued is None
    return letter.letter_id


def versions(services: Services, circular: Circular) -> list[SqlRow[int, date, str]]:
    columns = select(t.deadlines.c.version, t.deadlines.c.date, t.deadlines.c.reason).order_by(t.deadlines.c.version)
    with services.database.read() as conn:
        return list(conn.execute(columns.where(t.deadlines.c.circular_id == circular.id)))


def reference(services: Services, circular: Circular, stage: str) -> str:
    """A letter of the province as others cite it: by who signed or sealed it, with its urgency before ที่."""
    letter = next(row for row in find(services, circular, stage) if row["number"].startswith("พร\u00a0๐๐๒๓.๑/"))
    thai = {4: "กันยายน", 5: "พฤษภาคม", 9: "กันยายน", 10: "ตุลาคม"}[letter["date"].month]
    day = str(letter["date"].day).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    by = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่" if letter["form"] == "stamped" else "จังหวัดแพร่"
    urgency = f" {letter['urgency']}" if letter["urgency"] else ""
    return f"หนังสือ{by}{urgency} ที่ {squash(letter['number'])} ลงวันที่ {day} {thai} ๒๕๖๓"


def test_the_list_is_made_anew_and_who_has_done_it_since_is_told(services: Services, circular: Circular) -> None:
    outcomes(services, circular, {NEIGHBOUR: "complete"}, "2020-09-08 08:00")
    letter = drafted(services)
    outcomes(services, circular, {OFFICE: "complete"}, "2020-09-10 08:00")
    approved = approve(services, letter, "2020-09-10 09:00")
    assert approved.dropped_offices == ["องค์การบริหารส่วนตำบลเตาปูน"]
    assert OFFICE not in named(services, letter)
    text = sweeps.text(services, letter)
    assert "เตาปูน" not in text
    assert "จากทั้งหมด" not in text  # 82 of 84 are many, not a number
    assert "จำนวนมาก" in text


def test_what_is_approved_is_what_was_shown_with_a_shorter_list_at_most(services: Services, circular: Circular) -> None:
    """More offices, another form of the count or another addressee: nothing is issued, the draft is shown again."""
    outcomes(services, circular, sweeps.all_but(services, circular, [OFFICE, TOWN]), "2020-09-08 08:00")
    letter = drafted(services)
    for changed, problem in (
        ({NEIGHBOUR: "incorrect"}, "1 more offices lag"),
        ({NEIGHBOUR: "complete", TOWN: "complete"}, "'to' has changed"),
    ):
        outcomes(services, circular, changed, "2020-09-10 08:00")
        before = sweeps.snapshot(services)
        with pytest.raises(DraftChangedError, match=problem):
            approve(services, letter, "2020-09-10 09:00")
        assert sweeps.snapshot(services) == before
        sweeps.refresh(services, letter, "2020-09-10 09:00")
    assert approve(services, letter, "2020-09-10 09:00").dropped_offices == []
    assert named(services, letter) == {OFFICE}


def test_a_new_deadline_moves_everybody_below_with_a_new_version_and_its_reason(
    services: Services, circular: Circular
) -> None:
    letter = drafted(services)
    number = approve(services, letter, "2020-09-10 09:00", "2020-10-16").issued.number
    assert [tuple(row) for row in versions(services, circular)] == [
        (1, date(2020, 8, 31), "the circular's own"),
        (2, date(2020, 10, 16), f"set by จังหวัดแพร่ in the letter {number}"),
    ]
    for code in (PROVINCE, DISTRICT, TOWN, OFFICE):
        assert deadline_of(services, circular, code) == (date(2020, 10, 16), 2)
    assert deadline_of(services, circular, "55") == (date(2020, 8, 31), 1)
    assert find(services, circular, "first")[0]["deadline"] == date(2020, 10, 16)
    assert "ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓" in sweeps.text(services, letter)


TOO_EARLY = [
    ("2020-08-31", "2020-08-30 09:00", "after the old one"),
    ("2020-08-30", "2020-08-29 09:00", "after the old one"),
    ("2020-09-10", "2020-09-10 09:00", "after today"),
    ("2020-09-09", "2020-09-10 09:00", "after today"),
]


def test_a_new_deadline_not_later_than_the_old_one_and_today_is_refused(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    before = sweeps.snapshot(services)
    for new, at, problem in TOO_EARLY:
        with pytest.raises(NotAllowedError, match=problem):
            approve(services, letter, at, new)
        assert sweeps.snapshot(services) == before


def test_an_office_that_has_got_a_later_deadline_of_its_own_keeps_it(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    sweeps.extend(services, circular, OFFICE, "2020-12-30", "2020-09-09 10:00")
    sweeps.refresh(services, letter, "2020-09-10 09:00")  # 83 of 84 are not all any more
    approve(services, letter, "2020-09-10 09:00", "2020-10-16")
    assert OFFICE not in named(services, letter)
    assert deadline_of(services, circular, OFFICE) == (date(2020, 12, 30), 2)
    assert deadline_of(services, circular, NEIGHBOUR) == (date(2020, 10, 16), 3)


def test_only_a_stage_that_moves_deadlines_takes_a_new_one(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    change_ladder(services, circular, "first", moves_deadline=False)
    with pytest.raises(NotAllowedError, match="'first' does not move the deadline"):
        approve(services, letter, "2020-09-10 09:00", "2020-10-16")
    assert approve(services, letter, "2020-09-10 09:00").issued.date == date(2020, 9, 10)


def test_only_a_draft_can_be_approved_and_only_once(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    approve(services, letter, "2020-09-10 09:00")
    before = sweeps.snapshot(services)
    with pytest.raises(NotAllowedError, match="is issued; only a draft can be approved"):
        approve(services, letter, "2020-09-10 10:00", "2020-10-16")
    with pytest.raises(UnknownError, match="there is no letter 9999"):
        approve(services, 9999, "2020-09-10 10:00")
    assert sweeps.snapshot(services) == before


def test_a_draft_about_nobody_cannot_be_approved(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    outcomes(services, circular, dict.fromkeys(sweeps.of_phrae(services, circular), "complete"), "2020-09-10 08:00")
    before = sweeps.snapshot(services)
    with pytest.raises(NotAllowedError, match="nobody on the list"):
        approve(services, letter, "2020-09-10 09:00", "2020-10-16")
    assert sweeps.snapshot(services) == before


def test_a_signer_whose_right_does_not_cover_the_day_is_refused(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    acting = Signer(
        own_title="รองผู้ว่าราชการจังหวัด",
        mode=Mode.ACTING,
        for_title="ผู้ว่าราชการจังหวัดแพร่",
        valid_to=date(2020, 9, 9),
    )
    with pytest.raises(NotAllowedError, match="may not sign"):
        approve(services, letter, "2020-09-10 09:00", signer=acting)
    assert find(services, circular, "first")[0]["state"] == "draft"


def test_the_next_stage_counts_from_the_new_deadline(services: Services, circular: Circular) -> None:
    sweep(services, REMINDER)
    approve(services, drafted(services), "2020-09-10 09:00", "2020-10-16")
    for at in ("2020-09-25 09:00", "2020-10-12 09:00", "2020-10-16 23:00", "2020-10-20 23:00"):
        assert sweep(services, at).made == []
    (second,) = sweep(services, "2020-10-21 00:30").made
    assert (second.due.ranked.stage.id, second.due.version, second.due.deadline) == ("second", 2, date(2020, 10, 16))


def test_each_follow_up_cites_the_senders_own_letter_before_it(services: Services, circular: Circular) -> None:
    sweep(services, REMINDER)
    reminder_text = sweeps.text(services, find(services, circular, "reminder")[0]["id"])
    forwarding = reference(services, circular, "forwarding")
    assert f"ตาม{forwarding}" in reminder_text

    approve(services, drafted(services, FIRST), FIRST)
    first_text = sweeps.text(services, find(services, circular, "first")[0]["id"])
    first = reference(services, circular, "first")
    assert f"ตาม{forwarding} เรื่อง {circular.subject}" in first_text

    approve(services, drafted(services, SECOND), SECOND)
    second_text = sweeps.text(services, find(services, circular, "second")[0]["id"])
    second = reference(services, circular, "second")
    assert f"ตาม{first}" in second_text
    assert forwarding not in second_text

    final = drafted(services, FINAL)
    approve(services, final, FINAL)
    lines = sweeps.text_lines(services, final)
    cited = [line for line in lines if line.startswith("อ้างถึง") or second in line]
    assert second in " ".join(cited)
    assert forwarding in " ".join(lines)
    assert first not in " ".join(lines)

    for text in (reminder_text, first_text, second_text, " ".join(lines)):
        assert UPSTREAM not in text


def test_a_third_stamped_letter_cites_the_latest_follow_up_only_and_is_not_issued(
    services: Services, circular: Circular
) -> None:
    change_ladder(services, circular, "final", form="stamped", template="followup")
    for at in (FIRST, SECOND):
        approve(services, drafted(services, at), at)
    letter = drafted(services, FINAL)
    (cite,) = find(services, circular, "final")[0]["cites"]
    assert cite["letter_id"] == find(services, circular, "second")[0]["id"]
    before = sweeps.snapshot(services)
    with pytest.raises(LetterFaultError, match="L16-signed"):
        approve(services, letter, FINAL)
    assert sweeps.snapshot(services) == before


def test_what_is_cited_is_kept_with_the_letter(services: Services, circular: Circular) -> None:
    approve(services, drafted(services, FIRST), FIRST)
    approve(services, drafted(services, SECOND), SECOND)
    first, second = find(services, circular, "first")[0], find(services, circular, "second")[0]
    (cite,) = second["cites"]
    assert (cite["letter_id"], cite["number"]) == (first["id"], squash(first["number"]))
    assert (cite["file"], cite["sha256"]) == (first["file"], first["sha256"])


def test_who_never_got_the_first_follow_up_is_not_referred_to_it(services: Services, circular: Circular) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, [TOWN]), "2020-09-08 08:00")
    approve(services, drafted(services, FIRST), FIRST)  # to the town alone
    outcomes(services, circular, {OFFICE: "incorrect"}, "2020-09-10 08:00")
    second = drafted(services, SECOND)
    approve(services, second, SECOND)
    assert set(sweeps.addressed(services, second)) == {TOWN, DISTRICT}
    text = sweeps.text(services, second)
    assert f"ตาม{reference(services, circular, 'forwarding')}" in text
    assert reference(services, circular, "first") not in text


def test_looking_at_a_draft_changes_nothing(services: Services, circular: Circular) -> None:
    letter = drafted(services)
    before = sweeps.snapshot(services)
    with services.database.write() as conn:
        assert len(make.draft(conn, letter, act(FIRST)).listed) == 84
        assert not drafts.is_needless(conn, letter)
    assert sweeps.snapshot(services) == before


def test_nothing_is_due_about_who_stands_on_a_draft_that_waits(services: Services, circular: Circular) -> None:
    drafted(services)
    with services.database.read() as conn:
        assert due(conn, act(FINAL).now, services.calendar) == []
    assert made(sweep(services, FINAL)) == []


def test_two_first_follow_ups_under_two_deadlines_do_not_make_the_second_a_third_that_has_to_be_signed(
    services: Services, circular: Circular
) -> None:
    late = (OFFICE, NEIGHBOUR)  # of one district, so that every letter has the same addressee
    outcomes(services, circular, sweeps.all_but(services, circular, late), "2020-08-20 09:00")
    sweeps.extend(services, circular, OFFICE, "2020-09-04", "2020-08-20 10:00")
    for at, stage in ((FIRST, "first"), ("2020-09-14 09:00", "first"), (SECOND, "second")):
        letter_id = drafted(services, at)
        assert find(services, circular, stage)[-1]["id"] == letter_id
        approve(services, letter_id, at)
    assert "เป็นครั้งที่ ๒" in sweeps.text(services, letter_id)
