"""The lagging list of a letter as facts: one list for all addressees (ข้อ 32)."""

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
"""The name of the list among a letter's facts, and of the template of a list in a file of its own."""

Place = Literal["อำเภอ", "จังหวัด"]


class Row(TypedDict):
    """An office: its number in the list, place, name, and matter (the outcome in words)."""

    no: str
    place: str
    unit: str
    matter: str


class Group(TypedDict):
    """The offices of one place; offices that answer to the sender itself form a group named after their kinds."""

    name: str
    count: str
    rows: list[Row]


class Tally(TypedDict):
    """The number of offices with one outcome."""

    matter: str
    count: str


class Listing(TypedDict):
    """The whole list; digits are Thai."""

    title: str
    as_of: str
    place: str
    """The heading of the column of places."""
    groups: list[Group]
    count: str
    whole: str
    """All groups in few words (๘ อำเภอและองค์การบริหารส่วนจังหวัด), empty for a single group."""
    summary: list[Tally]
    inside: bool
    """Whether the list is the letter's last pages; else it is a file of its own."""


def title_of(phrases: Phrases) -> str:
    """The title of the list, also used among the letter's enclosures."""
    return f"รายชื่อ{phrases.doers}ที่ยังดำเนินการไม่แล้วเสร็จ"


def compose(
    phrases: Phrases, listed: Sequence[ListedOffice], as_of: date, *, place: Place = "อำเภอ", inside: bool = True
) -> Listing:
    """The list of these offices, grouped by `ListedOffice.district_name`, the groups in the order first met."""
    # Nothing stands before the list that ดังกล่าว could refer to.
    matters = {"missing": phrases.missing.replace("ดังกล่าว", ""), "incorrect": phrases.incorrect.replace("ดังกล่าว", "")}
    by_place: dict[str, list[ListedOffice]] = {}
    for office in listed:
        by_place.setdefault(office.district_name, []).append(office)
    outcomes = [office.outcome for office in listed]
    return {
        "title": title_of(phrases),
        "as_of": thai_date(as_of),
        "place": place,
        "groups": _groups(by_place, place, matters),
        "count": thai_digits(len(listed)),
        "whole": _whole(by_place, place),
        "summary": [
            {"matter": matter, "count": thai_digits(outcomes.count(outcome))}
            for outcome, matter in matters.items()
            if outcome in outcomes
        ],
        "inside": inside,
    }


def listing_of(facts: Mapping[str, object]) -> Listing:
    """The list in a letter's facts. Raises NotAllowedError without one, or for an old list without groups."""
    listing = facts.get(LIST)
    if not isinstance(listing, Mapping):
        raise NotAllowedError("this letter has no list of offices")
    if "groups" not in listing:
        raise NotAllowedError("this letter's list was made before lists were grouped; it is in the Word file only")
    return cast(Listing, listing)


def _groups(by_place: Mapping[str, Sequence[ListedOffice]], place: str, matters: Mapping[str, str]) -> list[Group]:
    numbers = count(1)  # through the whole list
    return [
        {
            "name": joined(_kinds(offices), between_two="") if name == NO_DISTRICT else name,
            "count": thai_digits(len(offices)),
            "rows": [_row(next(numbers), office, place, matters) for office in offices],
        }
        for name, offices in by_place.items()
    ]


def _row(number: int, office: ListedOffice, place: str, matters: Mapping[str, str]) -> Row:
    matter = matters[office.outcome]
    return {
        "no": thai_digits(number),
        "place": office.district_name.removeprefix(place),
        "unit": office.unit_name,
        "matter": f"{matter} ({office.note})" if office.note else matter,
    }


def _whole(by_place: Mapping[str, Sequence[ListedOffice]], place: str) -> str:
    if len(by_place) < 2:
        return ""
    places, without_district = by_place.keys() - {NO_DISTRICT}, by_place.get(NO_DISTRICT, ())
    return joined([f"{thai_digits(len(places))} {place}", *_kinds(without_district)], between_two=" ")


def _kinds(offices: Sequence[ListedOffice]) -> list[str]:
    return [kind.noun for kind in KINDS.values() if any(kind.fits(office.unit_name) for office in offices)]
