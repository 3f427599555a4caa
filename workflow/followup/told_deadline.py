"""The deadline that the addressees of a follow-up were told, by the letters that reached all of them."""

from collections.abc import Sequence
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
    wrote. `passed` is `told` where the day named in the letter has ended and is still in force, `extended` where a
    later one has ended, and empty while a deadline is ahead or the data are older than it. `days_late` counts from the
    day named in the letter, 0 if no number may be said.
    """

    cited: Sequence[EarlierLetter]
    follow_ups: int
    date: date
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
    passed = _passed(material, first)
    in_force = day == material.deadline
    days = (material.today - day).days if passed and in_force else 0
    return ToldDeadline(cited, count, day, passed, days)


def _passed(material: FollowUpMaterial, first: date) -> Literal["", "told", "extended"]:
    """Data older than the deadline cannot show that it has passed without result."""
    if material.today <= material.deadline or material.as_of <= material.deadline:
        return ""
    return "told" if material.deadline == first else "extended"
