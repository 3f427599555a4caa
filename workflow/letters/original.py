"""The circular's own letter: the officer's paragraphs under the department's letterhead."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from workflow.circulars.circular import Circular
from workflow.circulars.file import CircularFile
from workflow.circulars.placeholders import fill
from workflow.letters.addressee_line import posts_below
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import CitedLetter
from workflow.letters.issued import ORIGINAL, by_number
from workflow.letters.qr import code_facts
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.thai.dates import thai_date, thai_date_weekday


def original(
    conn: Connection,
    circular: Circular,
    issuer: Office,
    addressed: Sequence[Office],
    signer: Signer | None = None,
) -> LetterDraft:
    """The circular's own letter to the units directly below its issuer."""
    content = circular.content
    references = resolve_references(conn, content)
    return LetterDraft(
        circular_id=circular.id,
        sender=issuer,
        kind=ORIGINAL,
        stage=ORIGINAL,
        deadline_version=1,
        issuer=issuer,
        content=content,
        form="external",
        template="original",
        reason="the circular itself",
        subject=circular.subject,
        receiver=posts_below(conn, issuer, addressed, circular.issued_on),
        addressees=addressed,
        deadline=circular.deadline,
        old_deadline=circular.deadline,
        urgency=str(content.urgency),
        signer=signer or content.signer,
        own_facts={
            "body": paragraphs(content),
            "references": [reference.reference() for reference in references],
            "enclosures": [{"text": e.text, "quantity": e.quantity} for e in content.enclosures],
            "qr": qr(content),
        },
        cites=[{"agency": c.agency, "number": c.number, "date": c.date} for c in references],
    )


def paragraphs(content: CircularFile) -> list[str]:
    """The officer's paragraphs with the deadline filled in. Raises SlotError for a slot that does not exist."""
    slots = deadline_slots(content.deadline)
    return [fill(paragraph, slots) for paragraph in content.body]


def deadline_slots(deadline: date) -> dict[str, str]:
    """The slots a paragraph may use."""
    return {"deadline": thai_date_weekday(deadline), "deadline_plain": f"วันที่ {thai_date(deadline)}"}


def qr(content: CircularFile) -> dict[str, str] | None:
    """The QR code at the end of the letter: where the first enclosure that has an address can be fetched."""
    for enclosure in content.enclosures:
        if enclosure.address:
            return code_facts("สิ่งที่ส่งมาด้วย", enclosure.address)
    return None


def resolve_references(conn: Connection, content: CircularFile) -> list[CitedLetter]:
    """The letters under อ้างถึง: those Wian issued are looked up by number, others must be given in full.

    A reference that is neither is left out here; the check before issue names it.
    """
    references: list[CitedLetter] = []
    for reference in content.references:
        if reference.agency and reference.date:
            references.append(CitedLetter(reference.agency, reference.number, thai_date(reference.date)))
            continue
        issued = [e for e in by_number(conn, reference.number) if reference.date in (None, e.date)]
        if len(issued) == 1:
            references.append(issued[0].cited())
    return references
