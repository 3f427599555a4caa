"""The linter's look at a letter before it is issued: an error stops it, and a person is told what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from sqlalchemy import Connection

from workflow.errors import WianError
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FORWARDING, addressees_of
from workflow.lint import CitedLetter, Finding, Form, LetterContext, NotWordError, errors
from workflow.store import tables as t

AddresseesByLetter = Mapping[int, Mapping[int, str]]
"""By letter, the units it went to: the code of each by its id."""


class LetterFaultError(WianError):
    """A letter that breaks a rule for official letters; it was not issued, and no number was used."""

    def __init__(self, template: str, findings: Sequence[Finding]) -> None:
        faults = "; ".join(str(finding) for finding in findings)
        super().__init__(f"the letter is not issued, it breaks the rules (template {template}): {faults}")
        self.findings = findings


def faults_of(
    letters: Mapping[int, tuple[LetterDraft, bytes, str]], day: date, addressees_by_letter: AddresseesByLetter
) -> dict[int, WianError]:
    """What stops any of these letters, about to be issued, by id: every rule that applies is asked of each.

    A letter is given as its draft, its file and its number.
    """
    faults: dict[int, WianError] = {}
    for letter_id, (draft, data, number) in letters.items():
        try:
            found = errors(data, context_of(draft, number, day, addressees_by_letter))
        except NotWordError as error:
            faults[letter_id] = error
            continue
        if found:
            faults[letter_id] = LetterFaultError(draft.template, found)
    return faults


def reached_by_cited(conn: Connection, drafts: Iterable[LetterDraft]) -> AddresseesByLetter:
    """Whom the letters that these drafts cite went to."""
    return addressees_of(conn, {letter_id for draft in drafts for letter_id in _cited_ids(draft)})


def context_of(draft: LetterDraft, number: str, day: date, addressees_by_letter: AddresseesByLetter) -> LetterContext:
    """What only the system knows about a letter, for the linter.

    A memo stays with the head of the sender's own office, in whose name all earlier letters went out: who received
    them, and that final demands are signed letters to others, is not asked of it. A deadline is looked at where the
    letter asks for something by it: the circular, its passing on, and what sets a new one.
    """
    memo = draft.form == "memo"
    asks = draft.kind in t.CARRIER_KINDS or draft.previous_deadline is not None
    return LetterContext(
        form=Form(draft.form),
        circular=draft.is_circular,
        number=number,
        date=day,
        deadline=draft.deadline if asks else None,
        previous_deadline=draft.previous_deadline,
        cited=None if memo else _cited(draft, addressees_by_letter),
        addressees=tuple(member.unit for member in draft.addressees),
        upstream_subject=draft.subject if draft.stage == FORWARDING else None,
        stage_rank=None if memo else int(draft.serious),
        signed_from=1,
    )


def _cited(draft: LetterDraft, addressees_by_letter: AddresseesByLetter) -> tuple[CitedLetter, ...]:
    """The letters of our own that are cited, each with the codes of those it went to."""
    numbers = _cited_ids(draft)
    return tuple(
        CitedLetter(numbers[each], frozenset(addressees_by_letter[each].values()))
        for each in numbers
        if each in addressees_by_letter
    )


def _cited_ids(draft: LetterDraft) -> dict[int, str]:
    """The numbers of the letters of our own that are cited, by id."""
    return {cast(int, cite["letter_id"]): str(cite["number"]) for cite in draft.cites if "letter_id" in cite}
