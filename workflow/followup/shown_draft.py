"""What was shown of a draft, and whether it still holds.

What is approved is what was shown, with a shorter list at most.
"""

from collections.abc import Collection, Mapping
from typing import cast

from workflow.errors import NotAllowedError

_SHOWN = ("form", "to", "references", "matter", "told", "passed", "follow_up_no", "follow_ups", "addressees")
"""The facts that must be as shown; counts and days may change with the list and the day."""


class DraftChangedError(NotAllowedError):
    """A draft would say something else than it said when it was shown; nothing was issued."""

    def __init__(self, letter_id: int, changes: Collection[str]) -> None:
        reasons = "; ".join(changes)
        super().__init__(
            f"letter {letter_id} is not issued: since it was shown, {reasons}. It is drafted anew; look at it again"
        )
        self.letter_id = letter_id


def changes_since_shown(
    shown: Mapping[str, object], now: Mapping[str, object], listed_then: Collection[int], listed_now: Collection[int]
) -> list[str]:
    """What has changed in these facts and lists of task ids, in plain words; empty if it may be issued."""
    changes = [
        f"'{name}' has changed from {shown.get(name)!r} to {now.get(name)!r}"
        for name in _SHOWN
        if shown.get(name) != now.get(name)
    ]
    then, today = (_count_form(facts) for facts in (shown, now))
    if then != today:
        changes.append(f"the count is said otherwise ({then} before, {today} now)")
    if bool(shown.get("as_of")) != bool(now.get("as_of")):
        changes.append("the age of the data is said otherwise")
    if more := len(set(listed_now) - set(listed_then)):
        changes.append(f"{more} more offices lag")
    return changes


def _count_form(facts: Mapping[str, object]) -> str:
    lagging = cast(Mapping[str, str], facts.get("lagging") or {})
    return " ".join(filter(None, (lagging.get("form"), lagging.get("name"), lagging.get("place"))))
