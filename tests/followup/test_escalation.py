"""Stages that go up: to the superiors of those that lag, and to the head of the office itself."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    TOWN,
    act,
    outcomes,
)
from tests.support.ladders import change_ladder, with_own_memo
from tests.support.sweeps import FINAL, FIRST, SECOND, Row, approve, find, made, named, sweep
from tests.support.two_provinces import two_provinces
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import read_ladder
from workflow.errors import InputError
from workflow.followup.explain import explain
from workflow.followup.lagging import LagQuery
from workflow.letters import preparation
from workflow.letters.proofread import LetterFaultError
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.thai.spacing import squash

DEPARTMENT, PHRAE = "กรมส่งเสริมการปกครองท้องถิ่น", "จังหวัดแพร่"
OFFICE, NEIGHBOUR, FAR = "6540603", "6540604", "6540409"
"""Two อบต. of อำเภอสอง, and one of another district."""
TO_DISTRICT, TO_GOVERNOR, TO_DEPARTMENT = "2020-10-22 09:00", "2020-11-06 09:00", "2020-11-24 09:00"
"""10 and 20 working days after `final`, and 10 after the letter to the governors (13 and 23 October, 19 and 20
November are holidays)."""


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def lag(services: Services, circular: Circular, late: Sequence[str], at: str = "2020-09-08 08:00") -> None:
    """Everybody has done it but these."""
    outcomes(services, circular, sweeps.all_but(services, circular, late), at)


def made_and_approved(services: Services, at: str, new_deadline: str = "") -> list[tuple[str, str, int]]:
    """What a sweep made, all of it approved the same moment."""
    swept = sweep(services, at)
    for letter in swept.made:
        if letter.issued is None:
            approve(services, letter.letter_id, at, new_deadline)
    return made(swept)


def chased(services: Services, circular: Circular, *late: str) -> None:
    """All three follow-ups of the province are out, each on its day; only `late` lag."""
    lag(services, circular, late)
    assert [made_and_approved(services, at)[0][0] for at in (FIRST, SECOND, FINAL)] == ["first", "second", "final"]


def only(services: Services, circular: Circular, stage: str) -> Row:
    (row,) = find(services, circular, stage)
    return row


def written(services: Services, circular: Circular, stage: str, at: str) -> str:
    """The text of a stage's only letter, approved."""
    letter = int(only(services, circular, stage)["id"])
    approve(services, letter, at)
    return sweeps.text(services, letter)


def test_ten_working_days_after_the_final_letter_the_district_chiefs_superiors_letter_is_a_draft(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE, NEIGHBOUR, PAO, TOWN)
    assert sweep(services, "2020-10-21 23:00").made == []
    assert made(sweep(services, TO_DISTRICT)) == [("escalate-district", PHRAE, 2)]
    row = only(services, circular, "escalate-district")
    assert (row["state"], row["form"], row["number"]) == ("draft", "external", None)
    assert named(services, row["id"]) == {
        OFFICE,
        NEIGHBOUR,
    }  # never the อบจ. and ทม., which no district chief supervises
    assert sweeps.addressed(services, row["id"]) == [DISTRICT]
    assert row["receiver"] == "นายอำเภอสอง"
    before = sweeps.snapshot(services)
    assert sweep(services, TO_DISTRICT).made == []
    assert sweeps.snapshot(services) == before


def test_no_district_chief_is_written_to_about_a_pao_or_a_town(services: Services, circular: Circular) -> None:
    chased(services, circular, PAO, TOWN)
    for at in (TO_DISTRICT, "2020-11-05 09:00"):
        assert sweep(services, at).made == []
    assert made(sweep(services, TO_GOVERNOR)) == [("escalate-governor", DEPARTMENT, 2)]


