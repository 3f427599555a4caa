"""A circular about quite another matter goes through every stage; its letters follow from its file alone."""

import re
from collections.abc import Mapping, Sequence

import pytest

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import PROVINCE, TOWN, acknowledge, below, issue, outcomes, pass_on, reach_offices
from tests.support.saved_states import saved
from tests.support.sweeps import approve, find, sweep
from workflow.circulars.circular import Circular
from workflow.registry.signers import Signer
from workflow.thai.dates import thai_date, thai_date_weekday
from workflow.thai.spacing import squash

ISSUED, PASSED_ON = "2026-06-15 09:30", "2026-06-24 10:00"
PROGRESS, REMINDER, FIRST = "2026-08-19 09:00", "2026-08-24 09:00", "2026-09-04 09:00"
NEW_1, NEW_2, NEW_3 = "2026-09-30", "2026-10-30", "2026-11-30"
DISTRICT, OFFICE, NEIGHBOUR = "5406", "6540603", "6540604"
OTHER_MATTER = ("INFO", "ความตกลง", "ระหว่างประเทศ", "บันทึกข้อมูล", "๒๕๖๓", "ในระบบ")
MISSING, WRONG = "ยังไม่ส่งแบบรายงานดังกล่าว", "ส่งแบบรายงานดังกล่าวไม่ถูกต้องหรือไม่ครบถ้วน"
SUBJECT = "การสำรวจข้อมูลศูนย์พักพิงชั่วคราวเพื่อรองรับสถานการณ์อุทกภัย ประจำปี พ.ศ. ๒๕๖๙"
DEADLINE = "๒๘ สิงหาคม ๒๕๖๙"


@pytest.fixture
def circular(sqlite_services: Services) -> Circular:
    return saved(sqlite_services, "shelters", _reach)


def _reach(services: Services) -> Circular:
    issued = issue(services, "shelters-2569.yaml", ISSUED)
    reach_offices(services, issued, PASSED_ON)
    return issued


def lagging(services: Services, circular: Circular, late: Mapping[str, str], at: str) -> None:
    """Everybody has done it but these."""
    outcomes(services, circular, sweeps.all_but(services, circular, []) | dict(late), at)


def text(services: Services, circular: Circular, stage: str, place: int = -1) -> str:
    return sweeps.text(services, find(services, circular, stage)[place]["id"])


def is_sound(found: str) -> None:
    """What holds for every letter: nothing of another matter, nothing unfilled, Thai digits, and นั้น."""
    for word in (*OTHER_MATTER, "{{", "}}", "{%", "None", "  ", "ชื่อ.", "ชื่อผู้ลงนาม", "จำนวน ๐ แห่ง"):
        assert word not in found, word
    without_addresses = re.sub(r"(?:https?://|wian\.example/)\S+|\S+@\S+", "", found)
    assert not re.search("[0-9]", without_addresses)
    for paragraph in found.splitlines():
        if paragraph.startswith(("ตามที่", "ตามหนังสือ")):
            assert paragraph.endswith("นั้น")
    without_room = found.replace(Signer(own_title="").bracketed(), "")  # for a name written in by hand
    assert not re.search(r"\(\s*\)|,,|\.\.|แห่งแห่ง|นั้น นั้น", without_room)


def cited(services: Services, circular: Circular, stage: str, sender: str = "จังหวัดแพร่", place: int = -1) -> str:
    letter = find(services, circular, stage)[place]
    by = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่" if letter["form"] == "stamped" else sender
    urgency = f" {letter['urgency']}" if letter["urgency"] else ""
    return f"หนังสือ{by}{urgency} ที่ {squash(letter['number'])} ลงวันที่ {squash(thai_date(letter['date']))}"


def chased(
    services: Services, circular: Circular, late: Mapping[str, str], new: Sequence[str] = ("", "", "")
) -> list[str]:
    """The province's four letters to the end, each follow-up approved on its day, with or without new deadlines."""
    lagging(services, circular, late, "2026-08-18 09:00")
    found = (
        [text(services, circular, "reminder")]
        if sweep(services, REMINDER).made and find(services, circular, "reminder")
        else []
    )
    day = FIRST
    for stage, deadline in zip(("first", "second", "final"), new, strict=True):
        while not (swept := [m for m in sweep(services, day).made if m.issued is None]):
            day = f"{services.calendar.shift(sweeps.day_of(day), 1).date} 09:00"
        (letter,) = swept
        assert letter.due.ranked.stage.id == stage
        approve(services, letter.letter_id, day, deadline)
        found.append(text(services, circular, stage))
    return found


