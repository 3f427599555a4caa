"""Covering letters, by which provinces and districts pass a circular on."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from workflow.circulars.circular import Circular
from workflow.circulars.tree import kinds_below_all
from workflow.letters.addressee_line import posts_below
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FORWARDING, EarlierLetter
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t

ASKED_LEVEL = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ"}


def covering(
    conn: Connection,
    circular: Circular,
    sender: Office,
    addressed: Sequence[Office],
    upstream: EarlierLetter,
    signer: Signer | None = None,
    subject: str = "",
    body: Sequence[str] = (),
) -> LetterDraft:
    """A province's or district's covering letter, enclosing a copy of the letter it received (as G6).

    It states the sender's own deadline, which may have been moved since the circular was issued. An officer's own
    paragraphs stand in place of the template's: the letter is then made like the circular itself.
    """
    own_task = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == sender.id
    deadline = conn.scalar(select(t.tasks.c.deadline).where(*own_task)) or circular.deadline
    cited = upstream.cited()
    return LetterDraft(
        circular_id=circular.id,
        sender=sender,
        kind=FORWARDING,
        stage=FORWARDING,
        about=f"letter/{upstream.id}",
        deadline_version=1,
        issuer=lookup.by_id(conn, circular.issuer_id),
        content=circular.content,
        form="external",
        template="original" if body else "forwarding",
        reason=f"passes on {cited.reference()}",
        subject=subject or circular.subject,
        receiver=posts_below(conn, sender, addressed, circular.issued_on),
        addressees=addressed,
        deadline=deadline,
        old_deadline=deadline,
        urgency=str(circular.content.urgency),
        signer=signer,
        below=kinds_below_all(conn, circular, addressed),
        own_facts={
            "body": list(body),
            "enclosures": [cited.copy_enclosed()],
            "upstream": {
                "name": cited.agency,
                "number": cited.number,
                "date": cited.date,
                "subject": cited.subject,
                "level_asked": ASKED_LEVEL[sender.level],
            },
        },
        encloses=[upstream.record()],
    )
