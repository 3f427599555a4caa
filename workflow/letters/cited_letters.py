"""The letters that a draft cites, and their addressees."""

from collections.abc import Iterable, Mapping
from typing import cast

from sqlalchemy import Connection

from workflow.letters.draft import LetterDraft
from workflow.letters.issued import addressees_of

AddresseesByLetter = Mapping[int, Mapping[int, str]]
"""The addressees of letters, by letter id: codes of units by id."""


def addressees_of_cited(conn: Connection, drafts: Iterable[LetterDraft]) -> AddresseesByLetter:
    """The addressees of the letters cited by these drafts."""
    return addressees_of(conn, {letter_id for draft in drafts for letter_id in cited_numbers(draft)})


def cited_numbers(draft: LetterDraft) -> dict[int, str]:
    """The numbers of the cited letters that Wian has issued, by id."""
    return {cast(int, cite["letter_id"]): str(cite["number"]) for cite in draft.cites if "letter_id" in cite}
