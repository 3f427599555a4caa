"""Letter numbers: the letter's number (ภาคผนวก 1, ข้อ 32) and the cited ones."""

import re
from collections.abc import Iterator

from workflow.docx.runs import Written
from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import LetterContext, Seen
from workflow.thai.digits import DIGIT, arabic_digits
from workflow.thai.spacing import squash

_NUMBER = re.compile(
    # A university's own numbers are shorter, or have the unit in brackets: อว ๖๗.๓๐/๑๒๓, อว ๘๓๙๓(๑๓)/๑๒๓.
    r"(?P<letters>[ก-ฮ]{2,3})\s?(?:\([ก-๎.]+\)\s?)?(?P<owner>\d{4,5}|\d{2,3}(?=\.))"
    r"(?:\.(?P<sub>\d{1,3}(?:\.\d{1,3})?))?(?:\(\d{1,3}\))?"
    r"/\s?(?P<circular>ว)?\s?(?P<running>\d{1,6})"
)
_YEAR = re.compile(r"(?P<number>.*/.*\d)\s*/\s*(?:25|20)\d\d")
_PADDED = re.compile(r".*/\s?ว?\s?0\d*")
_CITED = re.compile(
    rf"ที่\s+(?P<number>[ก-ฮ]{{2,3}}(?:\s?\([ก-๎.]+\))?\s?[{DIGIT}]{{2,5}}(?:\.[{DIGIT}]+)*(?:\([{DIGIT}]+\))?/\s?ว?\s?[{DIGIT}]+)(?P<dated>\s+ลงวันที่\s)?"
)
_BY_REFERENCE = re.compile("ตามหนังสือที่(?:ได้)?อ้างถึง")


def number_form(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The number has the form of office numbers."""
    number = arabic_digits(letter.text("number"))
    if number and not _NUMBER.fullmatch(number) and not _YEAR.fullmatch(number):
        yield _own(letter, "this is no letter number", "letters, four or five digits, /, ว for a circular, number")


def no_zeros(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The running number has no leading zero."""
    if _PADDED.fullmatch(arabic_digits(letter.text("number"))):
        yield _own(letter, "the running number is filled up with zeros", "the number alone: ว ๔๕")


def no_year(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The number does not contain the year."""
    match = _YEAR.fullmatch(arabic_digits(letter.text("number")))
    if match and _NUMBER.fullmatch(match["number"]):
        yield _own(letter, "the year is appended to the number", "the number without a year")


def circular_mark(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The number of a circular has ว before it, that of another letter has not."""
    match = _NUMBER.fullmatch(arabic_digits(letter.text("number")))
    if match and bool(match["circular"]) != context.circular:
        problem = "a circular's number lacks ว" if context.circular else "this is no circular, but its number has ว"
        yield _own(letter, problem, "ว before the number of a circular only")


def registered(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The number is the register's."""
    if letter["number"] and bare(letter.text("number")) != bare(context.number or ""):
        yield _own(letter, "this is not the number that the register gave", squash(context.number or ""))


def unused(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The number is not used by an earlier letter."""
    if bare(letter.text("number")) in {bare(number) for number in context.used_numbers or ()}:
        yield _own(
            letter, "this number has been given to another letter", "a number used once in the register and year"
        )


def cited_with_date(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A citation has number and date."""
    for line in letter["reference"]:
        if "หนังสือ" in line.text and not ("ลงวันที่" in line.text and _CITED.search(line.text)):
            yield Seen(line.source.place, "a letter is cited without its number or date", line.text, "ที่ … ลงวันที่ …")
    for text in letter.body:
        for match in _citing(text.written):
            if not match["dated"]:
                yield Seen(text.place, "a letter is cited without its date", match[0], f"{match[0]} ลงวันที่ …")


def reference_given(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A text that says ตามหนังสือที่อ้างถึง has an อ้างถึง above it."""
    for text in letter.body:
        if (match := _BY_REFERENCE.search(text.plain)) and not letter["reference"]:
            yield Seen(text.place, "the letter has no อ้างถึง", match[0], "อ้างถึง, or the letter's number and date here")


def cited_received(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """Every addressee has received the cited letters, or gets copies as enclosures."""
    known = {bare(cited.number): cited.addressees for cited in context.cited or ()}
    here = {unit.code for unit in context.addressees or ()}
    copies = {
        bare(m["number"]) for line in letter["enclosure"] if "สำเนา" in line.text for m in _CITED.finditer(line.text)
    }
    citing = [(line.source.place, _CITED.finditer(line.text)) for line in letter["reference"]]
    citing += [(text.place, iter(_citing(text.written))) for text in letter.body]
    for place, found in citing:
        for match in found:
            number = bare(match["number"])
            if number in known and number not in copies and (missed := here - known[number]):
                yield Seen(place, f"the letter cited never went to {', '.join(sorted(missed))}", match[0],
                           "a letter that every addressee has, or a copy of it enclosed")  # fmt: skip


def citations(letter: Letter) -> Iterator[tuple[str, str, str]]:
    """The cited letters under อ้างถึง and in the text: place, whole text, number."""
    for line in letter["reference"]:
        yield from ((line.source.place, line.text, match["number"]) for match in _CITED.finditer(line.text))
    for text in letter.body:
        yield from ((text.place, text.plain, match["number"]) for match in _citing(text.written))


def _citing(written: Written) -> list[re.Match[str]]:
    """The citations of letters in a paragraph."""
    return list(_CITED.finditer(written.plain)) if "/" in written.plain else []


def bare(number: str) -> str:
    """A number without spaces, in Arabic digits."""
    return "".join(arabic_digits(number).split())


def _own(letter: Letter, problem: str, expected: str) -> Seen:
    return Seen(letter["number"][0].source.place if letter["number"] else "ที่", problem, letter.text("number"), expected)
