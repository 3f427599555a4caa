"""Thai dates: writing them, reading them, finding them in a text.

Thai dates count years in the Buddhist era, 543 years ahead of the Christian era, and official letters
write every number in Thai digits. Parts that must stay on one line are joined by NBSP (U+00A0).
"""

import re
from dataclasses import dataclass
from datetime import date

from workflow.errors import WianError
from workflow.thai.digits import BUDDHIST_ERA, DIGIT, buddhist_year, thai_digits
from workflow.thai.spacing import NBSP, squash

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

_FIRST_BUDDHIST_YEAR = 2400  # a year from here on is Buddhist, an earlier one Christian
_MIXED = re.compile("[0-9][๐-๙]|[๐-๙][0-9]")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def _date_pattern(month: str, gap: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:วัน(?P<weekday>[ก-ฺเ-๎]{{0,12}}?)\s*ที่\s*)?(?<![{DIGIT}])(?P<day>[{DIGIT}]{{1,2}}){gap}"
        rf"(?P<month>{month}){gap}(?:พ\.\s*ศ\.\s*)?(?P<year>[{DIGIT}]{{4}})(?![{DIGIT}])"
    )


_ONE_DATE = _date_pattern(rf"[^\s{DIGIT}]+?", r"\s*")
_DATE_IN_TEXT = _date_pattern("|".join(MONTHS), r"\s*")
_GAP = r"\s*"
_WRITTEN = re.compile(
    rf"(?:วัน(?:(?P<weekday>[ก-ฺเ-๎]{{0,12}}?)\s*ที่|(?P<named>{'|'.join(WEEKDAYS)})){_GAP})?(?<![{DIGIT}])"
    rf"(?:(?P<first>[{DIGIT}]{{1,2}}){_GAP}[-–]{_GAP})?(?P<day>[{DIGIT}]{{1,2}}){_GAP}(?:เดือน{_GAP})?"
    rf"(?P<month>{'|'.join(MONTHS)}){_GAP}(?:(?:พ\.\s*ศ\.|พุทธศักราช){_GAP})?"
    rf"(?P<year>[{DIGIT}]{{4}}|[5-9๕-๙][{DIGIT}])(?![{DIGIT}])"
    # Figures with strokes are a date after วันที่ only: numbers of letters have strokes, too.
    rf"|วันที่{_GAP}(?P<number>[{DIGIT}]{{1,2}})/(?P<of>[{DIGIT}]{{1,2}})/(?P<short>[{DIGIT}]{{4}}|[{DIGIT}]{{2}})(?![{DIGIT}])"
)
"""Dates as people write them in a text: with เดือน, พ.ศ. or พุทธศักราช, without ที่, as a range, with strokes."""

# A text without such a piece has no date, and is searched for one much faster.
_YEAR = re.compile(f"[{DIGIT}]{{4}}|(?:คม|ยน|พันธ์)\\s*[{DIGIT}]{{2}}|[{DIGIT}]/[{DIGIT}]{{1,2}}/[{DIGIT}]")
# Without such a piece its dates are written as dates are, which are found faster, too.
_OTHERWISE = re.compile(
    f"[{DIGIT}]\\s*เดือน|พุทธศักราช|[{DIGIT}]\\s*[-–]\\s*[{DIGIT}]|/[{DIGIT}]{{1,2}}/"
    f"|(?:คม|ยน|พันธ์)\\s*[5-9๕-๙][{DIGIT}](?![{DIGIT}])|(?:{'|'.join(WEEKDAYS)})\\s*[{DIGIT}]"
)
_CENTURY = 2500


class DateTextError(WianError):
    """The text is not a date, or a date with the wrong weekday."""


@dataclass(frozen=True)
class FoundDate:
    """A Thai date in a running text, as written, at character `start` (the first is 0).

    `value` is None for a day that does not exist, and the last day of a range; `problem` is empty for a right date.
    `form` says how letters write it where it is written otherwise: two figures for the year, or strokes.
    """

    text: str
    start: int
    value: date | None
    problem: str
    form: str = ""


def _month_year(d: date) -> str:
    return f"{MONTHS[d.month - 1]}{NBSP}{thai_digits(buddhist_year(d))}"


def thai_date(d: date) -> str:
    """Return `๑๙ พฤษภาคม ๒๕๖๓`, its parts joined by NBSP: the date of a letter (ข้อ 11)."""
    return f"{thai_digits(d.day)}{NBSP}{_month_year(d)}"