def test_the_letter_to_the_district_chief_cites_the_first_and_the_last_letter_and_says_how_many_there_were(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE)
    sweep(services, TO_DISTRICT)
    text = written(services, circular, "escalate-district", TO_DISTRICT)
    rows = [find(services, circular, "forwarding")[0], only(services, circular, "final")]
    assert [cite["letter_id"] for cite in only(services, circular, "escalate-district")["cites"]] == [
        r["id"] for r in rows
    ]
    carried, final = (squash(row["number"]) for row in rows)
    assert f"หนังสือจังหวัดแพร่ ที่ {carried} ลงวันที่" in text
    assert f"หนังสือจังหวัดแพร่ ด่วนที่สุด ที่ {final} ลงวันที่" in text  # the urgency stands before ที่
    assert "และได้ติดตามมาแล้ว จำนวน ๓ ครั้ง ครั้งหลังสุดขอให้ดำเนินการโดยด่วน นั้น" in text
    assert "ปรากฏว่าองค์การบริหารส่วนตำบลเตาปูนยังดำเนินการไม่แล้วเสร็จ" in text
    assert "จึงขอให้อำเภอกำชับหน่วยงานดังกล่าวดำเนินการให้แล้วเสร็จ" in text and "ผู้กำกับดูแล" not in text


def test_what_a_second_district_never_got_is_not_cited_to_both(services: Services, circular: Circular) -> None:
    lag(services, circular, [OFFICE])
    made_and_approved(services, FIRST)
    made_and_approved(services, SECOND)
    outcomes(services, circular, {FAR: "incorrect"}, "2020-09-30 08:00")
    made_and_approved(services, FINAL)
    assert made_and_approved(services, TO_DISTRICT) == [("escalate-district", PHRAE, 2)]
    letter = only(services, circular, "escalate-district")
    assert len(sweeps.addressed(services, letter["id"])) == 2
    reached_both = [find(services, circular, "forwarding")[0]["id"], only(services, circular, "final")["id"]]
    assert [cite["letter_id"] for cite in letter["cites"]] == reached_both
    text = sweeps.text(services, letter["id"])
    assert "ได้ติดตามมาแล้ว จำนวน ๑ ครั้ง" in text
    assert squash(only(services, circular, "first")["number"]) + " ลงวันที่" not in text


def test_who_has_had_no_follow_up_is_not_told_of_any(services: Services, circular: Circular) -> None:
    chased(services, circular, OFFICE)
    outcomes(services, circular, {OFFICE: "complete", FAR: "incorrect"}, "2020-10-20 08:00")
    assert made_and_approved(services, TO_DISTRICT) == [("escalate-district", PHRAE, 1)]
    letter = only(services, circular, "escalate-district")
    assert [cite["letter_id"] for cite in letter["cites"]] == [find(services, circular, "forwarding")[0]["id"]]
    assert "ติดตาม" not in sweeps.text(services, letter["id"])


def test_a_letter_to_a_superior_is_no_follow_up_of_its_own(services: Services, circular: Circular) -> None:
    chased(services, circular, OFFICE)
    sweep(services, TO_DISTRICT)
    assert "(ติดตามครั้งที่" not in written(services, circular, "escalate-district", TO_DISTRICT)
    assert only(services, circular, "escalate-district")["subject"] == circular.subject
    assert only(services, circular, "final")["subject"] == f"{circular.subject} (ติดตามครั้งที่ ๓)"
    ladder = circular.ladder
    assert [ladder.follow_up_number(r) for r in ladder.ranked_stages()] == [0, 0, 1, 2, 3, 0, 0, 0]


def test_a_letter_to_a_superior_that_is_not_signed_is_not_issued(services: Services, circular: Circular) -> None:
    change_ladder(services, circular, "escalate-governor", form="stamped", template="progress")
    chased(services, circular, TOWN)
    (draft,) = sweep(services, TO_GOVERNOR).made
    before = sweeps.snapshot(services)
    with pytest.raises(LetterFaultError, match="L16-signed"):
        approve(services, draft.letter_id, TO_GOVERNOR)
    assert sweeps.snapshot(services) == before


