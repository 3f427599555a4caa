"""Proofreading of letters before issue: an error of the linter stops the issue."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from workflow.act import Act
from workflow.errors import WianError
from workflow.letters.cited_letters import AddresseesByLetter, addressees_of_cited, cited_numbers
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import numbered
from workflow.letters.issued import FORWARDING
from workflow.letters.printer import LetterPrinter
from workflow.letters.supported import supported_statements
from workflow.letters.words.check import WordsFaultError
from workflow.letters.words.draft_check import check_draft_words
from workflow.lint import CitedLetter, Finding, Form, LetterContext, NotWordError, errors, lint
from workflow.localtime import local_date
from workflow.registers.numbers import reference_form
from workflow.store import tables as t
from workflow.thai.digits import thai_digits


class LetterFaultError(WianError):
    """A letter that breaks a rule for official letters; it was not issued and used no number."""

    def __init__(self, template: str, findings: Sequence[Finding]) -> None:
        faults = "; ".join(str(finding) for finding in findings)
        super().__init__(f"the letter is not issued, it breaks the rules (template {template}): {faults}")
        self.findings = findings


def faults_of(
    letters: Mapping[int, tuple[LetterDraft, bytes, str]], day: date, addressees_by_letter: AddresseesByLetter
) -> dict[int, WianError]:
    """The faults that stop letters from being issued, by id; `letters` holds their draft, file and number."""
    faults: dict[int, WianError] = {}
    for letter_id, (draft, data, number) in letters.items():
        try:
            check_draft_words(draft)
            findings = errors(data, context_of(draft, number, day, addressees_by_letter))
        except (NotWordError, WordsFaultError) as error:
            faults[letter_id] = error
            continue
        if findings:
            faults[letter_id] = LetterFaultError(draft.template, findings)
    return faults


def trial_findings(conn: Connection, draft: LetterDraft, printer: LetterPrinter, act: Act) -> list[Finding]:
    """The linter's findings about a draft with a trial number and date, as they would be at the issue."""
    day, form = local_date(act.now), reference_form(draft.sender.unit.prefix, draft.is_circular)
    number = form.replace("{number}", thai_digits(1))
    facts = numbered(printer.with_page(draft.facts), number, day)
    trial = printer.make(draft.template, facts, act.now, draft.sender.code)
    return lint(trial.data, context_of(draft, number, day, addressees_of_cited(conn, [draft])))


def context_of(draft: LetterDraft, number: str, day: date, addressees_by_letter: AddresseesByLetter) -> LetterContext:
    """The linter's context of a letter: facts that its file does not show.

    A memo goes to the head of the sender's own office, in whose name all earlier letters went out, so the rules on
    addressees of cited letters and on signed final demands do not apply. The deadline counts for letters that set it:
    the circular, its covering letters, and letters with a new deadline.
    """
    memo = draft.form == "memo"
    sets_deadline = draft.kind in t.CARRIER_KINDS or draft.replaced_deadline is not None
    return LetterContext(
        form=Form(draft.form),
        circular=draft.is_circular,
        number=number,
        date=day,
        deadline=draft.deadline if sets_deadline else None,
        previous_deadline=draft.replaced_deadline,
        cited=None if memo else _cited(draft, addressees_by_letter),
        addressees=tuple(office.unit for office in draft.addressees),
        upstream_subject=draft.subject if draft.stage == FORWARDING else None,
        must_be_signed=None if memo else draft.serious,
        supported=supported_statements(draft, day),
    )


def _cited(draft: LetterDraft, addressees_by_letter: AddresseesByLetter) -> tuple[CitedLetter, ...]:
    """The cited letters that Wian has issued, with the codes of their addressees."""
    return tuple(
        CitedLetter(number, frozenset(addressees_by_letter[letter_id].values()))
        for letter_id, number in cited_numbers(draft).items()
        if letter_id in addressees_by_letter
    )
