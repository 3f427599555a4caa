"""The wording of the letters: the real ones word for word, and every branch free of the known mistakes."""

import re
from itertools import product

import pytest

from tests.support.sample_letters import rendered
from workflow.letters.samples import common
from workflow.letters.samples import letters as sample
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.text import paragraphs
from workflow.thai.mistakes import text_faults
from workflow.thai.spacing import NBSP

G6 = [
    (
        "ตามที่กรมส่งเสริมการปกครองท้องถิ่นขอความร่วมมือให้จังหวัดแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ด"
        "ำเนินการบันทึกข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศขององค์กรปกครองส่วนท้องถิ่นในระบบข้"
        "อมูลกลางองค์กรปกครองส่วนท้องถิ่น (INFO ระบบใหม่) นั้น"
    ),
    (
        "กรมส่งเสริมการปกครองท้องถิ่นแจ้งว่าได้ปรับปรุงเมนู “ปีงบประมาณ” ให้สามารถเลือกปีงบประมาณ พ.ศ. ๒"
        "๕๖๕ เป็นต้นไป ในระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่นระยะที่ ๒ ด้านที่ ๖ การจัดการภายในและธรรม"
        "าภิบาล หัวข้อ การจัดทำความตกลงความร่วมมือระหว่างประเทศขององค์กรปกครองส่วนท้องถิ่น ในการนี้ จึงข"
        "อความร่วมมืออำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ดำเนินการบันทึกข้อมูลการจัดทำความตกลงความ"
        "ร่วมมือระหว่างประเทศขององค์กรปกครองส่วนท้องถิ่นในระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่นระยะที่ "
        "๒ ให้ครบถ้วน ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
    ),
    (
        "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ สำหรับอำเภอขอความร่วมมือแจ้งให้เทศบาลตำบลและองค์การบริหา"
        "รส่วนตำบลในพื้นที่ดำเนินการในส่วนที่เกี่ยวข้องต่อไป"
    ),
]

SIGNED = ("original", "forwarding", "final-followup")
PEOPLE = [common.MIXED, common.DISTRICTS, common.LOCAL]
LAGGING = [common.MANY, common.SEVERAL, common.BOTH, common.ALL, common.ONE]
FAULTS = ["missing", "incorrect", "both"]
PHRASES = [common.PHRASES, common.SHELTERS]


def joined(text: object) -> str:
    return "".join(str(text).split())


def body(name: str, facts: Facts | None = None, /, **changes: object) -> list[str]:
    """The letter's own paragraphs as they are, but for unbreakable spaces."""
    chosen = {**(facts or sample.SAMPLES[name]), **changes}
    found = [text.replace(NBSP, " ") for text in paragraphs(rendered(name, chosen)) if text]
    start = next(place for place, text in enumerate(found) if text.startswith(("ตาม", "ด้วย")))
    ending = chosen["closing"] if name in SIGNED else chosen["seal_agency"]
    return found[start : found.index(f"\t{ending}")]


def assert_well_written(texts: list[str]) -> None:
    for text in texts:
        assert text_faults(text) == []
        assert text == text.strip() and "  " not in text
        assert not re.search(r"None|จำนวน แห่ง|(ภายใน|จำนวน|ครั้งที่)( |$)(?![๑-๙])|\(\s*\)| \)|[{}%]", text), text
        assert not re.search(r"(นั้น|นี้|แล้ว|ต่อไป|ที่|จึง|ให้) ?\1", text), text
        assert text.endswith("นั้น") == text.startswith("ตาม"), text


def test_forwarding_writes_the_real_letter_g6() -> None:
    assert [joined(text) for text in body("forwarding", sample.G6)] == [joined(text) for text in G6]


@pytest.mark.parametrize("facts", [sample.G1, sample.G5])
def test_original_prints_the_officers_own_paragraphs(facts: Facts) -> None:
    own = facts["body"]
    assert isinstance(own, list)
    assert body("original", facts) == own


@pytest.mark.parametrize(("phrases", "people"), list(product(PHRASES, PEOPLE)))
def test_every_forwarding_letter_is_well_written(phrases: Facts, people: Facts) -> None:
    district = {**common.UPSTREAM_3972, "name": "จังหวัดแพร่", "level_asked": "อำเภอ"}
    for upstream in (common.UPSTREAM_3972, district):
        text = body("forwarding", phrases=phrases, addressees=people, upstream=upstream)
        assert_well_written(text)
        assert len(text) == 3
        assert ("สำหรับอำเภอ" in text[2]) == bool(people["mixed"])