def test_the_letter_to_the_district_chiefs_may_set_a_new_deadline_and_the_governors_letter_waits_for_it(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE, TOWN)
    sweep(services, TO_DISTRICT)
    letter = only(services, circular, "escalate-district")["id"]
    approve(services, letter, TO_DISTRICT, "2020-11-30")
    assert "ภายในวันจันทร์ที่ ๓๐ พฤศจิกายน ๒๕๖๓ และแจ้งผลให้จังหวัดแพร่ทราบ" in sweeps.text(services, letter)
    with services.database.read() as conn:
        assert conn.scalar(select(t.deadlines.c.date).where(t.deadlines.c.version == 2)) == date(2020, 11, 30)
    for at in (TO_GOVERNOR, "2020-12-02 09:00"):
        assert sweep(services, at).made == []
    assert made(sweep(services, "2020-12-03 09:00")) == [("escalate-governor", DEPARTMENT, 2)]  # 3 working days after


def test_twenty_working_days_after_the_final_letter_the_governor_is_told_who_still_lags(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE, NEIGHBOUR, TOWN)
    outcomes(services, circular, {NEIGHBOUR: "complete", PAO: "incorrect"}, "2020-10-20 08:00")
    made_and_approved(services, TO_DISTRICT)
    assert sweep(services, "2020-11-05 23:00").made == []
    assert made(sweep(services, TO_GOVERNOR)) == [("escalate-governor", DEPARTMENT, 2)]
    letter = only(services, circular, "escalate-governor")["id"]
    # Not the neighbour, which has done it, nor the อบจ., which the province has not named in its final letter.
    assert named(services, letter) == {OFFICE, TOWN}
    assert sweeps.addressed(services, letter) == [PROVINCE]
    assert squash(approve(services, letter, TO_GOVERNOR).issued.number) == "มท ๐๘๑๐.๒/๑"  # one governor: no ว
    lines = sweeps.text_lines(services, letter)
    assert "เรียน ผู้ว่าราชการจังหวัดแพร่" in lines
    start = lines.index("จังหวัด")  # the head of the list's column of places
    assert lines[start : start + 7] == [
        *("จังหวัด", "หน่วยงาน", "ผลการดำเนินการ", "๑", "แพร่", "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง"),
        "ยังไม่บันทึกข้อมูล",
    ]
    assert lines[start + 8 : start + 10] == ["แพร่", "เทศบาลเมืองแพร่"]
    text = "\n".join(lines)
    assert f"อ้างถึง หนังสือ{DEPARTMENT} ที่ มท ๐๘๑๐.๒/ว ๑ ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓" in text
    assert "ติดตาม" not in text  # the department has not followed up itself
    assert "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ" in lines


def test_the_governor_is_not_told_before_the_province_has_sent_its_final_letter(
    services: Services, circular: Circular
) -> None:
    lag(services, circular, [OFFICE, "11"])
    for at in (FIRST, SECOND):
        made_and_approved(services, at)
    (final,) = sweep(services, FINAL).made
    with services.database.write() as conn:
        preparation.discard(conn, final.letter_id, act(FINAL, why="ประสานทางโทรศัพท์แล้ว"))
    later = made(sweep(services, TO_GOVERNOR)), made(sweep(services, "2021-03-01 09:00"))
    assert later == ([("escalate-district", PHRAE, 1)], [])


def test_the_memo_tells_the_departments_head_ten_working_days_after_the_governors_letter(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE, TOWN)
    made_and_approved(services, TO_DISTRICT)
    made_and_approved(services, TO_GOVERNOR)
    outcomes(services, circular, {TOWN: "nil"}, "2020-11-20 08:00")
    assert sweep(services, "2020-11-23 23:00").made == []
    assert made(sweep(services, TO_DEPARTMENT)) == [("escalate-department", DEPARTMENT, 1)]
    letter = only(services, circular, "escalate-department")
    assert (letter["state"], letter["form"], sweeps.addressed(services, letter["id"])) == ("draft", "memo", ["DLA"])
    assert squash(approve(services, letter["id"], TO_DEPARTMENT).issued.number) == "มท ๐๘๑๐.๒/๒"
    lines = sweeps.text_lines(services, letter["id"])
    for line in (
        "บันทึกข้อความ",
        "ส่วนราชการ กองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒",
        "ที่ มท ๐๘๑๐.๒/๒ วันที่ ๒๔ พฤศจิกายน ๒๕๖๓",
        "เรียน อธิบดีกรมส่งเสริมการปกครองท้องถิ่น",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
        "ผู้อำนวยการกองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น",
    ):
        assert line in lines
    text = "\n".join(lines)
    assert "ขอแสดงความนับถือ" not in text
    assert "ปรากฏว่าองค์การบริหารส่วนตำบลเตาปูน อำเภอสอง ยังไม่บันทึกข้อมูลดังกล่าว" in text
    assert "เอกสารแนบ" not in text  # a single office is named in the text
    assert named(services, letter["id"]) == {OFFICE}
    before = sweeps.snapshot(services)
    assert sweep(services, "2021-06-01 09:00").made == []
    assert sweeps.snapshot(services) == before