def thai_date_weekday(d: date) -> str:
    """Return `วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓`, its parts joined by NBSP: a deadline in an original circular."""
    return f"วัน{WEEKDAYS[d.weekday()]}ที่{NBSP}{thai_date(d)}"


def blank_date(d: date) -> str:
    """Return month and year behind six NBSPs: the day is filled in when the letter is registered."""
    return f"{NBSP * 6}{_month_year(d)}"


def parse_date(text: str) -> date:
    """Return the date of an ISO text (Christian year) or a Thai text (Buddhist year, weekday optional).

    Raises DateTextError, in plain words, for anything else and for a weekday that does not agree.
    """
    plain = squash(text)
    if iso := _ISO.fullmatch(plain):
        return _iso_date(plain, *(int(part) for part in iso.groups()))
    match = _ONE_DATE.fullmatch(plain)
    if match is None:
        detail = "a number mixes Thai and Arabic digits" if _MIXED.search(plain) else "this is not a date"
        raise DateTextError(f'"{plain}": {detail}; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓')
    value, problem = _resolve(match["day"], match["month"], match["year"], match["weekday"] or "")
    if value is None or problem:
        raise DateTextError(f'"{plain}": {problem}')
    return value


def find_dates(text: str) -> list[FoundDate]:
    """Return every Thai date in a running text, in order, with or without its weekday."""
    if not _YEAR.search(text):
        return []
    if not _OTHERWISE.search(text):
        return [_found(match) for match in _DATE_IN_TEXT.finditer(text)]
    return [_found_otherwise(match) for match in _WRITTEN.finditer(text)]


def _found(match: re.Match[str]) -> FoundDate:
    value, problem = _resolve(match["day"], match["month"], match["year"], match["weekday"] or "")
    return FoundDate(match[0], match.start(), value, problem)


def _found_otherwise(match: re.Match[str]) -> FoundDate:
    if match["number"]:
        month = int(match["of"])
        if not 1 <= month <= len(MONTHS):
            return FoundDate(match[0], match.start(), None, f"there is no month {month}")
        day, name, year, weekday = match["number"], MONTHS[month - 1], match["short"], ""
    else:
        day, name, year = match["day"], match["month"], match["year"]
        weekday = match["named"] or match["weekday"] or ""
    full = year if len(year) == len("2563") else str(_CENTURY + int(year))
    value, problem = _resolve(day, name, full, "" if match["first"] else weekday)
    if match["first"] and not problem:  # the weekday of a range is its first day's
        _, problem = _resolve(match["first"], name, full, weekday)
    shortened = value is not None and (match["number"] or full != year)
    return FoundDate(match[0], match.start(), value, problem, squash(thai_date(value)) if value and shortened else "")


def _iso_date(text: str, year: int, month: int, day: int) -> date:
    buddhist = year >= _FIRST_BUDDHIST_YEAR
    value = _day(year - BUDDHIST_ERA if buddhist else year, month, day)
    if value is None:
        raise DateTextError(f'"{text}": there is no such day')
    if buddhist:
        thai = squash(thai_date(value))
        raise DateTextError(f"{text} looks like a Buddhist year; write {value.isoformat()} or {thai}")
    return value


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _resolve(day_text: str, month: str, year_text: str, weekday: str) -> tuple[date | None, str]:
    """Return the day of a Thai date (None if it does not exist) and the problem with its text ('' for none)."""
    if _MIXED.search(day_text) or _MIXED.search(year_text):
        return None, "a number mixes Thai and Arabic digits"
    day, year = int(day_text), int(year_text)
    if month not in MONTHS:
        return None, f"unknown month {month}; expected one of {' '.join(MONTHS)}"
    if year < _FIRST_BUDDHIST_YEAR:
        return None, f"{year} is not a Buddhist year; a Thai date takes one, such as {year + BUDDHIST_ERA}"
    value = _day(year - BUDDHIST_ERA, MONTHS.index(month) + 1, day)
    if value is None:
        return None, f"there is no such day as {day} {month} {year}"
    return value, _weekday_problem(value, weekday)


def _weekday_problem(value: date, weekday: str) -> str:
    right = WEEKDAYS[value.weekday()]
    if not weekday or weekday == right:
        return ""
    if weekday not in WEEKDAYS:
        return f"unknown weekday {weekday}; expected {right}"
    return f"{value.day} {value:%B} {buddhist_year(value)} is a {value:%A} ({right}), the text says {weekday}"
