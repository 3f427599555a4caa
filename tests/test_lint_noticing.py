"""What is looked for in every paragraph is found in simple words as little as in a list of names."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.lint import dates, facts, wording
from workflow.lint.looks import ParagraphLook, TextLook
from workflow.lint.written import NOTICING, Run, Written
from workflow.thai import _DATE_IN_TEXT, find_dates
from workflow.thaitext import is_simple, text_faults

_OF_WORDS = (dates._christian_years, facts.dates_in, facts.faults_in, wording._torn)
_PIECES = (
    *"กขคงมยเแโใไาำะิีึืุูัํ็่้๊๋์๐๑๕05\"()/.-–“”…\u00a0\u200b\ue000 ",
    "วัน", "ที่", "จันทร์", "มกราคม", "สิงหาคม", "พ.ศ.", "ค.ศ.", " พ. ศ. ", "๒๕๖๓", "2020", "ปักครอง", "เพร่", "แพร่",
    "องค์กรบริหารส่วน", "องค์การบริหารส่วนตำบล", "เทศบาลตำบล", "\n", "\t", "ลงวันที่", "฿", "๏",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)
_days = st.tuples(
    st.sampled_from(("", "วัน", "วันวัน", "ก")), st.sampled_from(("", "จันทร์", "ศุกร์")), st.sampled_from(("", "ที่", "ที่ ")),
    st.sampled_from(("๑", "๓๑", "12", "๑๒๓")), st.sampled_from(("", " ", "\u00a0")), st.sampled_from(("มกราคม", "สิงหาคม")),
    st.sampled_from(("", " ", " พ.ศ. ")), st.sampled_from(("๒๕๖๓", "2563", "๒๕๖๓๑", "๑๒")), _texts,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(_texts)
def test_in_simple_words_nothing_is_found_that_is_looked_for_in_words(text: str) -> None:
    written = Written([Run(text, TextLook())], ParagraphLook())
    if is_simple(text):
        assert [find for find in _OF_WORDS if find(written)] == []
        assert text_faults(text) == []


def test_names_of_offices_are_simple_and_what_has_a_fault_is_not() -> None:
    names = ("เทศบาลตำบลไทรน้อย", "องค์การบริหารส่วนตำบลป่าแดง", "แพร่")
    faulty = ("เทศบาล ตำบล", "๕", "ปักครอง", "กำำ", "ที่่", "เเพร่", "เเ", "ตำบลเ", 'ก"', "ก\u200b", "อํา")
    assert [is_simple(name) for name in names] == [True] * len(names)
    assert [is_simple(text) for text in faulty] == [False] * len(faulty)


def test_what_is_asked_of_words_alone_is_among_what_is_asked() -> None:
    assert set(_OF_WORDS) < set(NOTICING)


@settings(max_examples=400)
@given(st.one_of(_texts, _days))
def test_a_date_is_found_from_its_day_on_as_it_is_by_the_pattern_of_a_whole_date(text: str) -> None:
    assert [(each.text, each.start) for each in find_dates(text)] == [
        (match[0], match.start()) for match in _DATE_IN_TEXT.finditer(text)
    ]
