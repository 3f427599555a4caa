"""The circular itself as a letter: the officer's paragraphs under the department's letterhead."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from workflow.circulars.circular import Circular
from workflow.circulars.file import CircularFile
from workflow.circulars.placeholders import fill
from workflow.letters.addressee_line import posts_below
from workflow.letters.citation import Citation
from workflow.letters.draft import LetterDraft
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
    """The letter of the circular itself to the units directly below its issuer."""
    content = circular.content
    citations = resolve_references(conn, content)
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
        stated_deadline=circular.deadline,
        urgency=str(content.urgency),
        signer=signer or content.signer,
        own_facts={
            "body": paragraphs(content),
            "references": [citation.reference() for citation in citations],
            "enclosures": [{"text": e.text, "quantity": e.quantity} for e in content.enclosures],
            "qr": qr(content),
        },
        cites=[{"agency": c.agency, "number": c.number, "date": c.date} for c in citations],
    )


def paragraphs(content: CircularFile) -> list[str]:
    """The officer's paragraphs with the deadline filled in. Raises SlotError for a slot that does not exist."""
    slots = deadline_slots(content.deadline)
    return [fill(paragraph, slots) for paragraph in content.body]


def deadline_slots(deadline: date) -> dict[str, str]:
    """The values of the slots in paragraphs."""
    return {"deadline": thai_date_weekday(deadline), "deadline_plain": f"วันที่ {thai_date(deadline)}"}


def qr(content: CircularFile) -> dict[str, str] | None:
    """The QR code at the end of the letter, with the address of the first enclosure that has one."""
    for enclosure in content.enclosures:
        if enclosure.address:
            return code_facts("สิ่งที่ส่งมาด้วย", enclosure.address)
    return None


def resolve_references(conn: Connection, content: CircularFile) -> list[Citation]:
    """The letters under อ้างถึง: complete references, and numbers of letters that Wian has issued.

    Other references are left out here and named by the check before issue.
    """
    citations: list[Citation] = []
    for reference in content.references:
        if reference.agency and reference.date:
            citations.append(Citation(reference.agency, reference.number, thai_date(reference.date)))
            continue
        issued = [letter for letter in by_number(conn, reference.number) if reference.date in (None, letter.date)]
        if len(issued) == 1:
            citations.append(issued[0].citation())
    return citations
