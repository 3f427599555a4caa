"""The statements that the data of a draft support, for the linter's rules on content."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FOLLOW_UP, NOTICE
from workflow.letters.words.check import MANY
from workflow.letters.words.draft_check import known_days, known_numbers
from workflow.lint import SupportedStatements
from workflow.thai.dates import find_dates
from workflow.thai.digits import arabic_digits
from workflow.thai.spacing import squash

_UNURGENT = "thanks"
"""The only letters below their circular's urgency."""


def supported_statements(draft: LetterDraft, day: date) -> SupportedStatements:
    """What a letter of this draft, dated `day`, may state.

    The days and numbers in the circular's own words are its officer's, so every letter may repeat them.
    """
    facts = draft.facts
    lagging = cast(Mapping[str, str], facts.get("lagging") or {})
    notice = cast(Mapping[str, object], facts.get("notice") or {})
    count, missing, incorrect, total = (_number(lagging, name) for name in ("count", "missing", "incorrect", "total"))
    return SupportedStatements(
        count=count,
        missing=missing,
        incorrect=incorrect,
        total=total,
        many=count >= MANY and lagging.get("form") != "some",
        days_late=_number(facts, "days_late"),
        passed=bool(facts.get("passed")) if draft.kind == FOLLOW_UP else draft.deadline < day,
        everybody=bool(notice.get("everybody")),
        deadlines=_deadlines(draft, notice) | known_days(draft) if draft.kind in (FOLLOW_UP, NOTICE) else frozenset(),
        numbers=frozenset(known_numbers(draft)),
        urgency="" if draft.stage == _UNURGENT else str(draft.content.urgency),
    )


def _deadlines(draft: LetterDraft, notice: Mapping[str, object]) -> frozenset[date]:
    days = {draft.deadline, draft.stated_deadline, draft.replaced_deadline}
    if draft.kind == NOTICE:  # one that was prepared earlier keeps the cited letter's deadline in its facts alone
        said = (draft.facts.get("old_deadline"), notice.get("asked"))
        days |= {found.value for text in said for found in find_dates(squash(str(text or "")))}
    return frozenset(day for day in days if day)


def _number(facts: Mapping[str, object], name: str) -> int:
    text = arabic_digits(str(facts.get(name) or ""))
    return int(text) if text else 0
