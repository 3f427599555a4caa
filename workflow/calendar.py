"""Working days of Thai government offices, and an explanation of every date computed from them.

The holidays come from the `holidays` package (public and government categories), mended by a table the
office keeps (config/holidays.csv). A cabinet may declare a holiday at any time: add a row there.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from workflow.errors import Fault, InputError
from workflow.localtime import BANGKOK, local_date
from workflow.thai.dates import WEEKDAYS, DateTextError, parse_date, thai_date_weekday
from workflow.thai.spacing import squash

OFFICE_CLOSES, NEXT_MORNING = time(16, 30), time(10, 0)
_COLUMNS = "date,change,name,why,source,region"
_EVERY_YEAR = "every year"
_ONE_DAY = timedelta(days=1)
_Unit = Literal["working", "calendar"]
_Date = date  # the fields named `date` hide the type


def _say(d: date) -> str:
    return f"{squash(thai_date_weekday(d))} ({d.isoformat()})"


@dataclass(frozen=True)
class Change:
    """A row of the office's table: `day` is closed or open; without a day, the holiday `name` never counts."""

    day: date | None
    closed: bool
    name: str
    region: str = ""


@dataclass(frozen=True)
class Step:
    """A day between the start and the result; `why` is the reason for closed offices ('' on working days)."""

    date: _Date
    counted: bool
    why: str


@dataclass(frozen=True)
class Computed:
    """A date `days` after `start` (negative: before), with all days in between."""

    date: _Date
    start: _Date
    days: int
    steps: tuple[Step, ...]
    unit: _Unit = "working"

    def explain(self) -> str:
        """Return readable lines: the rule; every day with its count or the reason to skip it; the result."""
        way = "before" if self.days < 0 else "after"
        lines, count = [f"{abs(self.days)} {self.unit} day{'s' * (abs(self.days) != 1)} {way} {_say(self.start)}"], 0
        for step in self.steps:
            count += step.counted
            mark = f"{count}." if step.counted else "skipped:"
            lines.append(f"  {mark} {_say(step.date)}" + (f", {step.why}" if step.why else ""))
        return "\n".join([*lines, f"= {_say(self.date)}"])


@dataclass(frozen=True)
class AcknowledgementDue:
    """The time by which an arrived letter must be acknowledged; both in Bangkok time."""

    due: datetime
    arrived: datetime
    rule: str
    following: Computed | None = None

    def explain(self) -> str:
        """Return readable lines: the arrival, the rule, the skipped days, the due time."""
        days = [self.following.explain()] if self.following else []
        arrival = f"arrived {_say(self.arrived.date())} {self.arrived:%H.%M}: {self.rule}"
        return "\n".join([arrival, *days, f"due {_say(self.due.date())} {self.due:%H.%M}"])