def test_a_memo_tells_the_deadline_that_the_letter_it_cites_has(services: Services, circular: Circular) -> None:
    lag(services, circular, [OFFICE])
    made_and_approved(services, FIRST, "2020-10-16")
    for at in ("2020-10-21 09:00", "2020-11-05 09:00"):  # 3 working days after the new deadline, and 10 after that
        made_and_approved(services, at)
    while not find(services, circular, "escalate-department"):
        at = "2021-01-04 09:00" if find(services, circular, "escalate-governor") else "2020-12-09 09:00"
        assert made_and_approved(services, at)
    text = sweeps.text(services, only(services, circular, "escalate-department")["id"])
    assert "ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓" in text
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ นั้น" in text
    # The memo names 31 August, and 16 October held for this office, so that no number of days would be true.
    assert "ล่วงเลย" not in text.replace("ล่วงเลยกำหนดเวลาที่ขยายให้แล้ว", "")


def test_nobody_is_told_of_a_unit_that_has_done_it_meanwhile_and_its_draft_is_withdrawn(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE)
    (draft,) = sweep(services, TO_DISTRICT).made
    outcomes(services, circular, {OFFICE: "complete", TOWN: "incorrect"}, "2020-10-23 08:00")
    swept = sweep(services, "2020-10-26 09:00")
    assert (made(swept), swept.withdrawn) == ([], [draft.letter_id])
    for at in (TO_GOVERNOR, TO_DEPARTMENT, "2021-06-01 09:00"):
        assert sweep(services, at).made == []


def test_several_governors_get_one_circular_letter_with_the_list_by_province(services: Services) -> None:
    circular = two_provinces(services)
    lag(services, circular, [OFFICE, TOWN, "6550101"])
    for at in (FIRST, SECOND, FINAL, TO_DISTRICT):
        assert len(made_and_approved(services, at)) == 2
    assert made_and_approved(services, TO_GOVERNOR) == [("escalate-governor", DEPARTMENT, 3)]
    letter = only(services, circular, "escalate-governor")
    assert sweeps.addressed(services, letter["id"]) == [PROVINCE, "55"]
    assert squash(letter["number"]) == "มท ๐๘๑๐.๒/ว ๒"
    text = sweeps.text(services, letter["id"])
    assert "เรียน ผู้ว่าราชการจังหวัดแพร่ และผู้ว่าราชการจังหวัดน่าน" in text
    assert "องค์กรปกครองส่วนท้องถิ่นตามบัญชีรายชื่อที่ส่งมาด้วย จำนวน ๓ แห่ง ยังดำเนินการไม่แล้วเสร็จ" in text
    assert "\n".join(("จังหวัดแพร่ จำนวน ๒ แห่ง", "๑", "แพร่", "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง")) in text
    assert "\n".join(("จังหวัดน่าน จำนวน ๑ แห่ง", "๓", "น่าน", "องค์การบริหารส่วนตำบลส้าน อำเภอเวียงสา")) in text


