"""The facts of a letter for its template: every key present, Thai digits, no line break inside dates and numbers.

Facts of the matter come from the circular's file, facts of an office from the registry; the sentences are in the
templates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from workflow.circulars.file import CircularFile, Phrases
from workflow.letters.addressee_line import kinds_phrase, mixed_with_district, nouns_phrase
from workflow.letters.issued import ORIGINAL
from workflow.letters.words.blanks import filled
from workflow.registry.kinds import BRANCH, Level
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.thai.dates import blank_date, thai_date, thai_date_weekday
from workflow.thai.keep_together import keep_together
from workflow.thai.spacing import NBSP

if TYPE_CHECKING:
    from workflow.letters.draft import LetterDraft

COPIES = "สำเนาส่ง"
"""The begin of a contact line that names who gets a copy; it is the last line of a letter."""
CLOSING = "ขอแสดงความนับถือ"  # every addressee inside this project (saraban.md §3.1)


def compose_facts(draft: LetterDraft) -> dict[str, object]:
    """All facts of a letter except number and date, which come at registration (see `numbered`)."""
    facts = {**_head(draft), **_sender(draft), **_circular(draft), **draft.own_facts}
    composed = {key: unbreakable(value) for key, value in facts.items()}
    composed.setdefault("phrases", _phrases(draft.content.phrases, draft.content.matter))
    composed["words"] = list(draft.words)
    if draft.words:
        composed["body"] = [unbreakable(text) for text in filled(draft.words, composed)]
    return composed


def _head(draft: LetterDraft) -> dict[str, object]:
    """The facts of the letter's head, from the emblem down to the text, which the kinds of letter supply."""
    sender, content = draft.sender.unit, draft.content
    own_address = content.address if draft.sender.id == draft.issuer.id else []
    return {
        "form": draft.form,
        "urgency": draft.urgency,
        "secrecy": str(content.secrecy),
        "number": "",
        "date": "",
        "agency": sender.letterhead,
        "address": own_address or list(sender.address),
        "subject": draft.subject,
        "to": draft.receiver,
        "references": [],
        "enclosures": [],
        "body": [],
    }


def _sender(draft: LetterDraft) -> dict[str, object]:
    """The facts below the text: the signature and the contact lines, and those of memos."""
    sender, content = draft.sender.unit, draft.content
    contact = sender.contact_stamped or sender.contact_signed if draft.form == "stamped" else sender.contact_signed
    contact = contact or (sender.line_office,)  # the owner of the matter always stands at the lower left (ข้อ 11, 14)
    own_contact = content.contact if draft.sender.id == draft.issuer.id else []
    if draft.kind != ORIGINAL:  # later letters are not copied to whom the circular was
        own_contact = [line for line in own_contact if not line.startswith(COPIES)]
    return {
        "closing": CLOSING,
        "signer": signer_facts(draft.signer or _usual_signer(draft)),
        "seal_agency": sender.line_office,
        "contact": own_contact or list(contact),
        "qr": None,
        "page": content.code,
        "list": None,
        "notice": None,
        "polite": _polite(draft),
        "memo_unit": " ".join((memo_owner(draft.sender, content), *_telephone(contact))),
        "memo_owner": memo_owner(draft.sender, content),
    }


def _circular(draft: LetterDraft) -> dict[str, object]:
    """The facts of the circular, its deadline and the addressees that the wording uses."""
    sender = draft.sender.unit
    return {
        "issuer": draft.issuer.name,
        "sender": {"name": sender.name, "office": sender.line_office, "level": str(sender.level)},
        "upstream": None,
        "cited": [],
        "addressees": addressee_facts(draft.addressees, draft.below),
        "matter": "",
        "moved": False,
        "deadline": thai_date_weekday(draft.deadline),
        "deadline_plain": f"วันที่ {thai_date(draft.deadline)}",
        "old_deadline": thai_date_weekday(draft.stated_deadline),
        "old_deadline_plain": f"วันที่ {thai_date(draft.stated_deadline)}",
        "told": thai_date_weekday(draft.stated_deadline),
        "lagging": {"count": "", "missing": "", "incorrect": "", "total": "", "form": "", "name": "", "place": ""},
        "follow_up_no": "",
        "follow_ups": "",
        "passed": "",
        "days_late": "",
        "as_of": "",
        "data_day": "",
    }


