"""The deadline that the addressees of a follow-up were told, by the letters that reached all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workflow.followup.gather import FollowUpMaterial
from workflow.letters.issued import FOLLOW_UP, EarlierLetter

_MOVES = "extension"
"""The notice that tells a later deadline (`progress.extension`)."""


@dataclass(frozen=True)
class ToldDeadline:
    """What the addressees know: the letters to cite, the day told last, and whether it may be called passed.

    `follow_ups` counts the follow-ups after the deadline that reached all addressees; for a memo, those the sender
    wrote. `is_set` is whether the last letter cited set the day itself; one that only asked for haste did not.
    `passed` is `told` where the deadline has ended, `extended` where the day told was a later one than the first, and
    empty while a deadline is ahead or the data are older than it. `days_late` counts from the day told.
    """

    cited: Sequence[EarlierLetter]
    follow_ups: int
    date: date
    is_set: bool
    passed: Literal["", "told", "extended"]
    days_late: int


def told_deadline(material: FollowUpMaterial) -> ToldDeadline:
    """The deadline told to the addressees of this material."""
    stage, ladder = material.ranked.stage, material.circular.ladder
    after = {rung.id for rung in ladder.stages if rung.follows_up}
    carriers = [letter for letter in material.earlier if letter.carries_circular]
    follow_ups = [letter for letter in material.earlier if letter.stage in after]
    told_later = [letter for letter in material.earlier if letter.stage in after or letter.stage == _MOVES]
    if stage.form == "memo":
        cited, count = carriers[:1], len({letter.stage for letter in material.earlier if letter.kind == FOLLOW_UP})
    else:
        cited = [*(carriers if stage.form == "external" or not told_later else ()), *told_later[-1:]]
        count = len(follow_ups)
    day = cited[-1].deadline if cited else material.deadline
    first = carriers[0].deadline if carriers else material.circular.content.deadline
    passed = _passed(material, day, first)
    days = (material.today - day).days if passed else 0
    return ToldDeadline(cited, count, day, _is_set(cited, material.earlier, after), passed, days)


def _is_set(cited: Sequence[EarlierLetter], earlier: Sequence[EarlierLetter], after: Collection[str]) -> bool:
    """Whether the last letter cited set its day: a follow-up without a new one repeats that of the letter before."""
    if not cited or cited[-1].stage not in after:
        return True
    before = earlier[: next(place for place, letter in enumerate(earlier) if letter.id == cited[-1].id)]
    return not before or before[-1].deadline != cited[-1].deadline


def _passed(material: FollowUpMaterial, day: date, first: date) -> Literal["", "told", "extended"]:
    """Data older than the deadline cannot show that it has passed without result."""
    if material.today <= material.deadline or material.as_of <= material.deadline:
        return ""
    return "extended" if day == material.deadline != first else "told"