class WorkCalendar:
    """The working days of government offices, and arithmetic with them."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        rows = list(changes)
        self._never = {row.name for row in rows if row.day is None}
        self._open = {row.day for row in rows if not row.closed}
        self._closed = {row.day: row.name for row in rows if row.day and row.closed}
        self._year = cache(self._holidays)

    @classmethod
    def load(cls, overrides: Path, region: str = "") -> "WorkCalendar":
        """Return the calendar of a table and region; rows without region always hold. Raises InputError."""
        rows = _read(overrides)
        regions = sorted({row.region for row in rows} | {""})
        if region not in regions:
            expected = f"one of:{' '.join(regions)}"
            raise InputError([Fault(str(overrides), f"no row for {region}", "region", expected=expected)])
        return cls(row for row in rows if row.region in ("", region))

    def holiday_name(self, d: date) -> str | None:
        """Return the holiday's Thai name; None on other days, plain weekends included."""
        return self._year(d.year).get(d)

    def is_working_day(self, d: date) -> bool:
        """Whether offices work on that day."""
        return d.weekday() < 5 and self.holiday_name(d) is None

    def why_closed(self, d: date) -> str:
        """Return the holiday's name, or วันเสาร์ or วันอาทิตย์; '' on a working day."""
        return self.holiday_name(d) or ("วัน" + WEEKDAYS[d.weekday()] if d.weekday() > 4 else "")

    def shift(self, d: date, n: int, unit: _Unit = "working") -> Computed:
        """Return the n-th working day after d (before it if n < 0); d is day zero and never counts."""
        day, left, steps = d, abs(n), list[Step]()
        while left:
            day += _ONE_DAY if n > 0 else -_ONE_DAY
            why = self.why_closed(day)
            steps.append(Step(day, unit == "calendar" or not why, why))
            left -= steps[-1].counted
        return Computed(day, d, n, tuple(steps), unit)

    def shift_calendar_days(self, d: date, n: int) -> Computed:
        """Return the day n calendar days after d (before it if n < 0), closed or not."""
        return self.shift(d, n, "calendar")

    def working_days_between(self, a: date, b: date) -> int:
        """Return the working days after a up to and including b; if b < a, minus those from b until a."""
        sign = 1 if b > a else -1
        return sign * sum(self.is_working_day(a + i * sign * _ONE_DAY) for i in range(1, abs((b - a).days) + 1))

    def acknowledgement_due(self, arrived: datetime) -> AcknowledgementDue:
        """Return the time by which a letter sent by e-mail must be acknowledged (saraban, Appendix 7).

        By 16.30 of a working day: that day by 16.30; otherwise by 10.00 of the next working day.
        Raises ValueError for a naive datetime.
        """
        day, local = local_date(arrived), arrived.astimezone(BANGKOK)
        if self.is_working_day(day) and local.time() <= OFFICE_CLOSES:
            due = datetime.combine(day, OFFICE_CLOSES, BANGKOK)
            return AcknowledgementDue(due, local, "by 16.30 of a working day, so the same day")
        why, following = self.why_closed(day) or "after 16.30", self.shift(day, 1)
        due = datetime.combine(following.date, NEXT_MORNING, BANGKOK)
        return AcknowledgementDue(due, local, f"{why}, so by 10.00 of the next working day", following)

    def _holidays(self, year: int) -> Mapping[date, str]:
        # Loaded at the first year that is looked up: most commands print or write without counting a day.
        from holidays import country_holidays  # noqa: PLC0415
        from holidays.constants import GOVERNMENT, PUBLIC  # noqa: PLC0415

        table = country_holidays("TH", years=year, categories=(GOVERNMENT, PUBLIC), language="th")
        names = {d: [n for n in table.get_list(d) if n not in self._never] for d in list(table)}
        kept = {d: "; ".join(left) for d, left in names.items() if left and d not in self._open}
        return kept | {d: name for d, name in self._closed.items() if d.year == year}


def _read(path: Path) -> list[Change]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), "cannot be read", expected="a CSV file in UTF-8")]) from error
    table = csv.DictReader(lines, restkey="more", restval="")
    if sorted(table.fieldnames or ()) != sorted(_COLUMNS.split(",")):
        raise InputError([Fault(str(path), "wrong columns", row=1, expected=_COLUMNS)])
    read = [_row(str(path), table.line_num, row) for row in table if any(row.values())]
    if faults := [row for row in read if isinstance(row, Fault)]:
        raise InputError(faults)
    return [row for row in read if isinstance(row, Change)]


def _row(file: str, line: int, row: Mapping[str, str]) -> Change | Fault:
    """Return the row's change, or the first fault in it."""
    if "more" in row:
        return Fault(file, "more cells than columns", row=line, expected="quotes around a cell with commas")
    text, change, name, region = (squash(row[key]) for key in ("date", "change", "name", "region"))
    allowed = ("open",) if text == _EVERY_YEAR else ("open", "closed")
    if change not in allowed:
        return Fault(file, f"'{change}' cannot stand here", "change", line, " or ".join(allowed))
    if not name:
        return Fault(file, "empty", "name", line, "the holiday's Thai name")
    try:
        day = None if text == _EVERY_YEAR else parse_date(text)
        return Change(day, change == "closed", name, region)
    except DateTextError as error:
        return Fault(file, str(error), "date", line, f"a date or '{_EVERY_YEAR}'")
