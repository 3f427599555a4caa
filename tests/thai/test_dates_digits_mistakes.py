"""Thai digits, dates and spaces, and the faults of a text that is to be printed."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.thai.dates import DateTextError, blank_date, find_dates, parse_date, thai_date, thai_date_weekday
from workflow.thai.digits import arabic_digits, buddhist_year, thai_digits, thai_time
from workflow.thai.keep_together import keep_together
from workflow.thai.mistakes import text_faults
from workflow.thai.spacing import NBSP, squash

MONDAY = date(2020, 8, 31)
dates = st.dates(min_value=date(1900, 1, 1), max_value=date(2400 - 1, 12, 31))
PIECES = [
    "วันจันทร์ที่ ", "๓๑ สิงหาคม ๒๕๖๓", "31 สิงหาคม พ.ศ. 2563", "จำนวน ๑ ชุด", "QR Code", " ", NBSP, "\n",
    "ที่ มท ๐๘๑๐.๒/ว ๑๗๐๔", "๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒", "อำเภอ", "๑๒", "2", "วัน", "ที่", "พ.ศ.", "/ว", "ต่อ", "จำนวน",
]  # fmt: skip
letter_texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def shown(text: str) -> str:
    """Make the NBSPs of a text visible."""
    return text.replace(NBSP, "_")


def test_numbers_and_texts_change_only_their_digits() -> None:
    assert thai_digits(2563) == "๒๕๖๓"
    assert thai_digits("ว 1704/ก") == "ว ๑๗๐๔/ก"
    assert arabic_digits("ว ๑๗๐๔/ก") == "ว 1704/ก"


@given(st.text())
def test_thai_digits_read_back_as_the_arabic_ones(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert not set(thai_digits(text)) & set("0123456789")


def test_dates_are_written_in_the_buddhist_year_with_parts_that_stay_together() -> None:
    assert buddhist_year(MONDAY) == 2563
    assert shown(thai_date(date(2020, 5, 19))) == "๑๙_พฤษภาคม_๒๕๖๓"
    assert shown(thai_date_weekday(MONDAY)) == "วันจันทร์ที่_๓๑_สิงหาคม_๒๕๖๓"
    assert shown(thai_date_weekday(date(2022, 12, 30))) == "วันศุกร์ที่_๓๐_ธันวาคม_๒๕๖๕"


def test_a_draft_date_leaves_the_day_blank() -> None:
    assert shown(blank_date(date(2022, 11, 18))) == "______พฤศจิกายน_๒๕๖๕"


def test_a_time_is_written_with_two_digits_on_each_side() -> None:
    assert thai_time(time(9, 0)) == "๐๙.๐๐ น."
    assert thai_time(time(16, 5)) == "๑๖.๐๕ น."


@pytest.mark.parametrize(
    "text",
    [
        "2020-08-31",
        "๓๑ สิงหาคม ๒๕๖๓",
        "วันที่ ๓๑ สิงหาคม ๒๕๖๓",
        "วันจันทร์ที่ 31 สิงหาคม 2563",
        "วันจันทร์ที่ ๓๑ สิงหาคม พ.ศ. ๒๕๖๓",
        f" วันจันทร์ที่{NBSP}๓๑{NBSP * 2}สิงหาคม\n๒๕๖๓ ",
        "๓๑ สิงหาคม 2563",
        "๓๑สิงหาคม๒๕๖๓",
    ],
)
def test_every_usual_way_to_write_a_date_is_read(text: str) -> None:
    assert parse_date(text) == MONDAY


@given(dates)
def test_a_written_date_is_read_back_as_the_same_day(day: date) -> None:
    assert parse_date(thai_date(day)) == day
    assert parse_date(thai_date_weekday(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("วันศุกร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "31 August 2563 is a Monday (จันทร์), the text says ศุกร์"),
        ("วันจันที่ ๓๑ สิงหาคม ๒๕๖๓", "unknown weekday จัน; expected จันทร์"),
        ("๓๑ กันยายน ๒๕๖๓", "there is no such day as 31 กันยายน 2563"),
        ("๒๙ กุมภาพันธ์ ๒๕๖๔", "there is no such day"),
        ("2021-02-29", "there is no such day"),
        ("๓๑ ส.ค. ๒๕๖๓", "unknown month ส.ค.; expected one of มกราคม"),
        ("2563-08-31", "looks like a Buddhist year; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓"),
        ("2564-02-29", "there is no such day"),
        ("๓๑ สิงหาคม ๒๐๒๐", "2020 is not a Buddhist year; a Thai date takes one, such as 2563"),
        ("๓1 สิงหาคม ๒๕๖๓", "mixes Thai and Arabic digits"),
        ("๓๑ สิงหาคม ๒๕6๓", "mixes Thai and Arabic digits"),
        ("๓๑/๘/๒๕๖๓", "this is not a date"),
        ("๓๑ สิงหาคม ๖๓", "this is not a date"),
        ("ภายในวันที่ ๓๑ สิงหาคม ๒๕๖๓ นี้", "this is not a date"),
        ("", "this is not a date"),
    ],
)
def test_a_text_that_is_no_sound_date_is_refused_in_plain_words(text: str, reason: str) -> None:
    with pytest.raises(DateTextError) as refusal:
        parse_date(text)
    assert reason in str(refusal.value)


@given(st.text(alphabet="วันจทร์ที่ ๓๑31สงหาคม๒๕๖พ.ศ-\u00a0", max_size=30))
def test_any_text_is_either_a_date_or_refused(text: str) -> None:
    try:
        assert isinstance(parse_date(text), date)
    except DateTextError as refusal:
        assert str(refusal)


def test_dates_are_found_in_a_running_text_with_their_place() -> None:
    text = f"ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓ ให้ส่งภายในวันจันทร์ที่{NBSP}๓๑ สิงหาคม ๒๕๖๓ และ 16 ตุลาคม พ.ศ. 2563 ต่อไป"
    found = find_dates(text)
    assert [f.value for f in found] == [date(2020, 5, 29), MONDAY, date(2020, 10, 16)]
    assert all(text[f.start :].startswith(f.text) and not f.problem for f in found)
    assert found[1].text == f"วันจันทร์ที่{NBSP}๓๑ สิงหาคม ๒๕๖๓"


def test_a_found_date_tells_what_is_wrong_with_it() -> None:
    wrong_day, no_day, mixed = find_dates("ภายในวันศุกร์ที่ ๓๑ สิงหาคม ๒๕๖๓ หรือวันที่ ๓๑ กันยายน ๒๕๖๓ หรือ ๑ ตุลาคม ๒5๖๓")
    assert wrong_day.value == MONDAY
    assert "is a Monday (จันทร์), the text says ศุกร์" in wrong_day.problem
    assert (no_day.value, no_day.problem) == (None, "there is no such day as 31 กันยายน 2563")
    assert (mixed.value, mixed.problem) == (None, "a number mixes Thai and Arabic digits")


def test_numbers_and_months_that_make_no_date_are_not_found() -> None:
    assert find_dates("เลขที่ ๑๒๓๑ สิงหาคม ๒๕๖๓ และ ๑ สิงหาคม ๒๕๖๓๑") == []
    assert find_dates("ประจำเดือนสิงหาคม ๒๕๖๓ จำนวน ๓๑ แห่ง ปีงบประมาณ พ.ศ. ๒๕๖๓") == []


def test_squash_leaves_single_ordinary_spaces() -> None:
    assert squash(f"  กรม{NBSP}{NBSP}ส่งเสริม\n\t ท้องถิ่น ") == "กรม ส่งเสริม ท้องถิ่น"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ ต่อไป", "ภายในวันจันทร์ที่_๓๑_สิงหาคม_๒๕๖๓ ต่อไป"),
        ("ลงวันที่ ๙ พฤศจิกายน ๒๕๖๕ เรื่อง", "ลงวันที่_๙_พฤศจิกายน_๒๕๖๕ เรื่อง"),
        ("คู่มือ จำนวน ๑ ชุด และ", "คู่มือ จำนวน_๑_ชุด และ"),
        ("คงเหลือ จำนวน ๑๒ แห่ง จาก ๘๔ แห่ง", "คงเหลือ จำนวน_๑๒_แห่ง จาก ๘๔_แห่ง"),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๕ เป็นต้นไป", "ปีงบประมาณ พ.ศ._๒๕๖๕ เป็นต้นไป"),
        ("ตาม QR Code ท้าย", "ตาม QR_Code ท้าย"),
        ("หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๒๖๓๙ ลง", "หนังสือจังหวัดแพร่ ที่_พร_๐๐๒๓.๑/ว_๒๖๓๙ ลง"),
        ("มท ๐๘๑๐.๒/ว ๑๗๐๔", "มท_๐๘๑๐.๒/ว_๑๗๐๔"),
        ("ที่ มท ๐๘๑๐.๒/ว", "ที่_มท_๐๘๑๐.๒/ว"),
        ("ที่ ชร ๕๒๐๐๑/๑๒ ลง", "ที่_ชร_๕๒๐๐๑/๑๒ ลง"),
        ("โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒ ครับ", "โทร. ๐_๒๒๔๑_๙๐๐๐_ต่อ_๒๒๑๒ ครับ"),
        ("ขอให้อำเภอ ๘ แห่ง รายงาน ต่อ จังหวัด", "ขอให้อำเภอ ๘_แห่ง รายงาน ต่อ จังหวัด"),
        ("หน่วยงานที่ กรม ๑๒ แห่ง", "หน่วยงานที่ กรม ๑๒_แห่ง"),
        ("ทั้ง ๑,๒๐๐ แห่ง ภายใน ๑๕ วันทำการ", "ทั้ง ๑,๒๐๐_แห่ง ภายใน ๑๕_วันทำการ"),
        ("ในวันศุกร์ที่ ๑๖ ตุลาคม เวลา ๑๖.๓๐ น. ณ", "ในวันศุกร์ที่_๑๖_ตุลาคม เวลา_๑๖.๓๐_น. ณ"),
        ("วันจันทร์ ๓๑ เดือนสิงหาคม พ.ศ. ๒๕๖๓ นั้น", "วันจันทร์_๓๑_เดือนสิงหาคม_พ.ศ._๒๕๖๓ นั้น"),
        ("ระหว่างวันที่ ๓๐ – ๓๑ สิงหาคม พุทธศักราช ๒๕๖๓", "ระหว่างวันที่_๓๐_–_๓๑_สิงหาคม_พุทธศักราช_๒๕๖๓"),
        ("ติดตามครั้งที่ ๒ และ", "ติดตามครั้งที่_๒ และ"),
        ("ปีงบประมาณ ๒๕๖๓ รายงาน ข้อ ๘ วันที่ ข้อ ๙ รายงาน", "ปีงบประมาณ ๒๕๖๓ รายงาน ข้อ ๘ วันที่ ข้อ ๙ รายงาน"),
    ],
)
def test_spaces_inside_what_belongs_together_do_not_break(text: str, expected: str) -> None:
    assert shown(keep_together(text)) == expected


@given(letter_texts | st.text())
def test_keeping_together_changes_only_spaces_and_a_second_time_nothing(text: str) -> None:
    kept = keep_together(text)
    assert kept.replace(NBSP, " ") == text.replace(NBSP, " ")
    assert all(after in (before, NBSP) for before, after in zip(text, kept, strict=True))
    assert keep_together(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "ขอให้จังหวัดแจ้งองค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูล (INFO ระบบใหม่) ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
        "นายกองค์การบริหารส่วนจังหวัดแพร่ และนายกองค์การบริหารส่วนตำบลทุกแห่ง ตาม QR Code ท้ายหนังสือนี้",
        "เมนู “ปีงบประมาณ” เลือก พ.ศ. ๒๕๖๕ เป็นต้นไป ทั้งนี้ ขอให้ดำเนินการให้แล้วเสร็จ นั้น",
        f"ที่{NBSP}มท{NBSP}๐๘๑๐.๒/ว{NBSP}๑๗๐๔ โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๒ อัตราร้อยละ ๑๒.๕ จำนวน ๑,๒๐๐ บาท",
        "ดู https://info.dla.go.th/g1?id=31 หรือ bit.ly/3xYz12 หรือ saraban_06540101@dla.go.th และ www.x.go.th/25",
        "โรค COVID-19 ตาม MOU2 และ G1 กับ COVID-๑๙",
        "สิทธิ์ น้ำ ค่ำ พันธุ์ กิ๊ก เก็บ ก่อน ผู้ที่ ทั้งนี้ ต่างๆ ฯลฯ",
        "",
    ],
)
def test_sound_letter_text_has_no_fault(text: str) -> None:
    assert text_faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("กรม\u200bส่ง", "character 4: invisible character U+200B (ZERO WIDTH SPACE) after 'กรม'; remove it"),
        ("กรม\u200fส่ง", "character 4: invisible character U+200F (RIGHT-TO-LEFT MARK) after 'กรม'; remove it"),
        ("กรม\u2060ส่ง", "character 4: invisible character U+2060 (WORD JOINER) after 'กรม'; remove it"),
        ("\ufeffกรม", "character 1: invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE) here; remove it"),
        ("กรม\u00adส่ง", "character 4: invisible character U+00AD (SOFT HYPHEN) after 'กรม'; remove it"),
        ("กรม\x07ส่ง", "character 4: control character U+0007 (no name) after 'กรม'; remove it"),
        ("กรม\nส่ง", "character 4: control character U+000A (LINE FEED) after 'กรม'; remove it"),
        ("ก\uf70aน", "character 2: unprintable character U+F70A (no name) after 'ก'; remove it"),
        (
            "ที่ 31 สิงหาคม",
            "character 5: '31' is written in Arabic digits; official letters use Thai digits: ๓๑",
        ),
        (
            "เงิน 1,200.50 บาท",
            "character 6: '1,200.50' is written in Arabic digits; official letters use Thai digits: ๑,๒๐๐.๕๐",
        ),
        ("ปี ๒5๖๓", "character 4: '๒5๖๓' mixes Thai and Arabic digits; write ๒๕๖๓"),
        ("COVID-1๙", "character 7: '1๙' mixes Thai and Arabic digits; write ๑๙"),
        ("ท\u0e4d\u0e32งาน", "character 1: 'ทํา' has sara am in two parts (U+0E4D U+0E32); write ทำ"),
        (
            "น\u0e4d\u0e49\u0e32",
            "character 1: 'น\u0e4d\u0e49\u0e32' has sara am in two parts (U+0E4D U+0E32); write น้ำ",
        ),
        (
            "น\u0e49\u0e4d\u0e32",
            "character 1: 'น\u0e49\u0e4d\u0e32' has sara am in two parts (U+0E4D U+0E32); write น้ำ",
        ),
        ("นำ\u0e49", "character 1: 'นำ\u0e49' has its tone mark after sara am; write น้ำ"),
        ("ที่\u0e48สุด", "character 1: 'ที่\u0e48' has a doubled vowel or tone mark"),
        ("ด\u0e35\u0e35มาก", "character 1: 'ด\u0e35\u0e35' has a doubled vowel or tone mark"),
        ("ก\u0e4d\u0e4dน", "character 1: 'ก\u0e4d\u0e4d' has a doubled vowel or tone mark"),
        ("ก่\u0e48น", "character 1: 'ก่\u0e48' has a doubled vowel or tone mark"),
        ("เเจ้ง", "character 1: 'เเจ' has a doubled vowel (two เ); write แจ"),
        ('เมนู "ปี', "character 6: '\"' is a typewriter quotation mark; write “ ”"),
        ("องค์กรบริหารส่วนตำบล", "character 1: 'องค์กรบริหารส่วน' is misspelt; write องค์การบริหารส่วน"),
        ("องค์การปกครองส่วนท้องถิ่น", "character 1: 'องค์การปกครองส่วน' is misspelt; write องค์กรปกครองส่วน"),
        ("การปักครอง", "character 4: 'ปักครอง' is misspelt; write ปกครอง"),
        ("จังหวัดเพร่", "character 8: 'เพร่' is misspelt; write แพร่"),
    ],
)
def test_a_fault_names_its_piece_and_its_place(text: str, fault: str) -> None:
    [only] = text_faults(text)
    assert only.startswith(fault)


def test_faults_come_in_the_order_of_the_text() -> None:
    faults = text_faults('จังหวัดเพร่ มี "อบต." 12 แห่ง')
    assert [fault.split(":")[0] for fault in faults] == [f"character {n}" for n in (8, 16, 21, 23)]


def test_an_arabic_number_beside_a_web_address_is_still_a_fault() -> None:
    [fault] = text_faults("ดู https://info.dla.go.th/31 ภายใน 15 วัน")
    assert "'15'" in fault


@given(st.integers(min_value=0), st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
def test_every_invisible_character_is_found_wherever_it_stands(place: int, hidden: str) -> None:
    text = "องค์กรปกครองส่วนท้องถิ่น จำนวน ๑๒ แห่ง"
    at = place % (len(text) + 1)
    [fault] = text_faults(text[:at] + hidden + text[at:])
    assert fault.startswith(f"character {at + 1}: invisible character U+{ord(hidden):04X}")
