"""The count of the lagging offices of a letter, and the form in which the letter says it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.letters.words.check import MANY
from workflow.thai.digits import thai_digits

CountForm = Literal["one", "all", "both", "many", "some", "uncounted"]
"""`one` by its name, `all` of two or more, `both` faults each with a number, `many` without a number, `some` of all.

With `uncounted` a province or district that answers for its area is listed: it is no local office, so no number.
"""


@dataclass(frozen=True)
class LagCount:
    """The lagging offices by fault, of how many, and the place that both numbers belong to (empty: the whole area)."""

    missing: int
    incorrect: int
    total: int
    place: str
    name: str
    """The name of the only lagging office."""
    form: CountForm

    @property
    def count(self) -> int:
        """The number of listed offices."""
        return self.missing + self.incorrect

    def facts(self) -> dict[str, object]:
        """The count in the form that templates read; digits are Thai."""
        numbers = {"count": self.count, "missing": self.missing, "incorrect": self.incorrect, "total": self.total}
        counted = {key: thai_digits(number) for key, number in numbers.items()}
        return {**counted, "form": self.form, "name": self.name, "place": self.place}


def count_lag(
    listed: Sequence[ListedOffice], places: Collection[int], totals: Mapping[int, int], many_percent: int
) -> LagCount:
    """The count of these offices; `places` are the units directly below the sender that they belong to.

    `totals` has the number of offices asked by such unit. Where all lag in one place, that place is named and the
    total is its own.
    """
    names = {office.district_name for office in listed}
    in_one = len(names) == 1 and NO_DISTRICT not in names
    total = sum(totals.get(place, 0) for place in (places if in_one else totals))
    missing = sum(office.outcome == "missing" for office in listed)
    return LagCount(
        missing=missing,
        incorrect=len(listed) - missing,
        total=total,
        place=next(iter(names)) if in_one else "",
        name=listed[0].unit_name if len(listed) == 1 else "",
        form=_form(listed, missing, total, many_percent),
    )


def _form(listed: Sequence[ListedOffice], missing: int, total: int, many_percent: int) -> CountForm:
    count = sum(office.counted for office in listed)
    if len(listed) == 1:
        return "one"
    if count < len(listed):
        return "many" if _are_many(count, total, many_percent) else "uncounted"
    if count == total:
        return "all"
    if 0 < missing < count:
        return "both"
    return "many" if _are_many(count, total, many_percent) else "some"


def _are_many(count: int, total: int, many_percent: int) -> bool:
    return count >= MANY and count * 100 >= many_percent * total