def test_a_circular_without_an_earlier_request_is_forwarded_with_duai_and_without_nan() -> None:
    first, second, _ = body("forwarding", phrases=common.SHELTERS)
    assert first == f"ด้วย{common.DLA}แจ้งว่าขอทราบผลการสำรวจที่พักพิงชั่วคราวสำหรับผู้ประสบอุทกภัย"
    assert second == (
        "จังหวัดแพร่ จึงขอความร่วมมืออำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่สำรวจที่พักพิงชั่วคราวและรายงานผล "
        "ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
    )


def test_a_district_names_its_province_as_the_one_who_wrote_and_asks_the_local_offices_themselves() -> None:
    province = {**common.UPSTREAM_3972, "name": "จังหวัดแพร่", "level_asked": "อำเภอ"}
    first, second, third = body("forwarding", upstream=province, addressees=common.LOCAL)
    assert first.startswith("ตามที่จังหวัดแพร่ขอความร่วมมือให้อำเภอแจ้ง")
    assert second.startswith(f"จังหวัดแพร่แจ้งว่า{common.DLA}ได้ปรับปรุงเมนู")
    assert "จึงขอให้เทศบาลตำบลและองค์การบริหารส่วนตำบลดำเนินการบันทึก" in second
    assert third == "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ"


@pytest.mark.parametrize(("phrases", "fault", "lagging"), list(product(PHRASES, FAULTS, LAGGING)))
def test_every_progress_letter_is_well_written(phrases: Facts, fault: str, lagging: Facts) -> None:
    text = body("progress", phrases=phrases, matter=fault, lagging=lagging)
    assert_well_written(text)
    assert text[1].endswith("ให้แล้วเสร็จภายในระยะเวลาที่กำหนด รายละเอียดปรากฏตาม QR Code ท้ายหนังสือนี้")


BRANCHES = list(product(PHRASES, PEOPLE, LAGGING, FAULTS, [True, False], ["๑", "๒"]))


@pytest.mark.parametrize("name", ["reminder", "followup", "final-followup"])
def test_every_follow_up_letter_is_well_written(name: str) -> None:
    for phrases, people, lagging, fault, moved, number in BRANCHES:
        text = body(
            name, phrases=phrases, addressees=people, lagging=lagging, matter=fault, moved=moved, follow_up_no=number
        )
        assert_well_written(text)
        assert ("สำหรับอำเภอ" in text[-1]) == bool(people["mixed"])
        assert not [word for word in ("วินัย", "กฎหมาย", "โทษ", "มิฉะนั้น") if word in "".join(text)]


def test_a_follow_up_says_what_is_wrong_and_what_is_to_be_done_about_it() -> None:
    missing, incorrect, both = (body("followup", matter=fault)[1] for fault in FAULTS)
    assert "จำนวนมาก" not in missing and "ยังไม่บันทึกข้อมูลดังกล่าว จึงขอให้" in missing
    assert missing.endswith("เร่งดำเนินการให้แล้วเสร็จ ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓")
    assert "ไม่ถูกต้องหรือไม่ครบถ้วน จึงขอให้" in incorrect and "ตรวจสอบและแก้ไขให้ถูกต้องครบถ้วน" in incorrect
    assert both.endswith("เร่งดำเนินการและแก้ไขให้ถูกต้องครบถ้วน ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓")


def test_where_there_are_both_faults_each_has_its_number_and_they_sum_up_to_the_list() -> None:
    assert (
        "ปรากฏว่าองค์กรปกครองส่วนท้องถิ่นในพื้นที่ยังไม่บันทึกข้อมูลดังกล่าว จำนวน ๕ แห่ง และบันทึกข้อมูลดังกล่าวไม่ถูกต้องหรือไม่ครบถ้วน "
        "จำนวน ๗ แห่ง รวม ๑๒ แห่ง จากทั้งหมด ๘๔ แห่ง จึงขอให้"
    ) in body("followup", matter="both", lagging=common.BOTH)[1]
    progress = body("progress", matter="both")[1]
    assert "ยังมีองค์กรปกครองส่วนท้องถิ่นจำนวนมากที่บันทึกข้อมูลดังกล่าวไม่ถูกต้องหรือไม่ครบถ้วน หรือยังไม่บันทึกข้อมูลดังกล่าว" in progress


def test_a_follow_up_names_the_deadline_in_its_first_paragraph_and_a_new_one_only_if_there_is_one() -> None:
    first, moved, _ = body("followup", moved=True)
    assert first.endswith("ขอให้องค์กรปกครองส่วนท้องถิ่นในพื้นที่บันทึกข้อมูลดังกล่าวลงในระบบให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ นั้น")
    assert moved.startswith("บัดนี้ ได้ล่วงเลยกำหนดเวลาดังกล่าวแล้ว สำนักงาน") and "ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓" in moved
    unmoved = body("followup", moved=False)[1]
    assert unmoved.endswith("ให้ถูกต้องครบถ้วนโดยด่วน") and "ภายในวันที่" not in unmoved
    assert "ล่วงเลยกำหนดเวลาที่ขยายให้แล้ว" in body("followup", passed="extended")[1]