def test_each_provinces_twenty_days_count_from_its_own_final_letter(services: Services) -> None:
    circular = two_provinces(services)
    sweeps.extend(services, circular, "55", "2020-09-28", "2020-08-03 09:00")
    lag(services, circular, [OFFICE, "6550101"])
    days = (FIRST, SECOND, "2020-10-05 09:00", FINAL, "2020-10-20 09:00", TO_DISTRICT, "2020-11-04 09:00")
    assert [made_and_approved(services, at) for at in days] == [
        [("first", PHRAE, 1)],
        [("progress", DEPARTMENT, 1), ("reminder", "จังหวัดน่าน", 1), ("second", PHRAE, 1)],
        [("first", "จังหวัดน่าน", 1)],
        [("final", PHRAE, 1)],
        [("second", "จังหวัดน่าน", 1)],
        [("escalate-district", PHRAE, 1)],
        [("final", "จังหวัดน่าน", 1)],
    ]
    assert made_and_approved(services, TO_GOVERNOR) == [("escalate-governor", DEPARTMENT, 1)]
    assert sweeps.addressed(services, only(services, circular, "escalate-governor")["id"]) == [PROVINCE]
    assert made_and_approved(services, TO_DEPARTMENT) == [
        ("escalate-district", "จังหวัดน่าน", 1),
        ("escalate-department", DEPARTMENT, 1),
    ]
    assert sweep(services, "2020-12-03 23:00").made == []
    assert made(sweep(services, "2020-12-04 09:00")) == [("escalate-governor", DEPARTMENT, 1)]
    assert sweeps.addressed(services, find(services, circular, "escalate-governor")[1]["id"]) == ["55"]


def test_a_provinces_memo_goes_to_its_governor_from_its_own_line_office(services: Services, circular: Circular) -> None:
    with_own_memo(services, circular)
    lag(services, circular, [OFFICE, NEIGHBOUR])
    assert made_and_approved(services, FIRST) == [("first", PHRAE, 2)]
    letter = only(services, circular, "first")
    assert sweeps.addressed(services, letter["id"]) == [PROVINCE]
    assert squash(letter["number"]) == "พร ๐๐๒๓.๑/๑"
    lines = sweeps.text_lines(services, letter["id"])
    office = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"
    assert any(line.startswith(f"ส่วนราชการ {office} โทร") for line in lines)
    assert "เรียน ผู้ว่าราชการจังหวัดแพร่" in lines
    assert "ท้องถิ่นจังหวัดแพร่" in lines
    text = "\n".join(lines)
    assert "ตามหนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓" in text
    assert "แล้ว ปรากฏว่าองค์กรปกครองส่วนท้องถิ่นในพื้นที่อำเภอสอง จำนวน ๒ แห่ง จากทั้งหมด ๙ แห่ง" in text
    assert "ขอแสดงความนับถือ" not in text


def test_a_memo_is_numbered_with_the_letters_sent_and_not_with_the_circulars(
    services: Services, circular: Circular
) -> None:
    with_own_memo(services, circular)
    lag(services, circular, [OFFICE, TOWN])
    made_and_approved(services, FIRST)
    entry = select(t.registers.c.kind).join(t.register_entries, t.register_entries.c.register_id == t.registers.c.id)
    with services.database.read() as conn:
        found = conn.scalar(entry.where(t.register_entries.c.id == only(services, circular, "first")["entry_id"]))
    assert found == "send"


def test_the_place_is_named_where_all_that_lag_are_in_one_district(services: Services, circular: Circular) -> None:
    lag(services, circular, [OFFICE, NEIGHBOUR], at="2020-08-20 08:00")
    place = "ปรากฏว่าองค์กรปกครองส่วนท้องถิ่นในพื้นที่อำเภอสอง จำนวน ๒ แห่ง จากทั้งหมด ๙ แห่ง ยังไม่"
    for at, stage in (("2020-08-25 09:00", "reminder"), (FIRST, "first"), (SECOND, "second")):
        made_and_approved(services, at)
        assert place in sweeps.text(services, only(services, circular, stage)["id"])