def test_the_circular_itself_says_what_its_file_says(sqlite_services: Services, circular: Circular) -> None:
    found = text(sqlite_services, circular, "original")
    is_sound(found)
    for phrase in (
        f"เรื่อง {SUBJECT}",
        "เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด",
        "ภายในวันศุกร์ที่ ๒๘ สิงหาคม ๒๕๖๙ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
        "แบบรายงานข้อมูลศูนย์พักพิงชั่วคราว จำนวน ๑ ชุด",
        "๑๕ มิถุนายน ๒๕๖๙",
        "ด่วนมาก",
    ):
        assert phrase in found.replace("\t", " "), phrase


def test_a_province_and_its_districts_pass_the_matter_on(sqlite_services: Services, circular: Circular) -> None:
    letters = find(sqlite_services, circular, "forwarding")
    assert len(letters) == 9
    for place in range(9):
        found = text(sqlite_services, circular, "forwarding", place)
        is_sound(found)
        assert SUBJECT in found
        assert "ภายในวันศุกร์ที่ ๒๘ สิงหาคม ๒๕๖๙" in found
        assert "สำรวจข้อมูลศูนย์พักพิงชั่วคราวที่อยู่ในความรับผิดชอบและส่งแบบรายงาน ให้ครบถ้วน" in found
        assert "อ้างถึง" not in found
    province, district = (text(sqlite_services, circular, "forwarding", place) for place in (0, 6))
    assert f"สำเนา{cited(sqlite_services, circular, 'original', 'กรมส่งเสริมการปกครองท้องถิ่น')}" in province
    assert "จึงขอความร่วมมืออำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่สำรวจ" in province
    assert "สำหรับอำเภอขอความร่วมมือแจ้งให้เทศบาลตำบลและองค์การบริหารส่วนตำบลในพื้นที่" in province
    assert f"สำเนา{cited(sqlite_services, circular, 'forwarding', place=0)}" in district
    assert "จังหวัดแพร่แจ้งว่ากรมส่งเสริมการปกครองท้องถิ่นจำเป็นต้องมีข้อมูลศูนย์พักพิงชั่วคราว" in district
    assert "จึงขอให้เทศบาลตำบลและองค์การบริหารส่วนตำบลสำรวจ" in district
    assert "สำหรับอำเภอ" not in district


LATE = {
    "missing": {OFFICE: "missing", NEIGHBOUR: "missing", TOWN: "missing"},
    "incorrect": {OFFICE: "incorrect", NEIGHBOUR: "incorrect", TOWN: "incorrect"},
    "both": {OFFICE: "missing", NEIGHBOUR: "incorrect", TOWN: "missing"},
}
SAID = {"missing": MISSING, "incorrect": WRONG, "both": f"{WRONG} หรือ{MISSING}"}
COUNTED = {
    "missing": f"จำนวน ๓ แห่ง จากทั้งหมด ๘๓ แห่ง {MISSING}",
    "incorrect": f"จำนวน ๓ แห่ง จากทั้งหมด ๘๓ แห่ง {WRONG}",
    "both": f"{MISSING} จำนวน ๒ แห่ง และ{WRONG} จำนวน ๑ แห่ง รวม ๓ แห่ง จากทั้งหมด ๘๓ แห่ง",
}


