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

G3 = [
    (
        "ตามหนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๒๖๓๙ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓ เรื่อง การบันทึกข้อมูลการจั"
        "ดทำความตกลงความร่วมมือระหว่างประเทศขององค์กรปกครองส่วนท้องถิ่นในระบบข้อมูลกลางองค์กรปกครองส่วนท"
        "้องถิ่น (INFO ระบบใหม่) โดยให้องค์กรปกครองส่วนท้องถิ่นในพื้นที่บันทึกข้อมูลดังกล่าวลงในระบบให้ค"
        "รบถ้วน นั้น"
    ),
    (
        "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่ ได้ดำเนินการตรวจสอบข้อมูลดังกล่าวเรียบร้อยแล้ว ปรา"
        "กฏว่าองค์กรปกครองส่วนท้องถิ่นในพื้นที่จำนวนมาก ยังไม่บันทึกข้อมูลดังกล่าว จึงให้แจ้งองค์กรปกครอ"
        "งส่วนท้องถิ่นในพื้นที่เร่งรัดดำเนินการดังกล่าวให้แล้วเสร็จ ภายในวันที่ ๓๑ สิงหาคม ๒๕๖๓ รายละเอี"
        "ยดปรากฏตามสิ่งที่ส่งมาพร้อมนี้ เรียนมาเพื่อพิจารณาดำเนินการ สำหรับอำเภอให้แจ้งองค์กรปกครองส่วนท"
        "้องถิ่นในพื้นที่ต่อไป"
    ),
]
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
LAGGING = [common.MANY, common.SEVERAL, common.ONE]
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
        assert not re.search(r"None|จำนวน แห่ง|(ภายใน|จำนวน|ครั้งที่)( |$)(?!๑|๒|๓)|\(\s*\)| \)|[{}%]", text), text
        assert not re.search(r"(นั้น|นี้|แล้ว|ต่อไป|ที่|จึง|ให้) ?\1", text), text
        assert text.endswith("นั้น") == text.startswith("ตาม"), text


def test_forwarding_writes_the_real_letter_g6() -> None:
    assert [joined(text) for text in body("forwarding", sample.G6)] == [joined(text) for text in G6]


def test_reminder_writes_the_real_letter_g3() -> None:
    assert [joined(text) for text in body("reminder", sample.G3)] == [joined(text) for text in G3]


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
        "จังหวัดแพร่ จึงขอความร่วมมืออำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ดำเนินการสำรวจที่พักพิงชั่วคราวและรายงานผล "
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
    assert text[1].endswith("รายละเอียดปรากฏตาม QR Code ท้ายหนังสือนี้ เรียนมาเพื่อพิจารณาดำเนินการ")


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
    assert "ยังไม่บันทึกข้อมูลดังกล่าว จึงให้แจ้ง" in missing and "เร่งรัดดำเนินการดังกล่าวให้แล้วเสร็จ" in missing
    assert "ไม่ถูกต้องหรือไม่ครบถ้วน จึงให้แจ้ง" in incorrect and "ตรวจสอบและแก้ไขให้ถูกต้องครบถ้วน" in incorrect
    assert "ยังไม่บันทึกข้อมูลดังกล่าว และบางแห่งบันทึกข้อมูลดังกล่าวไม่ถูกต้อง" in both


def test_a_follow_up_names_the_deadline_that_passed_and_the_new_one_only_if_there_is_one() -> None:
    moved = body("followup", moved=True)[1]
    assert moved.startswith("บัดนี้ ได้พ้นกำหนดวันที่ ๓๑ สิงหาคม ๒๕๖๓ แล้ว")
    assert "ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓" in moved
    unmoved = body("followup", moved=False)[1]
    assert unmoved.startswith("บัดนี้ ได้พ้นกำหนดวันที่ ๑๖ ตุลาคม ๒๕๖๓ แล้ว")
    assert "โดยเร็ว" in unmoved and "ภายในวันที่" not in unmoved


def test_a_second_follow_up_says_so_and_presses_harder() -> None:
    assert "จึงขอติดตามเป็นครั้งที่" not in body("followup", follow_up_no="๑")[1]
    second = body("followup", follow_up_no="๒", moved=False)[1]
    assert "จึงขอติดตามเป็นครั้งที่ ๒ และให้แจ้งองค์กรปกครองส่วนท้องถิ่นตามบัญชีรายชื่อ" in second and "โดยด่วน" in second


def test_many_several_and_the_last_one_are_told_apart() -> None:
    many, several, one = (body("followup", lagging=lagging)[1] for lagging in LAGGING)
    assert "ในพื้นที่จำนวนมาก" in many and "แห่ง" not in many
    assert "จำนวน ๑๒ แห่ง จากทั้งหมด ๘๔ แห่ง" in several
    assert "องค์กรปกครองส่วนท้องถิ่นในพื้นที่ จำนวน ๑ แห่ง" in one


def test_the_final_letter_tells_how_often_and_how_late_only_as_far_as_it_is_known() -> None:
    first, second, _ = body("final-followup")
    assert first.startswith("ตามหนังสือที่อ้างถึง จังหวัดแพร่ได้ขอให้") and "และได้ติดตามเร่งรัดมาแล้ว" in first
    assert "ล่วงเลยกำหนดเวลามาแล้ว ๖๓ วัน" in second and "ภายในวันศุกร์ที่ ๑๓ พฤศจิกายน ๒๕๖๓" in second
    first, second, _ = body("final-followup", references=[], follow_up_no="๑", days_late="๐", enclosures=[])
    assert first.startswith("ตามที่จังหวัดแพร่")
    assert "ติดตามเร่งรัด" not in first and "อ้างถึง" not in first
    assert "ล่วงเลย" not in second and "สิ่งที่ส่งมาด้วย" not in second
