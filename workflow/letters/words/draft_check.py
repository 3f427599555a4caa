"""The check of a draft's own words, and the days and letters that its circular's words name."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import cast

from workflow.letters.draft import LetterDraft
from workflow.letters.words.check import check_words, numbers_in
from workflow.thai.dates import find_dates
from workflow.thai.spacing import squash


def check_draft_words(draft: LetterDraft) -> None:
    """Raise WordsFaultError for an officer's words that do not agree with the draft's facts."""
    if draft.words:
        check_words(cast(list[str], draft.facts["body"]), draft.facts, known_numbers(draft))


def known_numbers(draft: LetterDraft) -> list[str]:
    """The numbers of letters that the text may name: those it cites or encloses, and those of the circular's words."""
    recorded = [squash(str(cite["number"])) for cite in (*draft.cites, *draft.encloses) if "number" in cite]
    own = [squash(reference.number) for reference in draft.content.references]
    return list(dict.fromkeys([*recorded, *own, *_of_circular(draft)[1]]))


def known_days(draft: LetterDraft) -> frozenset[date]:
    """The days in the circular's own words, which its officer answers for."""
    return _of_circular(draft)[0]


def _of_circular(draft: LetterDraft) -> tuple[frozenset[date], tuple[str, ...]]:
    return _days_and_numbers((*draft.content.body, *draft.content.phrases.model_dump().values()))


@lru_cache(64)  # the same for all letters of a circular
def _days_and_numbers(texts: Sequence[str]) -> tuple[frozenset[date], tuple[str, ...]]:
    days = frozenset(found.value for text in texts for found in find_dates(text) if found.value)
    return days, tuple(number for text in texts for number in numbers_in(text))
