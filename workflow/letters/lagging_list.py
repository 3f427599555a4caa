"""The list of lagging offices that a letter encloses, as facts: one list for all who get the letter (ข้อ 32)."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Literal, TypedDict, cast

from workflow.circulars.file import Phrases
from workflow.errors import NotAllowedError
from workflow.letters.addressee_line import joined
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.registry.kinds import KINDS
from workflow.thai.dates import thai_date
from workflow.thai.digits import thai_digits

LIST = "list"
"""The list among the facts of a letter, and the template of a list in a file of its own."""

Place = Literal["อำเภอ", "จังหวัด"]


class Row(TypedDict):
    """An office: its number in the whole list, in which place it is, its name, what is the matter."""

    no: str
    place: str
    unit: str
    matter: str


class Group(TypedDict):
    """The offices of one place, or those that answer to the sender itself, under the names of their kinds."""

    name: str
    count: str
    rows: list[Row]


class Tally(TypedDict):
    """How many offices have one outcome."""

    matter: str
    count: str


class Listing(TypedDict):
    """The whole list; digits are Thai.

    place: what the column of places is called. whole: all groups in few words (๘ อำเภอและองค์การบริหารส่วนจังหวัด),
    empty if there is but one. inside: whether the list is the letter's last pages or a file of its own.
    """

    title: str
    as_of: str
    place: str
    groups: list[Group]
    count: str
    whole: str
    summary: list[Tally]
    inside: bool


def title_of(phrases: Phrases) -> str:
    """What the list is called, on itself and among the letter's enclosures."""
    return f"รายชื่อ{phrases.doers}ที่ยังดำเนินการไม่แล้วเสร็จ"


def compose(
    phrases: Phrases, listed: Sequence[ListedOffice], as_of: date, *, place: Place = "อำเภอ", inside: bool = True
) -> Listing:
    """The list of these offices, grouped by `ListedOffice.district_name`, the groups in the order first met."""
    # The list stands for itself: there is nothing before it that ดังกล่าว could refer to.
    said = {"missing": phrases.missing.replace("ดังกล่าว", ""), "incorrect": phrases.incorrect.replace("ดังกล่าว", "")}
    by_place: dict[str, list[ListedOffice]] = {}
    for office in listed:
        by_place.setdefault(office.district_name, []).append(office)
    outcomes = [office.outcome for office in listed]
    return {
        "title": title_of(phrases),
        "as_of": thai_date(as_of),
        "place": place,
        "groups": _groups(by_place, place, said),
        "count": thai_digits(len(listed)),
        "whole": _whole(by_place, place),
        "summary": [
            {"matter": matter, "count": thai_digits(outcomes.count(outcome))}
            for outcome, matter in said.items()
            if outcome in outcomes
        ],
        "inside": inside,
    }


def listing_of(facts: Mapping[str, object]) -> Listing:
    """The list among a letter's facts. Raises NotAllowedError if there is none, or one made before lists had groups."""
    found = facts.get(LIST)
    if not isinstance(found, Mapping):
        raise NotAllowedError("this letter has no list of offices")
    if "groups" not in found:
        raise NotAllowedError("this letter's list was made before lists were grouped; it is in the Word file only")
    return cast(Listing, found)


def _groups(by_place: Mapping[str, Sequence[ListedOffice]], place: str, said: Mapping[str, str]) -> list[Group]:
    numbers = count(1)  # through the whole list
    return [
        {
            "name": joined(_kinds(offices), between_two="") if name == NO_DISTRICT else name,
            "count": thai_digits(len(offices)),
            "rows": [_row(next(numbers), office, place, said) for office in offices],
        }
        for name, offices in by_place.items()
    ]


def _row(number: int, office: ListedOffice, place: str, said: Mapping[str, str]) -> Row:
    matter = said[office.outcome]
    return {
        "no": thai_digits(number),
        "place": office.district_name.removeprefix(place),
        "unit": office.unit_name,
        "matter": f"{matter} ({office.note})" if office.note else matter,
    }


def _whole(by_place: Mapping[str, Sequence[ListedOffice]], place: str) -> str:
    if len(by_place) < 2:
        return ""
    places, apart = by_place.keys() - {NO_DISTRICT}, by_place.get(NO_DISTRICT, ())
    return joined([f"{thai_digits(len(places))} {place}", *_kinds(apart)], between_two=" ")


def _kinds(offices: Sequence[ListedOffice]) -> list[str]:
    return [kind.noun for kind in KINDS.values() if any(kind.fits(office.unit_name) for office in offices)]
