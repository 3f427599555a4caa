"""What is looked for in every paragraph is not missed where nothing seems to be there."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.lint.rules import wording
from workflow.lint.word.formatting import ParagraphFormat, TextFormat
from workflow.lint.word.noticed import faults_in
from workflow.lint.word.runs import NOTICING, Run, Written
from workflow.thai.dates import DATE_IN_TEXT, find_dates
from workflow.thai.mistakes import is_sound

_OF_FAULTS = (faults_in, wording._torn)
_PIECES = (
    *"กขคงมยเแโใไาำะิีึืุูัํ็่้๊๋์๐๑๕05\"()/.-–“”…\u00a0\u200b\ue000 ",
    "วัน", "ที่", "จันทร์", "มกราคม", "สิงหาคม", "พ.ศ.", "ค.ศ.", " พ. ศ. ", "๒๕๖๓", "2020", "ปักครอง", "เพร่", "แพร่",
    "\x1c", "\x85", "\u2028", "\r", "องค์กรบริหารส่วน", "องค์การบริหารส่วนตำบล", "เทศบาลตำบล",
    "\n", "\t", "ลงวันที่", "฿", "๏", "MOU2", "https://a/b?2",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)
_few = tuple(
    map(st.sampled_from, (
        ("", "วัน", "วันวัน", "ก"), ("", "จันทร์", "ศุกร์"), ("", "ที่", "ที่ "), ("๑", "๓๑", "12", "๑๒๓"), ("", " ", "\u00a0"),
        ("มกราคม", "สิงหาคม"), ("", " ", " พ.ศ. "), ("๒๕๖๓", "2563", "๒๕๖๓๑", "๑๒"),
    ))
)  # fmt: skip
_days = st.tuples(*_few, _texts).map("".join)


@settings(max_examples=500)
@given(_texts)
def test_no_fault_is_found_in_words_that_are_sound(text: str) -> None:
    written = Written([Run(text, TextFormat())], ParagraphFormat())
    if is_sound(text):
        assert [find for find in _OF_FAULTS if find(written)] == []


def test_words_of_letters_are_sound_and_what_has_a_fault_is_not() -> None:
    sound = ("เทศบาลตำบลไทรน้อย", "ที่  นบ\u00a0๐๐๒๓.๘/ว\u00a0๑", "๓๑\u00a0สิงหาคม\u00a0๒๕๖๓", "จำนวน ๑ ชุด", "")
    faulty = ("5", "ก ปักครอง", "กำำ", "ที่่", "เเพร่", 'ก "ข"', "ก\u200b", "อํา", "เ ทศบาล", "เทศบ าล", "ตำบ\u00a0ัล")
    assert [is_sound(text) for text in sound] == [True] * len(sound)
    assert [is_sound(text) for text in faulty] == [False] * len(faulty)


def test_what_looks_for_faults_is_asked_of_every_paragraph_that_is_not_sound() -> None:
    assert set(_OF_FAULTS) < set(NOTICING)
    torn = Written([Run("เ ทศบาล 5", TextFormat(font="TH SarabunPSK", size=32))], ParagraphFormat())
    assert {find for find, _ in torn.noticed()} == set(_OF_FAULTS)


@settings(max_examples=500)
@given(st.one_of(_texts, _days))
def test_a_date_is_found_from_its_day_on_as_it_is_by_the_pattern_of_a_whole_date(text: str) -> None:
    whole: re.Pattern[str] = DATE_IN_TEXT
    assert [(each.text, each.start) for each in find_dates(text)] == [
        (match[0], match.start()) for match in whole.finditer(text)
    ]