def test_after_a_letter_that_only_asked_for_haste_no_day_is_put_in_its_mouth() -> None:
    first, second, _ = body("followup", told="", moved=False, follow_up_no="๒")
    assert first.endswith("ลงในระบบให้ครบถ้วนโดยด่วน นั้น")
    assert second.startswith("บัดนี้ ได้ล่วงเลยกำหนดเวลาเดิม (วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓) แล้ว สำนักงาน")
    first = body("final-followup", told="")[0]
    assert first.endswith("และได้ติดตามมาแล้ว จำนวน ๒ ครั้ง ครั้งหลังสุดขอให้ดำเนินการโดยด่วน นั้น")


def test_a_follow_up_on_data_older_than_the_deadline_says_their_day_and_that_nothing_has_passed() -> None:
    text = body("followup", passed="", days_late="", as_of="๑๘ สิงหาคม ๒๕๖๓")[1]
    assert text.startswith(f"{common.OFFICE}ตรวจสอบข้อมูล ณ วันที่ ๑๘ สิงหาคม ๒๕๖๓ แล้ว ปรากฏว่า")
    assert text.endswith("หากดำเนินการแล้ว ขอให้แจ้งให้ทราบ") and "ล่วงเลย" not in text


def test_a_second_follow_up_says_so() -> None:
    assert "จึงขอติดตามเป็นครั้งที่" not in body("followup", follow_up_no="๑")[1]
    second = body("followup", follow_up_no="๒", moved=False)[1]
    assert "จึงขอติดตามเป็นครั้งที่ ๒ และขอให้องค์กรปกครองส่วนท้องถิ่นตามบัญชีรายชื่อที่ส่งมาพร้อมนี้ " in second


def test_many_several_all_and_the_last_one_are_told_apart() -> None:
    many, several, _, every, one = (body("followup", lagging=lagging)[1] for lagging in LAGGING)
    assert "ในพื้นที่จำนวนมาก บันทึก" in many and "แห่ง" not in many
    assert "จำนวน ๑๒ แห่ง จากทั้งหมด ๘๔ แห่ง บันทึก" in several
    assert "ในพื้นที่อำเภอหนองม่วงไข่ ทั้ง ๖ แห่ง บันทึก" in every
    assert "ปรากฏว่าเทศบาลตำบลตัวอย่าง บันทึก" in one and "จึงขอให้หน่วยงานดังกล่าวตรวจสอบ" in one and "แห่ง" not in one


def test_only_districts_are_asked_to_tell_others_and_in_a_mixed_letter_at_its_end() -> None:
    _, to_districts, end = body("followup", addressees=common.DISTRICTS)
    assert "จึงขอให้แจ้งองค์กรปกครองส่วนท้องถิ่นตามบัญชี" in to_districts and end == "จึงแจ้งมาเพื่อพิจารณาดำเนินการ"
    _, to_all, end = body("followup")
    assert "จึงขอให้องค์กรปกครองส่วนท้องถิ่นตามบัญชี" in to_all
    assert end == "จึงแจ้งมาเพื่อพิจารณาดำเนินการ สำหรับอำเภอขอให้แจ้งเทศบาลตำบลและองค์การบริหารส่วนตำบลในพื้นที่ต่อไป"


def test_the_final_letter_tells_how_often_it_was_followed_up_and_speaks_of_those_on_its_list() -> None:
    first, second, _ = body("final-followup")
    assert first.startswith("ตามหนังสือที่อ้างถึง จังหวัดแพร่ขอให้องค์กรปกครองส่วนท้องถิ่นในพื้นที่ดำเนินการบันทึก")
    assert first.endswith("และได้ติดตามมาแล้ว จำนวน ๒ ครั้ง ครั้งหลังสุดกำหนดภายในวันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓ นั้น")
    assert "ตามบัญชีรายชื่อที่ส่งมาด้วย จำนวน ๑๒ แห่ง ยังดำเนินการไม่แล้วเสร็จ" in second
    assert "ภายในวันศุกร์ที่ ๑๓ พฤศจิกายน ๒๕๖๓ หากมีเหตุขัดข้อง ขอให้แจ้งเหตุผลภายในกำหนดเดียวกัน" in second
    first, second, _ = body("final-followup", references=[], follow_ups="", enclosures=[], list=None)
    assert first.startswith("ตามที่จังหวัดแพร่")
    assert "ติดตาม" not in first and "อ้างถึง" not in first and "สิ่งที่ส่งมาด้วย" not in second
