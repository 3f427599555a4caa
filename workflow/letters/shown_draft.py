"""What was shown of a draft, and whether it still holds.

What is approved is what was shown, with a shorter list at most.
"""

from collections.abc import Collection, Mapping
from typing import cast

from workflow.errors import NotAllowedError
from workflow.thai.spacing import squash

_SHOWN = (
    *("form", "urgency", "agency", "address", "contact", "subject", "to", "references", "enclosures"),
    *("matter", "deadline", "told", "passed", "follow_up_no", "follow_ups", "addressees", "words"),
)
"""The facts that must be as shown; counts and days may change with the list, and the signer is that of the day."""


class DraftChangedError(NotAllowedError):
    """A draft would say something else than it said when it was shown; nothing was issued."""

    def __init__(self, letter_id: int, changes: Collection[str]) -> None:
        reasons = "; ".join(changes)
        super().__init__(
            f"letter {letter_id} is not issued: since it was shown, {reasons}. It is drafted anew; look at it again"
        )
        self.letter_id = letter_id


def changed_facts(shown: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """What has changed in these facts, in plain words."""
    pairs = [(name, shown.get(name) or None, now.get(name) or None) for name in _SHOWN]
    return [_change(name, then, today) for name, then, today in pairs if then != today]


def _change(name: str, then: object, today: object) -> str:
    told = f" from '{squash(then)}' to '{squash(today)}'" if isinstance(then, str) and isinstance(today, str) else ""
    return f"'{name}' has changed{told}"


def changes_since_shown(
    shown: Mapping[str, object], now: Mapping[str, object], listed_then: Collection[int], listed_now: Collection[int]
) -> list[str]:
    """What has changed in these facts and lists of task ids, in plain words; empty if it may be issued."""
    changes = changed_facts(shown, now)
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