@lru_cache(16)  # shared by all letters of a circular
def _phrases(phrases: Phrases, matter: str) -> object:
    return unbreakable(phrases.model_dump() | {"matter": matter})


def numbered(facts: Mapping[str, object], number: str, day: date) -> dict[str, object]:
    """The facts with the number and date of registration."""
    return {**facts, "number": number, "date": thai_date(day)}


def unnumbered(facts: Mapping[str, object], number_form: str, day: date) -> dict[str, object]:
    """The facts of a draft, with number and day blank (ข้อ 43: both come with the register entry)."""
    return {**facts, "number": number_form.replace("{number}", "").rstrip(), "date": blank_date(day)}


def addressee_facts(offices: Sequence[Office], below: Collection[str]) -> dict[str, object]:
    """The facts about the addressees and the offices below them that the wording uses."""
    addressed = [office.unit for office in offices]
    levels = {unit.level for unit in addressed}
    return {
        "has_district": Level.DISTRICT in levels,
        "provinces": levels == {Level.PROVINCE},
        "alone": len(addressed) == 1,
        "mixed": mixed_with_district(addressed),
        "kinds": kinds_phrase(addressed) if addressed else "",
        "below": nouns_phrase(below),
    }


def signer_facts(signer: Signer) -> dict[str, object]:
    """The signature block: the name in brackets and the lines under it."""
    return {"name": signer.bracketed(), "lines": signer.lines()}


def memo_owner(sender: Office, content: CircularFile) -> str:
    """The unit that a memo comes from: the handling unit of the department, elsewhere the line office."""
    if sender.level is Level.DEPARTMENT:
        return next(iter((*content.contact, *sender.unit.contact_signed)), sender.unit.line_office)
    return sender.unit.line_office


def _usual_signer(draft: LetterDraft) -> Signer:
    """The holder of the sender's post; for a memo the head of its unit, with no post if none is known for certain."""
    if draft.form != "memo":
        return Signer(own_title=draft.sender.unit.post)
    owner = memo_owner(draft.sender, draft.content)
    if draft.sender.level is Level.DEPARTMENT:
        # Only a กอง is led by a ผู้อำนวยการ for certain; there is no ผู้อำนวยการกรม….
        return Signer(own_title=f"ผู้อำนวยการ{owner}" if owner.startswith("กอง") else "")
    # The branch offices are named after their heads' post: สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่.
    head = owner.removeprefix(BRANCH)
    return Signer(own_title=f"ท้องถิ่น{head}" if head != owner else f"หัวหน้า{owner}")


def _polite(draft: LetterDraft) -> str:
    """โปรด, unless the letter goes to those who are subordinate (saraban.md §4.1, rule 7)."""
    superior = draft.sender.level is Level.DEPARTMENT or draft.form == "memo"
    return "โปรด" if superior else ""


def _telephone(contact: Sequence[str]) -> list[str]:
    """The telephone line among the contact lines, which a memo has beside its unit."""
    calls = [line for line in contact if line.startswith("โทร") and not line.startswith("โทรสาร")]
    return [line.replace(" ", NBSP) for line in calls[:1]]


def unbreakable(value: object) -> object:
    """A fact with unbreakable spaces inside dates, numbers and quantities."""
    if isinstance(value, str):
        return keep_together(value)
    if isinstance(value, dict):
        # The address behind a QR code is for machines and stays unchanged.
        return {key: part if key in {"address", "shown", "page"} else unbreakable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [unbreakable(part) for part in value]
    return value
