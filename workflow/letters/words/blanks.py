"""Blanks in an officer's words, which Wian fills at the issue: counts, days and deadlines of that moment."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from workflow.circulars.placeholders import fill
from workflow.thai.spacing import squash

_LAGGING = ("count", "missing", "incorrect", "total")
_DAYS = ("told", "deadline", "deadline_plain")

BLANKS: Mapping[str, str] = {
    "count": "how many offices are listed, in Thai digits",
    "missing": "how many of them have done nothing",
    "incorrect": "how many of them have done it wrongly",
    "total": "of how many offices",
    "days_late": "how many days the told deadline has passed",
    "follow_up_no": "which follow-up this is",
    "deadline": "the deadline that the letter sets or repeats, with its weekday",
    "deadline_plain": "the same without its weekday: วันที่ …",
    "told": "the deadline that the cited letter set, with its weekday; empty if it only asked for haste",
    "data_day": "the day up to which the data go",
}
"""The blanks by name, written `{{ count }}`, with their meaning."""

_FIGURES = re.compile(
    "(?P<before>จำนวน|ทั้ง|รวม|จากทั้งหมด)(?P<gap>[ \u00a0])(?P<number>[๐-๙]+)(?P<after>[ \u00a0]แห่ง)"
    "|(?P<late>มาแล้ว[ \u00a0](?:จำนวน[ \u00a0])?)(?P<days>[๐-๙]+)(?P<unit>[ \u00a0]วัน)"
)
_CHOICE: Mapping[str, Sequence[str]] = {
    "จำนวน": ("count", "missing", "incorrect", "total"),
    "ทั้ง": ("count", "total"),
    "รวม": ("count",),
    "จากทั้งหมด": ("total",),
}
"""The counts that may stand after a word, the likelier first."""


def blank_values(facts: Mapping[str, object]) -> dict[str, str]:
    """The values of the blanks in a letter with these facts; blanks without a value in this letter are left out."""
    lagging = cast(Mapping[str, str], facts.get("lagging") or {})
    values = {name: lagging.get(name, "") for name in _LAGGING}
    values |= {name: str(facts.get(name) or "") for name in BLANKS if name not in _LAGGING}
    return {name: value for name, value in values.items() if value}


def filled(paragraphs: Sequence[str], facts: Mapping[str, object]) -> list[str]:
    """The paragraphs with their blanks filled. Raises SlotError for a blank that this letter has not."""
    values = blank_values(facts)
    return [fill(paragraph, values) for paragraph in paragraphs]


def with_blanks(paragraph: str, facts: Mapping[str, object]) -> str:
    """The paragraph with blanks for the figures and days that are those of the letter's facts.

    So words typed with today's figures keep up with the list until the issue. Figures that agree with no fact stay,
    and are found by the check of the words.
    """
    values = blank_values(facts)
    text = _FIGURES.sub(_blank_in(values), squash(paragraph))
    for name in _day_blanks(values):
        # The date of a cited letter (ลงวันที่ …) may be the same day, but never moves with a deadline.
        text = re.sub(f"(?<!ลง){re.escape(squash(values[name]))}", f"{{{{ {name} }}}}", text)
    return text


def _day_blanks(values: Mapping[str, str]) -> list[str]:
    """The blanks of the days that typed words may have, the likelier first.

    As long as the deadline is the told one, words that repeat it tell what was asked; a new deadline must not change
    them.
    """
    same = squash(values.get("told", "")) == squash(values.get("deadline", ""))
    return [name for name in (("told",) if same else _DAYS) if values.get(name)]


def _blank_in(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def blank(match: re.Match[str]) -> str:
        if match["days"]:
            agrees = match["days"] == values.get("days_late")
            return f"{match['late']}{{{{ days_late }}}}{match['unit']}" if agrees else match[0]
        name = next((name for name in _CHOICE[match["before"]] if values.get(name) == match["number"]), "")
        return f"{match['before']}{match['gap']}{{{{ {name} }}}}{match['after']}" if name else match[0]

    return blank
