"""The order of Thai vowels and tone marks (WTT 2.0): text that looks right on one screen and wrong on the next."""

import re
from collections.abc import Iterator

TONES, VOWELS_ABOVE, BELOW = "\u0e48-\u0e4b", "\u0e31\u0e34-\u0e37\u0e47", "\u0e38-\u0e3a"
ABOVE = VOWELS_ABOVE + "\u0e4d"
THANTHAKHAT = "\u0e4c"
ALONE = f"{THANTHAKHAT}ะาำแโใไ"  # thanthakhat, and vowels on the line

_SPLIT_SARA_AM = re.compile("([ก-ฮ]?)(?:\u0e4d([\u0e48-\u0e4b]?)|([\u0e48-\u0e4b])\u0e4d)\u0e32")
_LATE_TONE = re.compile("([ก-ฮ]?)\u0e33([\u0e48-\u0e4b])")
_DOUBLED = re.compile(
    f"[ก-ฮ]?[\u0e31\u0e34-\u0e3a]?(?:[{TONES}]{{2,}}|[{ABOVE}]{{2,}}|[{BELOW}]{{2,}}|([{ALONE}])\\1+)"
)
_TWO_SARA_E = re.compile("เเ[ก-ฮ]?")

_EARLY_TONE = re.compile(f"([ก-ฮ]?)([{TONES}{THANTHAKHAT}])([{VOWELS_ABOVE}{BELOW}])")
_AFTER_VOWEL = re.compile(f"([ก-ฮ]?)([ะา])([{TONES}{THANTHAKHAT}])")
_BEFORE_LETTER = re.compile(f"([เ-ไ])([{TONES}{ABOVE}{BELOW}{THANTHAKHAT}]+)([ก-ฮ])")
_LONG_STROKE = re.compile("(?<![ฤฦ])ๅ")
_SWAPPED = (_EARLY_TONE, _AFTER_VOWEL)
_TWO_AT_ONCE = re.compile(
    f"[ก-ฮ]?(?:[{VOWELS_ABOVE}][{BELOW}]|[{BELOW}][{VOWELS_ABOVE}]|[{TONES}]{THANTHAKHAT}|{THANTHAKHAT}[{TONES}])"
)
_WORD = re.compile("[ก-ฺเ-๎]+")
_SHORT = 12  # characters of a piece that is shown whole

_MARK = f"{TONES}{THANTHAKHAT}{ABOVE}{BELOW}"
ODD_PAIR = re.compile(f"[{_MARK}ำะาเ-ไ](?:[{_MARK}](?<![{ABOVE}{BELOW}][{TONES}{THANTHAKHAT}])|(?<=([{ALONE}เ]))\\1)")
"""A quick test: every fault of marks has one of these pairs, or one of `ODD_MARKS`."""
ODD_MARKS = "\u0e4d\u0e45"

Faults = Iterator[tuple[int, str, str]]
"""Faults: position, and description in English and in Thai."""


def in_order(text: str) -> str:
    """The text with every mark where it belongs; two spellings that print alike become one."""
    for pattern in (*_SWAPPED, _BEFORE_LETTER):
        text = pattern.sub(r"\1\3\2", text)
    text = _LONG_STROKE.sub("า", text)
    text = _SPLIT_SARA_AM.sub(r"\1\2\3ำ", text)
    return _LATE_TONE.sub(r"\1\2ำ", text).replace("เเ", "แ")


def mark_faults(text: str) -> Faults:
    """The faults of vowels and tone marks in a text."""
    yield from _sara_am(text)
    for match in _DOUBLED.finditer(text):
        yield match.start(), f"'{match[0]}' has a doubled vowel or tone mark", f"“{match[0]}” มีสระหรือวรรณยุกต์ซ้ำกัน"
    for match in _TWO_SARA_E.finditer(text):
        problem = f"'{match[0]}' has a doubled vowel (two เ); write แ{match[0][2:]}"
        yield match.start(), problem, f"“{match[0]}” พิมพ์สระเอสองตัว ให้พิมพ์สระแอ"
    yield from _order(text)


def _sara_am(text: str) -> Faults:
    for match in _SPLIT_SARA_AM.finditer(text):
        letter, tone = match[1], match[2] or match[3] or ""
        problem = f"'{match[0]}' has sara am in two parts (U+0E4D U+0E32); write {letter}{tone}ำ"
        yield match.start(), problem, f"“{match[0]}” พิมพ์สระอำแยกเป็นสองตัว ให้พิมพ์ใหม่เป็น {letter}{tone}ำ"
    for match in _LATE_TONE.finditer(text):
        problem = f"'{match[0]}' has its tone mark after sara am; write {match[1]}{match[2]}ำ"
        yield match.start(), problem, f"“{match[0]}” พิมพ์วรรณยุกต์หลังสระอำ ให้พิมพ์ใหม่เป็น {match[1]}{match[2]}ำ"


def _order(text: str) -> Faults:
    for pattern in _SWAPPED:
        for match in pattern.finditer(text):
            piece = _piece(text, match)
            right = in_order(piece)
            problem = f"'{piece}' has its vowel and tone mark in the wrong order; write {right}"
            yield match.start(), problem, f"“{piece}” พิมพ์สระหรือวรรณยุกต์สลับที่กัน ให้พิมพ์ใหม่เป็น {right}"
    for match in _BEFORE_LETTER.finditer(text):  # of เ่ปล nobody knows whether it is to be เป่ล or เปล่
        right = in_order(match[0])
        problem = f"'{match[0]}' has a vowel or tone mark before its letter; write it behind, such as {right}"
        yield match.start(), problem, f"“{match[0]}” พิมพ์สระหรือวรรณยุกต์ก่อนพยัญชนะ ให้พิมพ์ไว้หลังพยัญชนะ เช่น {right}"
    for match in _LONG_STROKE.finditer(text):
        piece = _piece(text, match)
        right = in_order(piece)
        problem = f"'{piece}' has ๅ (U+0E45), which stands after ฤ and ฦ only; write {right}"
        yield match.start(), problem, f"“{piece}” ใช้ ๅ ซึ่งใช้ได้เฉพาะหลัง ฤ และ ฦ ให้พิมพ์ใหม่เป็น {right}"
    for match in _TWO_AT_ONCE.finditer(text):
        problem = f"'{match[0]}' has two vowels or marks on one letter that do not go together; leave one out"
        yield match.start(), problem, f"“{match[0]}” มีสระหรือเครื่องหมายสองตัวที่ใช้ร่วมกันไม่ได้ ให้ตัดออกหนึ่งตัว"


def _piece(text: str, match: re.Match[str]) -> str:
    """The word with the fault if it is short, otherwise the letters at fault."""
    words = (word[0] for word in _WORD.finditer(text) if word.start() <= match.start() < word.end())
    word = next(words, "")
    return word if 0 < len(word) <= _SHORT else match[0]
