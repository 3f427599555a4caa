"""The check of an officer's words against the facts of the letter: they may say it otherwise, but nothing else."""

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
from workflow.thai.statements import days_to_do_by, statements_in

_DEADLINES = "deadline", "told", "old_deadline"
MANY = 10
"""จำนวนมาก needs at least so many offices, beside the share of the ladder."""
FEWEST = 2
"""A letter has two paragraphs at least (ข้อ 11)."""


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
    return [statement.value for statement in statements_in(squash(text)) if statement.kind == "number"]


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
        elif date.form:
            yield WordsFault(
                place, date.text, f"letters write dates in full: {date.form}", f"ให้เขียนวันที่เต็ม: {date.form}"
            )


def _count_faults(place: int, text: str, facts: Mapping[str, object]) -> Iterator[WordsFault]:
    values = blank_values(facts)
    counts = {name: values[name] for name in ("count", "missing", "incorrect", "total") if name in values}
    are_few = int(counts.get("count", MANY)) < MANY
    are_few |= cast(Mapping[str, str], facts.get("lagging") or {}).get("form") == "some"
    for said in statements_in(text):
        if said.kind == "count" and counts and said.value not in counts.values():
            right = ", ".join(f"{name} {number}" for name, number in counts.items())
            problem = f"this count is not the list's; expected one of {right}"
            yield WordsFault(place, said.piece, problem, f"“{said.piece}” ไม่ตรงกับบัญชีรายชื่อ ({counts['count']} แห่ง)")
        if said.kind == "many" and counts and are_few:
            of_all = f"the list has {counts['count']} offices, which are not many of {counts['total']}"
            problem = f"{of_all}; say their number"
            yield WordsFault(place, said.piece, problem, f"บัญชีรายชื่อมี {counts['count']} แห่ง ไม่ใช่จำนวนมาก")
        if said.kind == "days late" and said.value != values.get("days_late"):
            right = values.get("days_late") or "no number, because no told deadline has passed"
            yield WordsFault(place, said.piece, f"expected {right}", f"“{said.piece}” จำนวนวันไม่ถูกต้อง")


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
        said |= {date.value for date in find_dates(text)}
        for date in days_to_do_by(text):
            if date.value and date.value not in days:
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