@pytest.mark.parametrize("fault", ["missing", "incorrect", "both"])
def test_the_departments_question_says_what_is_the_matter(
    sqlite_services: Services, circular: Circular, fault: str
) -> None:
    lagging(sqlite_services, circular, LATE[fault], "2026-08-18 09:00")
    sweep(sqlite_services, PROGRESS)
    found = text(sqlite_services, circular, "progress")
    is_sound(found)
    department = "กรมส่งเสริมการปกครองท้องถิ่น"
    assert f"ตาม{cited(sqlite_services, circular, 'original', department)} เรื่อง {SUBJECT}" in found
    assert f"ยังมีองค์กรปกครองส่วนท้องถิ่น จำนวน ๓ แห่ง ที่{SAID[fault]}" in found
    assert "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด" in found
    assert "รายละเอียดปรากฏตาม QR Code ท้ายหนังสือนี้" in found


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("fault", ["missing", "incorrect", "both"])
def test_the_provinces_letters_rise_from_stage_to_stage(
    sqlite_services: Services, circular: Circular, fault: str, moved: bool
) -> None:
    new = (NEW_1, NEW_2, NEW_3) if moved else ("", "", "")
    *reminder, first, second, final = chased(sqlite_services, circular, LATE[fault], new)
    assert len(reminder) == (fault != "incorrect")  # the reminder is about missing work only
    forwarding = cited(sqlite_services, circular, "forwarding", place=0)
    one, two = cited(sqlite_services, circular, "first"), cited(sqlite_services, circular, "second")
    for found in (*reminder, first, second, final):
        is_sound(found)
        assert "กรมส่งเสริมการปกครองท้องถิ่น ที่" not in found  # never the letter they did not get
    for found in reminder:
        assert f"ตาม{forwarding} เรื่อง {SUBJECT}" in found
        assert MISSING in found
        assert WRONG not in found
        assert f"ภายในวันที่ {DEADLINE}" in found
    for found in (first, second):
        assert COUNTED[fault] in found
    assert f"ตาม{forwarding} เรื่อง {SUBJECT}" in first
    assert f"ภายในวันศุกร์ที่ {DEADLINE} นั้น" in first
    assert "ตรวจสอบข้อมูล ณ วันที่ ๑๘ สิงหาคม ๒๕๖๙ แล้ว" in first and "ล่วงเลย" not in first  # older than the deadline
    assert f"ตาม{one} เรื่อง {SUBJECT}" in second
    assert "จึงขอติดตามเป็นครั้งที่ ๒" in second
    assert f"เรื่อง {SUBJECT} (ติดตามครั้งที่ ๓)" in final.replace("\t", " ")
    assert forwarding in final
    assert one not in final
    assert two in final
    last_asked = "ครั้งหลังสุดกำหนดภายในวัน" if moved else "ครั้งหลังสุดขอให้ดำเนินการโดยด่วน นั้น"
    assert f"ได้ติดตามมาแล้ว จำนวน ๒ ครั้ง {last_asked}" in final
    assert "ตามบัญชีรายชื่อที่ส่งมาด้วย จำนวน ๓ แห่ง ยังดำเนินการไม่แล้วเสร็จ" in final
    for found, deadline in zip((first, second), (NEW_1, NEW_2), strict=True):
        day = f"ภายในวันที่ {squash(thai_date(sweeps.day_of(deadline)))}"
        assert (day in found) is moved
    last = f"ภายใน{squash(thai_date_weekday(sweeps.day_of(NEW_3)))}"
    assert (last in final) is moved


@pytest.mark.parametrize("office", [OFFICE, TOWN])
@pytest.mark.parametrize("outcome", ["missing", "incorrect"])
def test_when_one_office_is_left_the_letters_speak_of_one(
    sqlite_services: Services, circular: Circular, office: str, outcome: str
) -> None:
    *_, first, second, final = chased(sqlite_services, circular, {office: outcome}, (NEW_1, "", ""))
    to = "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอสอง" if office == OFFICE else "สำนักงานเทศบาลเมืองแพร่"
    post = "นายอำเภอสอง" if office == OFFICE else "นายกเทศมนตรีเมืองแพร่"
    name = "องค์การบริหารส่วนตำบลเตาปูน" if office == OFFICE else "เทศบาลเมืองแพร่"
    for found in (first, second, final):
        is_sound(found)
        assert f"ปรากฏว่า{name}" in found
        assert "บัญชีรายชื่อ" not in found
        assert "ทุกอำเภอ" not in found
        assert "สำหรับอำเภอ" not in found
        assert "/ว" not in found.splitlines()[1]  # one receiver: no circular number
    assert to in first
    assert post in final
    district = "เตาปูน" if office == OFFICE else "เมืองแพร่"
    assert district in final


def test_a_district_of_its_own_is_asked_directly(sqlite_services: Services, circular: Circular) -> None:
    late = dict.fromkeys(below(sqlite_services, circular, DISTRICT), "missing")
    for found in chased(sqlite_services, circular, late):
        is_sound(found)
        assert "สำหรับอำเภอ" not in found
        assert "ให้" in found


def test_letters_not_yet_passed_on_by_the_province_are_none(sqlite_services: Services) -> None:
    circular = issue(sqlite_services, "shelters-2569.yaml", ISSUED)
    assert [m.due.ranked.stage.id for m in sweep(sqlite_services, REMINDER).made] == ["progress"]
    acknowledge(sqlite_services, circular, PROVINCE, at="2026-08-24 10:00")
    pass_on(sqlite_services, circular, PROVINCE, "2026-08-24 11:00")
    assert [m.due.ranked.stage.id for m in sweep(sqlite_services, "2026-08-24 12:00").made] == ["reminder"]
