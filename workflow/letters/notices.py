"""Letters that tell a decision or an end: more time or none, called off, replaced, thanks.

They follow from what a person decides or from the end of a circular, not from the ladder; they neither bring the
circular to anybody nor stand in the way of a follow-up.
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
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer, signer_for
from workflow.store import tables as t


@dataclass(frozen=True)
class Notice:
    """What a notice says. `stage` and `about` are its part of the letter's key; `template` is its Word file.

    `mark` stands in brackets after the circular's subject, which a continuing correspondence keeps (ข้อ 11).
    `version` is the deadline version it belongs to. `references` stand under อ้างถึง; without any, the letters that
    brought the circular to the addressees do. `notice` are the facts particular to the kind of notice.
    """

    stage: str
    template: str
    mark: str
    reason: str
    sender: Office
    addressed: Sequence[Office]
    version: int
    deadline: date
    old_deadline: date
    notice: Mapping[str, object]
    about: str = ""
    references: Sequence[str] = ()
    upstream: EarlierLetter | None = None
    encloses: Sequence[EarlierLetter] = ()


def compose(conn: Connection, circular: Circular, notice: Notice, signer: Signer | None) -> LetterDraft:
    """The notice as a signed letter without a number.

    Raises NotAllowedError if it would go to nobody, or has no letter to continue: nothing was sent to those addressed.
    """
    sender, addressed, mark = notice.sender, notice.addressed, notice.mark
    if not addressed:
        raise NotAllowedError(f"{sender.name} has nobody to tell: no unit below it takes part")
    receiver = posts_below(conn, sender, addressed, circular.issued_on)
    sent = sent_to(conn, circular.id, sender.id, [office.id for office in addressed])
    brought = [letter for letter in sent if letter.carries_circular]
    if not (brought or notice.references):
        problem = f"{sender.name} has not sent the circular to {receiver} yet"
        raise NothingToCiteError(f"{problem}, so there is nothing to write about")
    moved = notice.deadline != notice.old_deadline
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
        subject=f"{circular.subject} ({mark})",
        receiver=receiver,
        addressees=addressed,
        deadline=notice.deadline,
        # As the letter cited has it, though it may have been moved since; without one, as it was until now.
        old_deadline=brought[0].deadline if brought else notice.old_deadline,
        previous_deadline=notice.old_deadline if moved else None,
        signer=signer,
        below=kinds_below_all(conn, circular, addressed),
        own_facts={
            "references": list(notice.references) or [letter.cited().reference() for letter in brought],
            "enclosures": [letter.cited().copy_enclosed() for letter in notice.encloses],
            "upstream": {"name": notice.upstream.agency} if notice.upstream else None,
            "notice": dict(notice.notice),
            "moved": moved,
        },
        cites=[] if notice.references else [letter.record() for letter in brought],
        encloses=[letter.record() for letter in notice.encloses],
    )


def send(
    conn: Connection, circular: Circular, notice: Notice, printer: LetterPrinter, act: Act, signer: Signer | None
) -> IssuedLetter:
    """Issue a notice at once. Raises NotAllowedError if this sender has sent it already."""
    draft = compose(conn, circular, notice, signer_for(conn, notice.sender, "external", act, signer))
    return letter_issue.send(conn, draft, printer, act)


def approve(conn: Connection, row: RowMapping, printer: LetterPrinter, act: Act, signer: Signer | None) -> IssuedLetter:
    """Issue a notice that waits as a draft; `row` is its letter, locked. Raises NotAllowedError if it is none."""
    if row["state"] != "draft":
        raise NotAllowedError(f"letter {row['id']} is {row['state']}; only a draft can be approved")
    return letter_issue.issue(conn, row["id"], prepared(conn, row, act, signer), printer, act)


def prepared(conn: Connection, row: RowMapping, act: Act, signer: Signer | None = None) -> LetterDraft:
    """A notice's draft as it was prepared, but for who signs: what it tells has happened and does not change."""
    circular, sender = circulars.by_id(conn, row["circular_id"]), lookup.by_id(conn, row["sender_id"])
    signer = signer_for(conn, sender, "external", act, signer)
    addressed = select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == row["id"])
    same = ("kind", "stage", "deadline_version", "form", "template", "reason", "subject", "receiver", "deadline")
    return LetterDraft(
        **{name: row[name] for name in ("circular_id", *same, "cites", "encloses")},
        sender=sender,
        issuer=lookup.by_id(conn, circular.issuer_id),
        content=circular.content,
        addressees=lookup.find(conn, t.units.c.id.in_(addressed)),
        old_deadline=row["deadline"],
        own_facts={**row["facts"], "signer": signer_facts(signer)} if signer else row["facts"],
    )
