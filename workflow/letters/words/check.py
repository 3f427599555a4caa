"""The check of an officer's words against the facts of the letter: they may say it otherwise, but nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from workflow.circulars.placeholders import SlotError, fill
from workflow.errors import WordingError
from workflow.letters.words.blanks import BLANKS, blank_values
from workflow.thai.dates import find_dates, parse_date, thai_date_weekday
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import text_faults
from workflow.thai.spacing import squash

_COUNT = re.compile("(?P<number>[๐-๙]+) แห่ง")
_DAYS_LATE = re.compile("(?:ล่วงเลย|พ้น)[^ ]*? ?มาแล้ว (?:จำนวน )?(?P<number>[๐-๙]+) วัน")
_CITED = re.compile(r"ที่ (?P<number>[ก-ฮ]{1,3} [๐-๙./()]+/(?:ว )?[๐-๙]+)")
_DEADLINES = "deadline", "told", "old_deadline"
_SAID_MANY = "จำนวนมาก"
MANY = 10
"""จำนวนมาก needs at least so many offices, beside the share of the ladder."""
FEWEST = 2
"""A letter has two paragraphs at least (ข้อ 11)."""
_UNTIL = re.compile("(?:ภายใน|ออกไปจนถึง|อย่างช้า)$")


@dataclass(frozen=True)
class WordsFault:
    """A fault of the words: the paragraph (from 1), the piece, the problem in English and in Thai."""

    paragraph: int
    piece: str
    problem: str
    thai: str

    def __str__(self) -> str:
        return f"paragraph {self.paragraph}, '{self.piece}': {self.problem}"


class WordsFaultError(WordingError):
    """Words that say something else than the letter's facts; nothing was changed or issued."""

    def __init__(self, faults: Sequence[WordsFault]) -> None:
        super().__init__("\n".join(map(str, faults)), " ".join(fault.thai for fault in faults))
        self.faults = list(faults)


def numbers_in(text: str) -> list[str]:
    """The numbers of letters that a text names after ที่."""
    return [match["number"] for match in _CITED.finditer(squash(text))]


def check_stage_words(paragraphs: Sequence[str]) -> None:
    """Raise WordsFaultError for words of a stage's later letters that no letter could print, whatever its facts."""
    if len(paragraphs) < FEWEST:
        problem = f"expected {FEWEST} paragraphs at least: why it is written, and what is asked (ข้อ 11)"
        raise WordsFaultError([WordsFault(1, next(iter(paragraphs), "")[:30], problem, "ข้อความต้องมีอย่างน้อย ๒ ย่อหน้า")])
    faults: list[WordsFault] = []
    for place, paragraph in enumerate(paragraphs, start=1):
        try:
            faults += _text_faults(place, fill(paragraph, dict.fromkeys(BLANKS, "")))
        except SlotError as error:
            faults.append(WordsFault(place, paragraph[:30], str(error), "มีช่องเติมข้อความที่ไม่รู้จัก"))
    if faults:
        raise WordsFaultError(faults)


def check_words(paragraphs: Sequence[str], facts: Mapping[str, object], numbers: Sequence[str]) -> None:
    """Raise WordsFaultError for filled paragraphs that do not agree with the letter's facts.

    `numbers` are the numbers of letters that the letter may name.
    """
    known = [squash(number) for number in numbers]
    if faults := [
        fault
        for place, text in enumerate(paragraphs, start=1)
        for fault in (
            *_text_faults(place, text),
            *_count_faults(place, squash(text), facts),
            *_number_faults(place, squash(text), known),
        )
    ] + _deadline_faults(paragraphs, facts):
        raise WordsFaultError(faults)


def _text_faults(place: int, text: str) -> Iterator[WordsFault]:
    plain = squash(text)
    for problem in text_faults(plain):
        yield WordsFault(place, plain[:30], problem, f"ย่อหน้าที่ {thai_digits(place)} มีอักขระที่พิมพ์ไม่ได้")
    for date in find_dates(plain):
        if date.problem:
            yield WordsFault(place, date.text, date.problem, f"“{date.text}” ไม่ใช่วันที่ที่ถูกต้อง")


def _count_faults(place: int, text: str, facts: Mapping[str, object]) -> Iterator[WordsFault]:
    values = blank_values(facts)
    counts = {name: values[name] for name in ("count", "missing", "incorrect", "total") if name in values}
    for match in _COUNT.finditer(text):
        if counts and match["number"] not in counts.values():
            right = ", ".join(f"{name} {number}" for name, number in counts.items())
            problem = f"this count is not the list's; expected one of {right}"
            yield WordsFault(place, match[0], problem, f"“{match[0]}” ไม่ตรงกับบัญชีรายชื่อ ({counts['count']} แห่ง)")
    few = int(counts.get("count", MANY)) < MANY
    if counts and _SAID_MANY in text and (few or cast(Mapping[str, str], facts["lagging"]).get("form") == "some"):
        problem = f"the list has {counts['count']} offices, which are not many of {counts['total']}; say their number"
        yield WordsFault(place, _SAID_MANY, problem, f"บัญชีรายชื่อมี {counts['count']} แห่ง ไม่ใช่จำนวนมาก")
    for match in _DAYS_LATE.finditer(text):
        if match["number"] != values.get("days_late"):
            right = values.get("days_late") or "no number, because no told deadline has passed"
            yield WordsFault(place, match[0], f"expected {right}", f"“{match[0]}” จำนวนวันไม่ถูกต้อง")


def _number_faults(place: int, text: str, known: Sequence[str]) -> Iterator[WordsFault]:
    for number in numbers_in(text):
        if number not in known:
            problem = f"this letter cites no such letter; it may name {', '.join(known) or 'none'}"
            yield WordsFault(place, number, problem, f"ไม่มีหนังสือ ที่ {number} ในเรื่องนี้")


def _deadline_faults(paragraphs: Sequence[str], facts: Mapping[str, object]) -> list[WordsFault]:
    """A day until which something is to be done must be one of the letter's, and a new one must be said."""
    days = {parse_date(squash(str(facts[name]))) for name in _DEADLINES if facts.get(name)}
    said, faults = set(), []
    for place, text in enumerate(map(squash, paragraphs), start=1):
        for date in find_dates(text):
            said.add(date.value)
            if _UNTIL.search(text[: date.start].rstrip()) and date.value and date.value not in days:
                right = " or ".join(squash(thai_date_weekday(day)) for day in sorted(days))
                thai = f"“{date.text}” ไม่ใช่กำหนดของหนังสือฉบับนี้"
                faults.append(
                    WordsFault(place, date.text, f"this is not the letter's deadline; expected {right}", thai)
                )
    new = parse_date(squash(str(facts["deadline"])))
    if facts.get("moved") and new not in said:
        day = squash(thai_date_weekday(new))
        problem = f"the words do not say the new deadline; expected {day}, or the blank {{{{ deadline }}}}"
        faults.append(WordsFault(len(paragraphs), "", problem, f"ข้อความไม่ได้ระบุกำหนด คือ ภายใน{day}"))
    return faults
