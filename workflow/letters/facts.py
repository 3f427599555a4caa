"""The facts a letter's template receives: every key always present, digits Thai, spaces unbreakable where due.

What is particular to the matter comes from the circular's file, what is particular to the office from the
registry; the sentences are in the templates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from workflow.addressing import kinds_phrase, mixed_with_district
from workflow.circular_file import CircularFile
from workflow.kinds import Level
from workflow.organisation import Member
from workflow.signers import NAME_BLANK, Signer
from workflow.thai import blank_date, keep_together, thai_date, thai_date_weekday, thai_digits

CLOSING = "ขอแสดงความนับถือ"  # every addressee inside this project (saraban.md §3.1)
ASKED_LEVEL = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ"}


@dataclass(frozen=True)
class Cited:
    """A letter as it is cited: `agency` as named in หนังสือ…, `number` after ที่, `date` after ลงวันที่."""

    agency: str
    number: str
    date: str
    subject: str = ""

    def reference(self) -> str:
        """`หนังสือ… ที่ … ลงวันที่ …`, as under อ้างถึง and in the name of a copy."""
        return f"หนังสือ{self.agency} ที่ {self.number} ลงวันที่ {self.date}"


@dataclass(frozen=True)
class Setting:
    """Everything common to the letters of one sender about one circular."""

    form: str
    sender: Member
    issuer: Member
    matter: CircularFile
    subject: str
    to: str
    addressees: Sequence[Member]
    deadline: date
    old_deadline: date
    urgency: str = ""
    signer: Signer | None = None
    below: Sequence[Member] = ()
    more: Mapping[str, object] = field(default_factory=dict)


def compose(setting: Setting) -> dict[str, object]:
    """All facts of a letter but its number and date, which are given at registration (see `numbered`)."""
    sender, matter = setting.sender.unit, setting.matter
    own_circular = setting.sender.id == setting.issuer.id
    signer = setting.signer or Signer(own_title=sender.post)
    contact = sender.contact_stamped or sender.contact_signed if setting.form == "stamped" else sender.contact_signed
    contact = contact or (sender.line_office,)  # the owner of the matter always stands at the lower left (ข้อ 11, 14)
    facts: dict[str, object] = {
        "form": setting.form,
        "urgency": setting.urgency,
        "secrecy": str(matter.secrecy),
        "number": "",
        "date": "",
        "agency": sender.letterhead,
        "address": (matter.address if own_circular and matter.address else list(sender.address)),
        "subject": setting.subject,
        "to": setting.to,
        "references": [],
        "enclosures": [],
        "body": [],
        "closing": CLOSING,
        "signer": {"name": f"({signer.name or NAME_BLANK})", "lines": signer.lines()},
        "seal_agency": sender.line_office,
        "contact": (matter.contact if own_circular and matter.contact else list(contact)),
        "qr": None,
        "list": None,
        "issuer": setting.issuer.unit.name,
        "sender": {"name": sender.name, "office": sender.line_office, "level": str(sender.level)},
        "upstream": None,
        "cited": [],
        "addressees": addressees(setting.addressees, setting.below),
        "matter": "",
        "moved": False,
        "deadline": thai_date_weekday(setting.deadline),
        "deadline_plain": f"วันที่ {thai_date(setting.deadline)}",
        "old_deadline": thai_date_weekday(setting.old_deadline),
        "old_deadline_plain": f"วันที่ {thai_date(setting.old_deadline)}",
        "lagging": {"count": "", "total": "", "done": "", "many": False, "one": False},
        "follow_up_no": "",
        "days_late": "",
        "phrases": matter.phrases.model_dump(),
    }
    facts.update(setting.more)
    return {key: _together(value) for key, value in facts.items()}


def numbered(facts: Mapping[str, object], number: str, day: date) -> dict[str, object]:
    """The facts with the number and the date that registration gave."""
    return {**facts, "number": number, "date": thai_date(day)}


def unnumbered(facts: Mapping[str, object], number_form: str, day: date) -> dict[str, object]:
    """The facts of a draft: the number's place and the day are blank (ข้อ 43: they come after the entry)."""
    return {**facts, "number": number_form.replace("{number}", "").rstrip(), "date": blank_date(day)}


def addressees(units: Sequence[Member], below: Sequence[Member]) -> dict[str, object]:
    """What the wording needs to know of those addressed and of those below the districts among them."""
    addressed = [member.unit for member in units]
    return {
        "has_district": any(unit.level is Level.DISTRICT for unit in addressed),
        "mixed": mixed_with_district(addressed),
        "kinds": kinds_phrase(addressed) if addressed else "",
        "below": kinds_phrase([member.unit for member in below]) if below else "",
    }


def cited_facts(letters: Sequence[Cited]) -> list[dict[str, str]]:
    """Cited letters in the form the templates read."""
    return [asdict(letter) for letter in letters]


def lagging_facts(count: int, total: int, many_percent: int) -> dict[str, object]:
    """How many lag: in figures, and whether that is many by the ladder's measure."""
    return {
        "count": thai_digits(count),
        "total": thai_digits(total),
        "done": thai_digits(total - count),
        "many": count * 100 >= many_percent * total,
        "one": count == 1,
    }


def _together(value: object) -> object:
    if isinstance(value, str):
        return keep_together(value)
    if isinstance(value, Mapping):
        # Addresses behind a QR code are for machines: they stay as they are.
        return {key: part if key == "address" else _together(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_together(part) for part in value]
    return value
