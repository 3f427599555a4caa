"""The order of vowels and tone marks: what prints alike is spelt alike, and what is spelt otherwise is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.thai.marks import in_order
from workflow.thai.mistakes import text_faults

WORDS = ["ที่", "สิ้น", "ทั้ง", "สิทธิ์", "พันธุ์", "ผู้", "หน้า", "ค่ะ", "น้ำ", "เก่า", "แล้ว", "ศักดิ์", "ฤๅษี", "ก็", "ซื้อ", "จกฺขุํ", "ภิกฺขุ"]
_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e48\u0e49\u0e4c"


def codes(*points: int) -> str:
    """A text by its characters, as an editor might put them in another order."""
    return "".join(map(chr, points))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (codes(0xE17, 0xE48, 0xE35), "ที่"),
        (codes(0xE2A, 0xE49, 0xE34, 0xE19), "สิ้น"),
        (codes(0xE17, 0xE49, 0xE31, 0xE07), "ทั้ง"),
        (codes(0xE2A, 0xE34, 0xE17, 0xE18, 0xE4C, 0xE34), "สิทธิ์"),
        (codes(0xE1E, 0xE31, 0xE19, 0xE18, 0xE4C, 0xE38), "พันธุ์"),
        (codes(0xE1C, 0xE49, 0xE39), "ผู้"),
        (codes(0xE2B, 0xE19, 0xE32, 0xE49), "หน้า"),
        (codes(0xE04, 0xE30, 0xE48), "ค่ะ"),
    ],
)
def test_marks_in_the_wrong_order_are_told_with_the_right_form(typed: str, right: str) -> None:
    (fault,) = text_faults(typed)
    assert fault.endswith(f"'{typed}' has its vowel and tone mark in the wrong order; write {right}")
    assert in_order(typed) == right


def test_in_a_long_text_the_letters_at_fault_are_shown_with_their_place() -> None:
    typed = "การจัดทำบัญชีแหล่งน้ำในพ" + codes(0xE49, 0xE37) + "นที่"
    assert text_faults(typed) == [
        f"character {typed.index('พ') + 1}: 'พ{codes(0xE49, 0xE37)}' has its vowel and tone mark in the wrong order; "
        "write พื้"
    ]


def test_a_mark_before_its_letter_is_told() -> None:
    (fault,) = text_faults(codes(0xE40, 0xE48, 0xE01))
    assert fault.endswith("has a vowel or tone mark before its letter; write it behind, such as เก่")


def test_two_vowels_on_one_letter_are_told() -> None:
    (fault,) = text_faults("ก" + codes(0xE38, 0xE34))
    assert "has two vowels or marks on one letter that do not go together" in fault


def test_the_long_stroke_stands_after_ru_and_lu_only() -> None:
    (fault,) = text_faults("กๅร")
    assert fault == "character 2: 'กๅร' has ๅ (U+0E45), which stands after ฤ and ฦ only; write การ"
    assert text_faults("ฤๅษี ฦๅชา") == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
def test_sound_words_stay_as_they_are(text: str) -> None:
    assert text_faults(text) == []
    assert in_order(text) == text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.data())
def test_swapping_a_vowel_and_a_tone_is_told_and_undone(one: str, two: str, data: st.DataObject) -> None:
    text = f"{one} {two}"
    places = [at for at in range(len(text) - 1) if text[at] in _MARKS[:7] and text[at + 1] in _MARKS[7:]]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    typed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    assert any("wrong order" in fault for fault in text_faults(typed))
    assert in_order(typed) == text
