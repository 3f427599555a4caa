"""Faults of Thai text, visible or not in a printed letter."""

import re
import unicodedata

from workflow.errors import WordingError
from workflow.thai.digits import DIGIT, thai_digits
from workflow.thai.marks import ODD_MARKS, ODD_PAIR, Faults, mark_faults

# Layout and bidi controls, separators, surrogates, and the private-use marks that Thai PDFs leave behind.
_NOT_PRINTED = (
    "\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\uffff"
)
_UNPRINTABLE = re.compile(f"[{_NOT_PRINTED}]")
_CONTROL_NAMES = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}

_NUMBER = re.compile(f"[{DIGIT}]+(?:[.,][{DIGIT}]+)*")
_ARABIC = re.compile("[0-9]")
_THAI = re.compile("[๐-๙]")
# A URL, or a word (also an address or a code) with a Latin letter in it: COVID-19, MOU2, saraban@dla.go.th
_LATIN = re.compile(r"https?://\S+|(?<![0-9_.~%?&=#+:/@-])[0-9_.~%?&=#+:/@-]*[A-Za-z][A-Za-z0-9_.~%?&=#+:/@-]*")

_QUOTE = re.compile('"')
# Seen in real letters (saraban notes, L20); a second เ before เพร่ is _TWO_SARA_E's fault.
_SPELLING = {
    "องค์กรบริหารส่วน": "องค์การบริหารส่วน",
    "องค์การปกครองส่วน": "องค์กรปกครองส่วน",
    "ปักครอง": "ปกครอง",
    "เพร่": "แพร่",
}
_MISSPELT = re.compile("(?<!เ)(?:" + "|".join(_SPELLING) + ")")

# A quick test for texts without fault, as most are: every fault has one of these characters, pairs or words.
_ODD = re.compile(f'[{_NOT_PRINTED}"0-9{ODD_MARKS}]')
_ODD_WORD = re.compile("|".join(_SPELLING))


def text_faults(text: str) -> list[str]:
    """Return the faults of a text for a letter, in order.

    A fault names the piece and its place, the first character being 1. A line break is a fault too: a paragraph of a
    letter is one line of text. URLs, e-mail addresses and words with Latin letters may keep their Arabic digits.
    """
    return [f"character {place + 1}: {problem}" for place, problem, _ in _faults(text)]


def _faults(text: str) -> list[tuple[int, str, str]]:
    if not (_ODD.search(text) or ODD_PAIR.search(text) or _ODD_WORD.search(text)):
        return []
    return sorted([*_unprintable(text), *_digits(text), *mark_faults(text), *_wording(text)])


def with_thai_digits(text: str) -> str:
    """Return the text with Thai digits, except in URLs, e-mail addresses and words with Latin letters."""
    latin = [match.span() for match in _LATIN.finditer(text)]

    def thai(match: re.Match[str]) -> str:
        return match[0] if any(start <= match.start() < end for start, end in latin) else thai_digits(match[0])

    return _NUMBER.sub(thai, text)


def _unprintable(text: str) -> Faults:
    for match in _UNPRINTABLE.finditer(text):
        char, place = match[0], match.start()
        kind = {"Cc": "control", "Cf": "invisible"}.get(unicodedata.category(char), "unprintable")
        name = unicodedata.name(char, "") or _CONTROL_NAMES.get(char, "no name")
        before = text[max(place - 12, 0) : place]
        where = f"after '{before}'" if before.isprintable() and before else "here"
        thai = f"มีอักขระที่มองไม่เห็นหรือพิมพ์ไม่ได้ ที่อักขระลำดับที่ {thai_digits(place + 1)} ให้ลบออก"
        yield place, f"{kind} character U+{ord(char):04X} ({name}) {where}; remove it", thai


def _digits(text: str) -> Faults:
    latin = [match.span() for match in _LATIN.finditer(text)]
    for match in _NUMBER.finditer(text):
        if not _ARABIC.search(match[0]):
            continue
        thai = thai_digits(match[0])
        if _THAI.search(match[0]):
            problem = f"'{match[0]}' mixes Thai and Arabic digits; write {thai}"
            yield match.start(), problem, f"“{match[0]}” ใช้เลขไทยปนเลขอารบิก ให้ใช้ {thai}"
        elif not any(start <= match.start() < end for start, end in latin):
            problem = f"'{match[0]}' is written in Arabic digits; official letters use Thai digits: {thai}"
            yield match.start(), problem, f"“{match[0]}” เป็นเลขอารบิก ให้ใช้เลขไทย {thai}"


def _wording(text: str) -> Faults:
    for match in _QUOTE.finditer(text):
        yield match.start(), "'\"' is a typewriter quotation mark; write “ ”", 'ใช้เครื่องหมาย " ให้ใช้อัญประกาศ “ ” แทน'
    for match in _MISSPELT.finditer(text):
        right = _SPELLING[match[0]]
        yield match.start(), f"'{match[0]}' is misspelt; write {right}", f"“{match[0]}” สะกดไม่ถูกต้อง ให้ใช้ “{right}”"


def check_text(name: str, text: str, thai: str = "ข้อความ") -> None:
    """Raise WordingError for a text that a letter may not print (Arabic digits, invisible characters).

    `name` and `thai` are the name of the text in English and in Thai.
    """
    if faults := text_faults(text):
        thai_faults = " และ".join(thai_fault for *_, thai_fault in _faults(text))
        raise WordingError(f"{name} cannot be printed: {'; '.join(faults)}", f"{thai}: {thai_faults}")
