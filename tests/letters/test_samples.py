"""The sample letters agree with themselves: text, list and dates, so that nobody learns a fault from the gallery."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import cast

import pytest

from tests.support.sample_letters import rendered
from workflow.letters.lagging_list import Listing
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import LONG, SAMPLES
from workflow.letters.samples.notices import STAGE_CASES
from workflow.letters.text import plain
from workflow.thai.dates import find_dates, parse_date
from workflow.thai.digits import arabic_digits

LETTERS: dict[str, tuple[str, Facts]] = {
    **{name: (name, facts) for name, facts in SAMPLES.items() if name != "closing-report"},
    **{f"{name}, other": (name, facts) for name, facts in STAGE_CASES.items()},
    "original, long": ("original", LONG),
}
LISTING = [name for name, (_, facts) in LETTERS.items() if facts["list"]]
_CIRCULAR = re.compile("(พร|มท) ([๐-๙./]+)/ว ([๐-๙]+)")


def day_of(facts: Facts) -> date:
    return parse_date(str(facts["date"]))


def listing_of(name: str) -> Listing:
    return cast(Listing, LETTERS[name][1]["list"])


@pytest.mark.parametrize("name", LISTING)
def test_the_list_has_as_many_offices_as_the_letter_counts(name: str) -> None:
    lagging, listing = cast(dict[str, str], LETTERS[name][1]["lagging"]), listing_of(name)
    rows = [row for group in listing["groups"] for row in group["rows"]]
    assert listing["count"] == lagging["count"]
    assert len(rows) == int(arabic_digits(lagging["count"]))
    matters = [part["matter"] for part in listing["summary"]]
    expected = [part for part in ("missing", "incorrect") if lagging[part] != "๐"]
    assert ["incorrect" if "ไม่ถูกต้อง" in matter else "missing" for matter in matters] == expected


@pytest.mark.parametrize("name", LISTING)
def test_the_list_shows_how_things_stood_when_the_letter_was_written(name: str) -> None:
    assert 0 <= (day_of(LETTERS[name][1]) - parse_date(listing_of(name)["as_of"])).days <= 1


@pytest.mark.parametrize("name", [name for name in LISTING if LETTERS[name][1]["form"] == "external"])
def test_the_list_is_named_among_the_enclosures_as_it_is_headed(name: str) -> None:
    enclosed = cast(list[dict[str, str]], LETTERS[name][1]["enclosures"])
    assert listing_of(name)["title"] in [each["text"] for each in enclosed]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_cites_and_encloses_only_letters_of_its_past(name: str) -> None:
    facts = LETTERS[name][1]
    enclosed = [each["text"] for each in cast(list[dict[str, str]], facts["enclosures"])]
    told = " ".join([*cast(list[str], facts["references"]), *enclosed])
    days = [found.value for found in find_dates(told)]
    assert all(day and day <= day_of(facts) for day in days)


@pytest.mark.parametrize("name", LETTERS)
def test_a_new_deadline_lies_ahead_and_every_date_of_the_text_exists(name: str) -> None:
    template, facts = LETTERS[name]
    text = plain(rendered(template, facts))
    assert [found.problem for found in find_dates(text) if found.problem] == []
    if facts["moved"]:
        assert parse_date(str(facts["deadline_plain"])) > day_of(facts)


def numbered() -> Iterator[tuple[str, int, date]]:
    """The circular letters that the samples are or cite: prefix and year, number, date."""
    for _, facts in LETTERS.values():
        for number, day in [(str(facts["number"]), day_of(facts)), *_cited(facts)]:
            if match := _CIRCULAR.fullmatch(number):
                yield f"{match[1]} {match[2]} {day.year}", int(arabic_digits(match[3])), day


def _cited(facts: Facts) -> Iterator[tuple[str, date]]:
    for reference in cast(list[str], facts["references"]):
        (found,) = find_dates(reference)
        match = _CIRCULAR.search(reference)
        if match and found.value:
            yield match[0], found.value


def test_the_numbers_of_an_offices_letters_rise_with_their_dates() -> None:
    letters = sorted(set(numbered()))
    assert len({(series, number) for series, number, _ in letters}) == len(letters)
    for (series, _, day), (next_series, _, next_day) in pairwise(letters):
        assert series != next_series or day <= next_day


def test_no_two_samples_bear_one_number() -> None:
    numbers = [str(facts["number"]) for name, (_, facts) in LETTERS.items() if name != "list"]
    assert len(set(numbers)) == len(numbers)


def test_the_closing_report_adds_up() -> None:
    report = SAMPLES["closing-report"]
    rows = cast(list[dict[str, str]], report["rows"])
    total = cast(dict[str, str], report["total"])
    for key in total:
        assert sum(int(arabic_digits(row[key])) for row in rows) == int(arabic_digits(total[key]))
    for figures in (*rows, total):
        count = {key: int(arabic_digits(value)) for key, value in figures.items() if key != "name"}
        assert count["expected"] == count["complete"] + count["nil"] + count["waived"]
        assert count["on_time"] + count["late"] == count["complete"] + count["nil"]
