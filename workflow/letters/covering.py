"""Covering letters: provinces and districts pass a circular on with them."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from workflow.circulars.circular import Circular
from workflow.circulars.tree import kinds_below_all
from workflow.letters.addressee_line import posts_below
from workflow.letters.citation import Citation
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FORWARDING, EarlierLetter
from workflow.letters.words.kept import words_of_stage
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t

LEVEL_NOUNS = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ"}


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
    """The covering letter of a province or district, which encloses a copy of the letter received (as G6).

    It states the sender's own deadline, which may be later than the circular's. `body` are the officer's own
    paragraphs, if any.
    """
    own_task = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == sender.id
    deadline = conn.scalar(select(t.tasks.c.deadline).where(*own_task)) or circular.deadline
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
        template="forwarding",
        reason=f"passes on {upstream.citation().reference()}",
        subject=subject or circular.subject,
        receiver=posts_below(conn, sender, addressed, circular.issued_on),
        addressees=addressed,
        deadline=deadline,
        stated_deadline=deadline,
        urgency=str(circular.content.urgency),
        signer=signer,
        below=kinds_below_all(conn, circular, addressed),
        own_facts=_own_facts(upstream.citation(), sender.level),
        words=body or words_of_stage(conn, circular.content, FORWARDING, sender.id),
        encloses=[upstream.record()],
    )


def _own_facts(upstream: Citation, level: Level) -> dict[str, object]:
    return {
        "enclosures": [upstream.copy_enclosed()],
        "upstream": {
            "name": upstream.agency,
            "number": upstream.number,
            "date": upstream.date,
            "subject": upstream.subject,
            "level_asked": LEVEL_NOUNS[level],
        },
    }
