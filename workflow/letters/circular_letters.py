"""The circular itself, and the covering letters by which it is passed on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, bindparam, select

from workflow.circulars.circular import Circular
from workflow.circulars.file import CircularFile
from workflow.circulars.placeholders import fill
from workflow.letters.addressees import compose as address
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import ASKED_LEVEL, CitedLetter, Setting, compose
from workflow.letters.issued import FORWARDING, ORIGINAL, EarlierLetter, by_number
from workflow.letters.qr import code_facts
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.thai.dates import thai_date, thai_date_weekday

ONE_SET = "จำนวน ๑ ชุด"


def original(
    conn: Connection,
    circular: Circular,
    issuer: Office,
    addressed: Sequence[Office],
    signer: Signer | None = None,
) -> LetterDraft:
    """The circular's own letter: the officer's paragraphs under the department's letterhead."""
    content = circular.content
    receiver = _receiver(conn, circular, issuer, addressed)
    references = resolve_references(conn, content)
    more: dict[str, object] = {
        "body": paragraphs(content),
        "references": [cited.reference() for cited in references],
        "enclosures": [{"text": e.text, "quantity": e.quantity} for e in content.enclosures],
        "qr": qr(content),
    }
    return LetterDraft(
        circular_id=circular.id,
        sender=issuer,
        stage=ORIGINAL,
        stage_rank=0,
        deadline_version=1,
        form="external",
        template="original",
        reason="the circular itself",
        subject=circular.subject,
        receiver=receiver,
        deadline=circular.deadline,
        facts=compose(_setting(circular, issuer, issuer, addressed, receiver, more, signer or content.signer)),
        addressees=addressed,
        cites=[{"agency": c.agency, "number": c.number, "date": c.date} for c in references],
    )


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
    mine = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == sender.id
    circular = replace(circular, deadline=conn.scalar(select(t.tasks.c.deadline).where(*mine)) or circular.deadline)
    issuer = lookup.by_id(conn, circular.issuer_id)
    receiver = _receiver(conn, circular, sender, addressed)
    cited = upstream.cited()
    more: dict[str, object] = {
        "subject": subject or circular.subject,
        "body": list(body),
        "enclosures": [{"text": f"สำเนา{cited.reference()}", "quantity": ONE_SET}],
        "upstream": {
            "name": cited.agency,
            "number": cited.number,
            "date": cited.date,
            "subject": cited.subject,
            "level_asked": ASKED_LEVEL[sender.level],
        },
    }
    below = kinds_below_all(conn, circular, addressed)
    return LetterDraft(
        circular_id=circular.id,
        sender=sender,
        stage=FORWARDING,
        stage_rank=0,
        deadline_version=1,
        form="external",
        template="original" if body else "forwarding",
        reason=f"passes on {cited.reference()}",
        subject=subject or circular.subject,
        receiver=receiver,
        deadline=circular.deadline,
        facts=compose(_setting(circular, issuer, sender, addressed, receiver, more, signer, below)),
        addressees=addressed,
        encloses=[upstream.record()],
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
    """The letters under อ้างถึง: those Wian issued are found by number, others must be given in full.

    A reference that is neither is left out here; the check before issue names it.
    """
    found: list[CitedLetter] = []
    for reference in content.references:
        if reference.agency and reference.date:
            found.append(CitedLetter(reference.agency, reference.number, thai_date(reference.date)))
            continue
        known = [e for e in by_number(conn, reference.number) if reference.date in (None, e.date)]
        if len(known) == 1:
            found.append(known[0].cited())
    return found


def kinds_below(conn: Connection, circular: Circular, told: Iterable[Office]) -> dict[int, set[str]]:
    """By unit, the kinds (by code) of the units that take part directly below it, whom it has to tell."""
    found: dict[int, set[str]] = {}
    # Local offices are most of those told, and there is nobody below them.
    ids = {member.id for member in told if member.level is not Level.LOCAL}
    for above_id, kind in conn.execute(_KINDS_BELOW, {"circular": circular.id, "told": ids}).all() if ids else ():
        found.setdefault(above_id, set()).add(kind)
    return found


_KINDS_BELOW = (
    select(t.tasks.c.above_id, t.units.c.kind)
    .join(t.units, t.units.c.id == t.tasks.c.unit_id)
    .where(t.tasks.c.circular_id == bindparam("circular"), any_of_bound(t.tasks.c.above_id, "told"))
    .distinct()
)


def kinds_below_all(conn: Connection, circular: Circular, addressed: Sequence[Office]) -> set[str]:
    """The kinds of the units that take part directly below those addressed."""
    return set().union(*kinds_below(conn, circular, addressed).values())


def _receiver(conn: Connection, circular: Circular, sender: Office, addressed: Sequence[Office]) -> str:
    all_below = lookup.directly_below(conn, sender, circular.issued_on)
    return address([m.unit for m in addressed], [m.unit for m in all_below], by="post")


def _setting(
    circular: Circular,
    issuer: Office,
    sender: Office,
    addressed: Sequence[Office],
    receiver: str,
    more: dict[str, object],
    signer: Signer | None,
    below: Collection[str] = (),
) -> Setting:
    return Setting(
        form="external",
        sender=sender,
        issuer=issuer,
        content=circular.content,
        subject=circular.subject,
        to=receiver,
        addressees=addressed,
        deadline=circular.deadline,
        old_deadline=circular.deadline,
        urgency=str(circular.content.urgency),
        signer=signer,
        below=below,
        more=more,
    )
