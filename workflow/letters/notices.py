"""Letters that tell a decision or an end: more time or none, called off, replaced, thanks.

They follow from what a person decides or from the end of a circular, not from the ladder: their rank is below all
of its rungs, so that they neither bring the circular to anybody nor stand in the way of a follow-up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.letters import issue as letter_issue
from workflow.letters.addressees import compose as address
from workflow.letters.circular_letters import ONE_SET, kinds_below_all
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import Setting, compose, signer_facts
from workflow.letters.issue import IssuedLetter
from workflow.letters.issued import EarlierLetter, sent_to
from workflow.letters.printer import LetterPrinter
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer, chosen
from workflow.store import tables as t

RANK = -1
"""Below the circular itself (0) and every rung of a ladder (1 and on)."""


@dataclass(frozen=True)
class Notice:
    """What a notice says. `stage` is its part of the letter's key; `template` the Word file it is made from.

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
    references: Sequence[str] = ()
    upstream: EarlierLetter | None = None
    encloses: Sequence[EarlierLetter] = ()


def paper(conn: Connection, circular: Circular, notice: Notice, signer: Signer | None) -> LetterDraft:
    """The notice as a signed letter without a number.

    Raises NotAllowedError if it would go to nobody, or has no letter to continue: nothing was sent to those addressed.
    """
    if not notice.addressed:
        raise NotAllowedError(f"{notice.sender.name} has nobody to tell: no unit below it takes part")
    siblings = lookup.directly_below(conn, notice.sender, circular.issued_on)
    receiver = address([m.unit for m in notice.addressed], [m.unit for m in siblings], by="post")
    ids = [member.id for member in notice.addressed]
    brought = [e for e in sent_to(conn, circular.id, notice.sender.id, ids) if e.stage_rank == 0]
    if not (brought or notice.references):
        problem = f"{notice.sender.name} has not sent the circular to {receiver} yet"
        raise NotAllowedError(f"{problem}, so there is nothing to write about (--no-letter does it without a letter)")
    enclosures = [{"text": f"สำเนา{e.cited().reference()}", "quantity": ONE_SET} for e in notice.encloses]
    more: dict[str, object] = {
        "references": list(notice.references) or [e.cited().reference() for e in brought],
        "enclosures": enclosures,
        "upstream": {"name": notice.upstream.agency} if notice.upstream else None,
        "notice": dict(notice.notice),
        "moved": notice.deadline != notice.old_deadline,
    }
    subject = f"{circular.subject} ({notice.mark})"
    setting = Setting(
        form="external",
        sender=notice.sender,
        issuer=lookup.by_id(conn, circular.issuer_id),
        content=circular.content,
        subject=subject,
        to=receiver,
        addressees=notice.addressed,
        deadline=notice.deadline,
        # As the letter cited has it, though it may have been moved since; without one, as it was until now.
        old_deadline=brought[0].deadline if brought else notice.old_deadline,
        signer=signer,
        below=kinds_below_all(conn, circular, notice.addressed),
        more=more,
    )
    return LetterDraft(
        circular_id=circular.id,
        sender=notice.sender,
        stage=notice.stage,
        stage_rank=RANK,
        deadline_version=notice.version,
        form="external",
        template=notice.template,
        reason=notice.reason,
        subject=subject,
        receiver=receiver,
        deadline=notice.deadline,
        facts=compose(setting),
        addressees=notice.addressed,
        cites=[] if notice.references else [e.record() for e in brought],
        encloses=[e.record() for e in notice.encloses],
        previous_deadline=notice.old_deadline if notice.deadline != notice.old_deadline else None,
    )


def send(
    conn: Connection, circular: Circular, notice: Notice, printer: LetterPrinter, act: Act, signer: Signer | None
) -> IssuedLetter:
    """Issue a notice at once. Raises NotAllowedError if this sender has sent it already."""
    made = paper(conn, circular, notice, chosen(conn, notice.sender, "external", act, signer))
    letter_id = letter_issue.prepare(conn, made, act)
    if letter_id is None:
        raise NotAllowedError(f"{notice.sender.name} has sent this letter already (stage '{notice.stage}')")
    return letter_issue.issue(conn, letter_id, made, printer, act)


def approve(conn: Connection, row: RowMapping, printer: LetterPrinter, act: Act, signer: Signer | None) -> IssuedLetter:
    """Issue a notice that waits as a draft; `row` is its letter, locked. Raises NotAllowedError if it is none."""
    if row["state"] != "draft":
        raise NotAllowedError(f"letter {row['id']} is {row['state']}; only a draft can be approved")
    return letter_issue.issue(conn, row["id"], draft(conn, row, act, signer), printer, act)


def draft(conn: Connection, row: RowMapping, act: Act, signer: Signer | None = None) -> LetterDraft:
    """A notice's draft as it was prepared, but for who signs: what it tells has happened and does not change."""
    sender = lookup.by_id(conn, row["sender_id"])
    signer = chosen(conn, sender, "external", act, signer)
    facts = {**row["facts"], "signer": signer_facts(signer)} if signer else row["facts"]
    reached = select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == row["id"])
    same = ("circular_id", "stage", "stage_rank", "deadline_version", "form", "template", "reason", "subject")
    return LetterDraft(
        **{name: row[name] for name in (*same, "receiver", "deadline", "cites", "encloses")},
        facts=facts,
        sender=sender,
        addressees=lookup.find(conn, t.units.c.id.in_(reached)),
    )
