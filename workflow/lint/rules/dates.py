"""Dates: the date line (ข้อ 11), dates in the text, deadlines and receipts."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from workflow.docx.runs import Written
from workflow.lint.anatomy.letter import Letter
from workflow.lint.anatomy.lines import SHORT_MONTHS, Words
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.lint.word.searches import search
from workflow.thai.dates import find_dates, thai_date
from workflow.thai.digits import DIGIT, thai_digits
from workflow.thai.spacing import squash

_MIDDLE, _NEAR = 4252, 425  # twips: the page's middle, 7.5 cm on the ruler; the tolerance
_SHORT = re.compile(rf"[{DIGIT}][{DIGIT}]?\s*(?P<month>{'|'.join(map(re.escape, SHORT_MONTHS))})\s*[{DIGIT}]{{2,4}}")
_ERA = re.compile(rf"(?:พ|ค)\.\s?ศ\.?\s*[{DIGIT}]")
_CHRISTIAN = re.compile(rf"ค\.\s?ศ\.?\s*[{DIGIT}]{{4}}")
_WITHIN = re.compile(r"ภายใน ?(?=วัน)")
_YEARS = "is not a Buddhist year"
_DIGITS = "mixes Thai and Arabic digits"


def own_date(letter: Letter) -> date | None:
    """The day in the letter's date line; None for a line without one."""
    found = letter.own_dates
    return found[0].value if len(found) == 1 else None


def no_label(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The date stands without วันที่."""
    if letter.text("date").startswith("วัน"):
        yield _own(letter, "the date has วันที่ before it", "the date alone: ๑๘ พฤศจิกายน ๒๕๖๕")


def no_era(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The date stands without พ.ศ."""
    if _ERA.search(letter.text("date")):
        yield _own(letter, "the date has the era in it", "the date alone: ๑๘ พฤศจิกายน ๒๕๖๕")


def full_months(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Months are written in full, in the letter's date and in its text."""
    for line in letter.lines:
        if "." in line.text and (match := _short_month(line.cut.written)):
            yield Seen(line.source.place, f"the month is shortened: {match['month']}", match[0], "the month in full")


def well_written(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter's date is day, month and a year of four figures, without zeros in front."""
    text = letter.text("date")
    labelled = text.startswith("วัน") and letter.form is not Form.MEMO
    if not text or labelled or _ERA.search(text) or _SHORT.search(text):
        return  # another rule reports this
    if expected := _to_be_written(text):
        yield _own(letter, "the date is not written as dates are", expected)


def _to_be_written(text: str) -> str:
    """The right form of a date line; '' if the line is right, Arabic digits aside."""
    found = find_dates(text)
    if not found:
        return "๑๘ พฤศจิกายน ๒๕๖๕"
    expected = squash(thai_date(found[0].value)) if found[0].value else ""
    return "" if thai_digits(squash(found[0].text)) == expected else expected


def weekdays(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The weekday agrees with the date."""
    for place, found in letter.dates:
        if found.problem and found.value is not None:
            yield Seen(place, found.problem, found.text, "the weekday of that date")


def days_exist(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The day exists in the calendar."""
    for place, found in letter.dates:
        if found.value is None and _YEARS not in found.problem and _DIGITS not in found.problem:
            yield Seen(place, found.problem, found.text, "a day of the calendar")


def buddhist_years(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Years are in the Buddhist era."""
    for place, found in letter.dates:
        if _YEARS in found.problem:
            yield Seen(place, found.problem, found.text, "the year of the Buddhist era")
    heads = {id(paragraph) for story in letter.document.stories for paragraph in story.paragraphs}
    for paragraph, years in letter.document.where(_christian_years):
        for year in years if id(paragraph) not in heads else ():
            yield Seen(paragraph.place, "a year of the Christian era", year, "พ.ศ.")


def date_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The date begins in the middle of the page."""
    for line in letter["date"]:
        spot = letter.spot(line)
        if spot is not None and abs(spot.start - _MIDDLE) > _NEAR:
            yield _own(
                letter, f"the date begins about {spot.start / 567:.1f} cm from the margin", "7.5 cm, the page's middle"
            )


def as_registered(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The date is the register's."""
    if letter["date"] and context.date is not None and own_date(letter) != context.date:
        yield _own(letter, "this is not the date that the register gave", squash(thai_date(context.date)))


def deadline_ahead(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Deadlines in the text are after the letter's date; a paragraph that ends with นั้น quotes an earlier letter."""
    written = own_date(letter)
    for text in letter.body:
        within = _within(text.written) if not text.plain.endswith("นั้น") else []
        for found in text.written.dates if within and written else ():
            if found.start in within and found.value and written and found.value < written:
                expected = f"a day after {squash(thai_date(written))}"
                yield Seen(text.place, "the deadline lies before the letter's own date", found.text, expected)


def deadline_far(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The deadline leaves enough days after the letter's date."""
    written, deadline = context.date or own_date(letter), context.deadline
    if written and deadline and deadline < written + timedelta(context.min_days):
        least = squash(thai_date(written + timedelta(context.min_days)))
        yield Seen("deadline", "the deadline is too near", squash(thai_date(deadline)), f"{least} or later")


def deadline_later(_: Letter, context: LetterContext) -> Iterator[Seen]:
    """A new deadline is later than the old one."""
    new, old = context.deadline, context.previous_deadline
    if new and old and new <= old:
        yield Seen("deadline", "the new deadline is not later than the old one", squash(thai_date(new)),
                   f"a day after {squash(thai_date(old))}")  # fmt: skip


def received_after(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The receipt is not before the letter's date."""
    written = context.date or own_date(letter)
    for receipt in context.receipts or ():
        if written and receipt.at.date() < written:
            yield Seen(f"receipt of {receipt.by}", f"received on {receipt.at.date()}", "", f"{written} or later")


def received_in_office(_: Letter, context: LetterContext) -> Iterator[Seen]:
    """Offices receive paper on weekdays."""
    for receipt in context.receipts or ():
        if receipt.at.weekday() > 4 and not receipt.email:
            yield Seen(f"receipt of {receipt.by}", f"received on a {receipt.at:%A}", "", "Monday to Friday, or e-mail")


def received_in_time(_: Letter, context: LetterContext) -> Iterator[Seen]:
    """A letter is acknowledged in time."""
    for receipt in context.receipts or ():
        if receipt.due is not None and receipt.at > receipt.due:
            yield Seen(f"receipt of {receipt.by}", f"acknowledged at {receipt.at:%Y-%m-%d %H:%M}", "",
                       f"by {receipt.due:%Y-%m-%d %H:%M}")  # fmt: skip


@search
def _christian_years(written: Written) -> list[str]:
    return [match[0] for match in _CHRISTIAN.finditer(written.plain)] if "ค." in written.plain else []


def _within(written: Written) -> list[int]:
    """The positions of deadline phrases (ภายใน…)."""
    return [match.end() for match in _WITHIN.finditer(written.plain)]


def _short_month(written: Written) -> re.Match[str] | None:
    return _SHORT.search(Words(written).text)


def _own(letter: Letter, problem: str, expected: str) -> Seen:
    return Seen(letter["date"][0].source.place, problem, letter.text("date"), expected)
