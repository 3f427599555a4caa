"""The linter's look at a letter before it is issued: an error stops it, and a person is told what is wrong."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from workflow.errors import WianError
from workflow.letters.earlier import FORWARDING
from workflow.letters.paper import Paper
from workflow.lint import CitedLetter, Finding, Form, LetterContext, Severity, lint
from workflow.store.paper import letter_addressees
from workflow.store.tables import units


class LetterFaultError(WianError):
    """A letter that breaks a rule for official letters; it was not issued, and no number was used."""

    def __init__(self, template: str, findings: Sequence[Finding]) -> None:
        faults = "; ".join(str(finding) for finding in findings)
        super().__init__(f"the letter is not issued, it breaks the rules (template {template}): {faults}")
        self.findings = findings


def inspect(conn: Connection, paper: Paper, data: bytes, number: str, day: date) -> None:
    """Ask every rule that applies of the letter as it is about to be issued. Raises LetterFaultError for errors."""
    found = lint(data, context_of(conn, paper, number, day))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise LetterFaultError(paper.template, errors)


def context_of(conn: Connection, paper: Paper, number: str, day: date) -> LetterContext:
    """What only the system knows about a letter, for the linter.

    A memo stays with the head of the sender's own office, in whose name all earlier letters went out: who received
    them, and that final demands are signed letters to others, is not asked of it. A deadline is looked at where the
    letter asks for something by it: the circular, its passing on, and what sets a new one.
    """
    memo = paper.form == "memo"
    asks = paper.stage_rank == 0 or paper.previous_deadline is not None
    return LetterContext(
        form=Form(paper.form),
        circular=paper.is_circular,
        number=number,
        date=day,
        deadline=paper.deadline if asks else None,
        previous_deadline=paper.previous_deadline,
        cited=None if memo else _cited(conn, paper),
        addressees=tuple(member.unit for member in paper.addressees),
        upstream_subject=paper.subject if paper.stage == FORWARDING else None,
        stage_rank=None if memo else int(paper.serious),
        signed_from=1,
    )


def _cited(conn: Connection, paper: Paper) -> tuple[CitedLetter, ...]:
    """The letters of our own that are cited, each with the codes of those it went to."""
    reached = (
        select(letter_addressees.c.letter_id, units.c.code)
        .join(units, units.c.id == letter_addressees.c.unit_id)
        .where(letter_addressees.c.letter_id.in_([cite["letter_id"] for cite in paper.cites if "letter_id" in cite]))
    )
    codes: dict[int, set[str]] = {}
    for letter_id, code in conn.execute(reached):
        codes.setdefault(letter_id, set()).add(code)
    numbers = {cite["letter_id"]: str(cite["number"]) for cite in paper.cites if "letter_id" in cite}
    return tuple(CitedLetter(numbers[letter_id], frozenset(to)) for letter_id, to in codes.items())