def test_no_place_is_named_where_they_lag_in_two_or_answer_to_the_province(
    services: Services, circular: Circular
) -> None:
    for late in ([OFFICE, FAR], [OFFICE, TOWN]):
        lag(services, circular, late, at="2020-08-20 08:00")
        with services.database.read() as conn:
            sender = lookup.by_code(conn, PROVINCE).id
            late_below = LagQuery(circular, circular.ladder.stage("reminder"), 1).listed(conn, [sender])
            assert len(late_below[sender]) == 2
    made_and_approved(services, FIRST)
    assert "ปรากฏว่าองค์กรปกครองส่วนท้องถิ่นในพื้นที่ จำนวน ๒ แห่ง" in sweeps.text(
        services, only(services, circular, "first")["id"]
    )


def test_one_that_lags_is_counted_as_one_and_all_as_all(services: Services, circular: Circular) -> None:
    change_ladder(services, circular, "first", kinds=["town"], many_percent=101)
    lag(services, circular, [TOWN])
    made_and_approved(services, FIRST)
    text = sweeps.text(services, only(services, circular, "first")["id"])
    assert "ปรากฏว่าเทศบาลเมืองแพร่ ยังไม่บันทึกข้อมูลดังกล่าว จึงขอให้เร่งดำเนินการให้แล้วเสร็จ" in text
    assert "บัญชีรายชื่อ" not in text and "แห่ง" not in text.partition("ปรากฏว่า")[2]


def test_where_all_of_several_lag_the_letter_says_all(services: Services, circular: Circular) -> None:
    made_and_approved(services, FIRST)
    assert "ในพื้นที่ ทั้ง ๘๔ แห่ง ยังไม่บันทึก" in sweeps.text(services, only(services, circular, "first")["id"])


def test_why_tells_when_a_superior_will_be_written_to_and_about_whom_never(
    services: Services, circular: Circular
) -> None:
    chased(services, circular, OFFICE, TOWN)
    with services.database.read() as conn:
        told = {
            code: "\n".join(explain(conn, lookup.by_code(conn, code), act(FINAL).now, services.calendar))
            for code in (OFFICE, TOWN)
        }
    assert "'escalate-district': due on 2020-10-22" in told[OFFICE]
    assert "'escalate-governor': due on 2020-11-06" in told[OFFICE]
    assert "'escalate-district': not about offices of the kind 'town'" in told[TOWN]


STAGE = "id: {id}, title: ก, sender: {sender}, when: {{after: 3}}, form: {form}, template: followup{more}"


def ladder(tmp_path: Path, *stages: tuple[str, str, str, str]) -> Path:
    lines = [STAGE.format(id=name, sender=sender, form=form, more=more) for name, sender, form, more in stages]
    file = tmp_path / "office.yaml"
    file.write_text("name: office\nstages:\n" + "".join(f"  - {{{line}}}\n" for line in lines), "utf-8")
    return file


REFUSED = [
    ([("one", "province", "memo", "")], "form memo and to head belong together"),
    ([("one", "province", "external", ", to: head")], "form memo and to head belong together"),
    ([("one", "province", "external", ", kinds: [sao, village]")], "there is no kind of office 'village'"),
    ([("one", "province", "stamped", ", escalates: true")], "are signed letters"),
    ([(name, "province", "stamped", "") for name in ("one", "two", "three")], "the third follow-up"),
]


@pytest.mark.parametrize(("stages", "problem"), REFUSED)
def test_a_ladder_with_a_stage_in_the_wrong_form_or_about_no_kind_is_refused_on_reading(
    tmp_path: Path, stages: list[tuple[str, str, str, str]], problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        read_ladder(ladder(tmp_path, *stages))
    (fault,) = refused.value.faults
    assert (fault.file, fault.field.startswith(f"stages[{len(stages)}]")) == ("office.yaml", True)


def test_two_stamped_follow_ups_of_each_level_and_a_memo_are_a_ladder(tmp_path: Path) -> None:
    stages = [(f"{sender}-{n}", sender, "stamped", "") for sender in ("department", "province") for n in (1, 2)]
    memo = ("memo", "province", "memo", ", to: head, escalates: true")
    assert len(read_ladder(ladder(tmp_path, *stages, memo)).stages) == 5
