"""Notices: letters about an extension, a refusal, a cancellation, a replacement, or thanks.

A notice follows a person's decision or the end of a circular. It is outside the ladder: it carries no circular and
never replaces a follow-up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.tree import kinds_below_all
from workflow.errors import NotAllowedError, NothingToCiteError
from workflow.letters import issue as letter_issue
from workflow.letters.addressee_line import posts_below
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import signer_facts
from workflow.letters.issue import IssuedLetter
from workflow.letters.issued import NOTICE, EarlierLetter, sent_to
from workflow.letters.printer import LetterPrinter
from workflow.letters.shown_draft import DraftChangedError, changed_facts
from workflow.letters.words.kept import words_of_draft, words_of_stage
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer, signer_for
from workflow.store import tables as t


@dataclass(frozen=True)
class Notice:
    """The content of a notice; `stage`, `about` and the deadline's `version` are its part of the letter's key."""

    stage: str
    template: str
    subject: str
    """The subject, which says what the letter is: ขอยกเลิก…, การขยายระยะเวลา…"""
    reason: str
    sender: Office
    addressed: Sequence[Office]
    version: int
    deadline: date
    old_deadline: date
    notice: Mapping[str, object]
    """The facts of this kind of notice."""
    about: str = ""
    references: Sequence[str] | None = None
    """The lines under อ้างถึง; None for the letters that carried the circular to the addressees."""
    upstream: EarlierLetter | None = None
    encloses: Sequence[EarlierLetter] = ()
    urgent: bool = True
    """Whether it bears the circular's urgency; thanks bear none."""

    @property
    def moves_deadline(self) -> bool:
        """Whether the notice sets a new deadline."""
        return self.deadline != self.old_deadline


def compose(conn: Connection, circular: Circular, notice: Notice, signer: Signer | None) -> LetterDraft:
    """The draft of a notice.

    Raises NotAllowedError without addressees, or NothingToCiteError if the circular was not sent to them.
    """
    sender, addressed = notice.sender, notice.addressed
    if not addressed:
        raise NotAllowedError(f"{sender.name} has nobody to tell: no unit below it takes part")
    receiver = posts_below(conn, sender, addressed, circular.issued_on)
    letters = sent_to(conn, circular.id, sender.id, [office.id for office in addressed])
    carriers = [letter for letter in letters if letter.carries_circular]
    if not carriers and notice.references is None:
        problem = f"{sender.name} has not sent the circular to {receiver} yet"
        raise NothingToCiteError(f"{problem}, so there is nothing to write about")
    return LetterDraft(
        circular_id=circular.id,
        sender=sender,
        kind=NOTICE,
        stage=notice.stage,
        about=notice.about,
        deadline_version=notice.version,
        issuer=lookup.by_id(conn, circular.issuer_id),
        content=circular.content,
        form="external",
        template=notice.template,
        reason=notice.reason,
        subject=notice.subject,
        receiver=receiver,
        addressees=addressed,
        deadline=notice.deadline,
        # The deadline stated by the cited letter, which may have been moved since.
        stated_deadline=carriers[0].deadline if carriers else notice.old_deadline,
        replaced_deadline=notice.old_deadline if notice.moves_deadline else None,
        urgency=str(circular.content.urgency) if notice.urgent else "",
        signer=signer,
        below=kinds_below_all(conn, circular, addressed),
        own_facts=_own_facts(notice, carriers),
        cites=[letter.record() for letter in carriers] if notice.references is None else [],
        encloses=[letter.record() for letter in notice.encloses],
        words=words_of_stage(conn, circular.content, notice.stage, sender.id),
    )


def _own_facts(notice: Notice, carriers: Sequence[EarlierLetter]) -> dict[str, object]:
    return {
        "references": [letter.citation().reference() for letter in carriers]
        if notice.references is None
        else list(notice.references),
        "enclosures": [letter.citation().copy_enclosed() for letter in notice.encloses],
        "upstream": {"name": notice.upstream.agency} if notice.upstream else None,
        "notice": dict(notice.notice),
        "moved": notice.moves_deadline,
    }


def send(
    conn: Connection, circular: Circular, notice: Notice, printer: LetterPrinter, act: Act, signer: Signer | None
) -> IssuedLetter:
    """Issue a notice at once. Raises NotAllowedError if a letter with its key exists already."""
    draft = compose(conn, circular, notice, signer_for(conn, notice.sender, "external", act, signer))
    return letter_issue.send(conn, draft, printer, act)


def approve(conn: Connection, row: RowMapping, printer: LetterPrinter, act: Act, signer: Signer | None) -> IssuedLetter:
    """Issue the draft of a notice; `row` is its locked letter. Raises NotAllowedError if the letter is no draft."""
    if row["state"] != "draft":
        raise NotAllowedError(f"letter {row['id']} is {row['state']}; only a draft can be approved")
    draft = prepared(conn, row, act, signer)
    if changes := changed_facts(row["facts"], draft.facts):
        raise DraftChangedError(row["id"], changes)
    return letter_issue.issue(conn, row["id"], draft, printer, act)


def prepared(conn: Connection, row: RowMapping, act: Act, signer: Signer | None = None) -> LetterDraft:
    """A notice's draft as it was prepared, with the present signer; its matter has happened and stays."""
    circular, sender = circulars.by_id(conn, row["circular_id"]), lookup.by_id(conn, row["sender_id"])
    signer = signer_for(conn, sender, "external", act, signer)
    addressed = select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == row["id"])
    same = (
        "kind",
        "stage",
        "deadline_version",
        "form",
        "template",
        "reason",
        "subject",
        "receiver",
        "urgency",
        "deadline",
    )
    facts = {name: fact for name, fact in row["facts"].items() if name not in ("body", "words")}
    return LetterDraft(
        **{name: row[name] for name in ("circular_id", *same, "cites", "encloses")},
        sender=sender,
        issuer=lookup.by_id(conn, circular.issuer_id),
        content=circular.content,
        addressees=lookup.find(conn, t.units.c.id.in_(addressed)),
        stated_deadline=row["deadline"],
        own_facts={**facts, "signer": signer_facts(signer)} if signer else facts,
        words=words_of_draft(conn, row["id"]) or words_of_stage(conn, circular.content, row["stage"], sender.id),
    )
