"""The catalogue of templates and variables, from which templates are checked and docs/templates.md is written.

Examples come from the sample letters.
"""

from dataclasses import dataclass

TEXT, YES_OR_NO, GROUP, LIST, TEXTS = "text", "yes or no", "group", "list", "list of texts"
LETTER, REPORT = "letter", "report"


@dataclass(frozen=True)
class Purpose:
    """The purpose of a template, in English and as a Thai title.

    `facts` is the set of its variables; `official` is whether it makes a letter, with emblem and all parts.
    """

    name: str
    purpose: str
    title: str
    facts: str = LETTER
    official: bool = True


@dataclass(frozen=True)
class Variable:
    """A variable for tags: `signer.lines` is a part of `signer`, `cited[].number` a part of every item of `cited`."""

    name: str
    kind: str
    meaning: str


TEMPLATES: tuple[Purpose, ...] = (
    Purpose("original", "the circular itself: the officer's own paragraphs", "หนังสือเวียนต้นเรื่อง"),
    Purpose("forwarding", "a province or district passes the circular on", "หนังสือนำส่งหนังสือเวียน"),
    Purpose("progress", "the department asks how things stand before the deadline", "หนังสือติดตามความคืบหน้าก่อนครบกำหนด"),
    Purpose("reminder", "a province reminds those who lag before the deadline", "หนังสือเตือนก่อนครบกำหนด"),
    Purpose("followup", "a province follows up those who lag after the deadline", "หนังสือติดตามหลังครบกำหนด"),
    Purpose("final-followup", "the last, signed demand to those who lag", "หนังสือติดตามครั้งสุดท้าย"),
    Purpose("escalation", "to the superiors of those who still lag", "หนังสือแจ้งผู้กำกับดูแล"),
    Purpose(
        "escalation-memo", "to the head of the sender's own office about those who still lag", "บันทึกเสนอหัวหน้าส่วนราชการ"
    ),
    Purpose("extension", "a later deadline is granted", "หนังสือแจ้งขยายระยะเวลา"),
    Purpose("refusal", "a later deadline is refused", "หนังสือแจ้งไม่ขยายระยะเวลา"),
    Purpose("cancellation", "the circular is called off", "หนังสือแจ้งยกเลิกการดำเนินการ"),
    Purpose("replacement", "another letter replaces the circular", "หนังสือแจ้งใช้หนังสือฉบับใหม่แทน"),
    Purpose("thanks", "thanks to those who have done it, when the circular closes", "หนังสือขอบคุณ"),
    Purpose("list", "the list of those who lag as a file beside the letter", "บัญชีรายชื่อแนบท้ายหนังสือ", official=False),
    Purpose("closing-report", "the figures of a closed circular", "รายงานสรุปผลการดำเนินการ", REPORT, official=False),
)

_LETTER = (
    Variable("form", TEXT, "external, stamped or memo"),
    Variable("urgency", TEXT, "grade of urgency (ชั้นความเร็ว), empty for none"),
    Variable("secrecy", TEXT, "grade of secrecy (ชั้นความลับ), empty for none"),
    Variable("number", TEXT, "the letter's number, after ที่"),
    Variable("date", TEXT, "the letter's date"),
    Variable("agency", TEXT, "the sender beside ที่: name or seat of the office"),
    Variable("address", TEXTS, "the lines of the sender's address"),
    Variable("subject", TEXT, "the subject, after เรื่อง"),
    Variable("to", TEXT, "the addressees, after เรียน or ถึง"),
    Variable("references", TEXTS, "the letters under อ้างถึง"),
    Variable("enclosures", LIST, "what is under สิ่งที่ส่งมาด้วย"),
    Variable("enclosures[].text", TEXT, "name of the enclosure"),
    Variable("enclosures[].quantity", TEXT, "how many of it"),
    Variable("body", TEXTS, "the officer's paragraphs; only in the circular itself, or where they replace the text"),
    Variable("words", TEXTS, "the same paragraphs with their blanks, such as {{ count }}; not to be printed"),
    Variable("closing", TEXT, "คำลงท้าย"),
    Variable("signer", GROUP, "who signs"),
    Variable("signer.name", TEXT, "the name in brackets, or dots where it is written in by hand"),
    Variable("signer.lines", TEXTS, "the position, with by what right one signs for another"),
    Variable("seal_agency", TEXT, "the office whose seal is stamped"),
    Variable("contact", TEXTS, "the unit in charge and its telephone, at the lower left"),
    Variable("memo_unit", TEXT, "the unit a memo comes from with its telephone, after ส่วนราชการ"),
    Variable("memo_owner", TEXT, "the unit a memo comes from"),
    Variable("qr", GROUP, "the QR code; empty for none, so ask first: {%p if qr %}"),
    Variable("qr.label", TEXT, "what the QR code is for"),
    Variable("qr.address", TEXT, "the address behind it"),
    Variable("qr.shown", TEXT, "the same address in short, as it is printed"),
    Variable("page", TEXT, "the circular's code, by which its page on the web is found"),
    Variable("list", GROUP, "the list of those who lag; empty for none, so ask first: {%p if list %}"),
    Variable("list.title", TEXT, "its title"),
    Variable("list.as_of", TEXT, "the day up to which it tells how things stand"),
    Variable("list.place", TEXT, "what its column of places is called: อำเภอ or จังหวัด"),
    Variable("list.groups", LIST, "the offices place by place"),
    Variable("list.groups[].name", TEXT, "the place"),
    Variable("list.groups[].count", TEXT, "how many offices are listed there"),
    Variable("list.groups[].rows", LIST, "the offices there"),
    Variable("list.groups[].rows[].no", TEXT, "running number through the whole list"),
    Variable("list.groups[].rows[].place", TEXT, "the place, without อำเภอ or จังหวัด"),
    Variable("list.groups[].rows[].unit", TEXT, "name of the office"),
    Variable("list.groups[].rows[].matter", TEXT, "what is the matter with it"),
    Variable("list.count", TEXT, "how many offices are listed"),
    Variable("list.whole", TEXT, "all places in few words; empty if there is but one"),
    Variable("list.summary", LIST, "how many offices have which fault"),
    Variable("list.summary[].matter", TEXT, "the fault"),
    Variable("list.summary[].count", TEXT, "how many have it"),
    Variable("list.inside", YES_OR_NO, "whether the list is the letter's last pages, not a file of its own"),
    Variable("notice", GROUP, "what a decision or an end has to tell; empty in other letters"),
    Variable("notice.requester", TEXT, "who has asked for more time; empty if nobody has"),
    Variable("notice.asked", TEXT, "until when more time was asked for; empty if not known"),
    Variable("notice.asked_on", TEXT, "the day on which it was asked for on a page; empty for a letter"),
    Variable("notice.less", YES_OR_NO, "whether less time is granted than was asked for"),
    Variable("notice.because", TEXT, "the reason given; empty for none"),
    Variable("notice.passed", YES_OR_NO, "whether the deadline has passed already"),
    Variable("notice.replacement", GROUP, "the letter that replaces the circular"),
    Variable("notice.replacement.agency", TEXT, "its sender"),
    Variable("notice.replacement.number", TEXT, "its number"),
    Variable("notice.replacement.date", TEXT, "its date"),
    Variable("notice.replacement.subject", TEXT, "its subject"),
    Variable("notice.everybody", YES_OR_NO, "whether all have done it"),
    Variable("polite", TEXT, "โปรด where the letter goes upwards, otherwise empty"),
    Variable("issuer", TEXT, "name of the office that issued the circular"),
    Variable("sender", GROUP, "who writes"),
    Variable("sender.name", TEXT, "name of the sender, as จังหวัดแพร่"),
    Variable("sender.office", TEXT, "its line office, as สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"),
    Variable("sender.level", TEXT, "department, province or district"),
    Variable("upstream", GROUP, "the letter that is passed on; empty in other letters"),
    Variable("upstream.name", TEXT, "its sender"),
    Variable("upstream.number", TEXT, "its number"),
    Variable("upstream.date", TEXT, "its date"),
    Variable("upstream.subject", TEXT, "its subject"),
    Variable("upstream.level_asked", TEXT, "whom it asks: จังหวัด or อำเภอ"),
    Variable("cited", LIST, "the sender's own earlier letters to the same addressees"),
    Variable("cited[].agency", TEXT, "who signed or sealed it, as named after หนังสือ"),
    Variable("cited[].urgency", TEXT, "its urgency, which stands before ที่; empty for none"),
    Variable("cited[].number", TEXT, "its number"),
    Variable("cited[].date", TEXT, "its date"),
    Variable("cited[].subject", TEXT, "its subject"),
    Variable("addressees", GROUP, "what the wording needs to know of the addressees"),
    Variable("addressees.has_district", YES_OR_NO, "whether a district is among them"),
    Variable("addressees.provinces", YES_OR_NO, "whether all of them are provinces"),
    Variable("addressees.alone", YES_OR_NO, "whether it is a single one"),
    Variable("addressees.mixed", YES_OR_NO, "whether districts and local offices are among them"),
    Variable("addressees.kinds", TEXT, "their kinds in words"),
    Variable("addressees.below", TEXT, "the kinds of offices below the districts among them"),
    Variable("matter", TEXT, "what is the matter: missing, incorrect or both"),
    Variable("moved", YES_OR_NO, "whether this letter sets a new deadline"),
    Variable("deadline", TEXT, "the deadline with its weekday: วันจันทร์ที่ …"),
    Variable("deadline_plain", TEXT, "the deadline without its weekday: วันที่ …"),
    Variable("old_deadline", TEXT, "the deadline before it was moved, with its weekday"),
    Variable("old_deadline_plain", TEXT, "the same without its weekday"),
    Variable("lagging", GROUP, "how many lag"),
    Variable("lagging.count", TEXT, "how many"),
    Variable("lagging.missing", TEXT, "how many of them have done nothing"),
    Variable("lagging.incorrect", TEXT, "how many of them have done it wrongly"),
    Variable("lagging.total", TEXT, "of how many"),
    Variable("lagging.form", TEXT, "how to say it: one (by name), all, both (faults), many, some, uncounted"),
    Variable("lagging.name", TEXT, "the name of the only one; otherwise empty"),
    Variable("lagging.place", TEXT, "where, if all of them are in one place, to which the total then belongs"),
    Variable(
        "told", TEXT, "the deadline that the cited letter set, with its weekday; empty if it only asked for haste"
    ),
    Variable("passed", TEXT, "told or extended where that deadline, or a later one, may be called passed; else empty"),
    Variable("follow_up_no", TEXT, "which follow-up this is"),
    Variable("follow_ups", TEXT, "how many follow-ups reached all addressees before; empty for none"),
    Variable("days_late", TEXT, "how many days the told deadline has passed; empty where no number may be said"),
    Variable("as_of", TEXT, "the day up to which the data go, where the letter must say it; otherwise empty"),
    Variable("data_day", TEXT, "the same day, always"),
    Variable("phrases", GROUP, "the circular's own words for its matter (`phrases` in its file)"),
    Variable("phrases.doers", TEXT, "who has to do it"),
    Variable("phrases.background", TEXT, "what has been asked before; empty for nothing"),
    Variable("phrases.news", TEXT, "what is told, after แจ้งว่า"),
    Variable("phrases.task", TEXT, "what is to be done, as a verb"),
    Variable("phrases.thoroughly", TEXT, "how: ให้ครบถ้วน; may be empty"),
    Variable("phrases.request", TEXT, "what has been asked, in one phrase"),
    Variable("phrases.object", TEXT, "what has been checked"),
    Variable("phrases.missing", TEXT, "what those have not done who lag"),
    Variable("phrases.incorrect", TEXT, "what those have done wrongly who have to mend it"),
    Variable("phrases.place", TEXT, "where it is done; may be empty"),
    Variable("phrases.matter", TEXT, "the matter as a noun with การ"),
)
_FIGURES = (
    ("expected", "how many have to do it"),
    ("complete", "how many have done it"),
    ("nil", "how many had nothing to report"),
    ("waived", "how many need not do it any more"),
    ("on_time", "how many were on time"),
    ("late", "how many were late"),
)
_REPORT = (
    Variable("title", TEXT, "the report's title"),
    Variable("subject", TEXT, "the circular's subject"),
    Variable("number", TEXT, "the circular's number"),
    Variable("date", TEXT, "the circular's date"),
    Variable("deadline", TEXT, "the circular's deadline"),
    Variable("closed_on", TEXT, "the day it was closed"),
    Variable("rows", LIST, "the figures province by province"),
    Variable("rows[].name", TEXT, "the province"),
    *(Variable(f"rows[].{name}", TEXT, meaning) for name, meaning in _FIGURES),
    Variable("total", GROUP, "the sums"),
    *(Variable(f"total.{name}", TEXT, meaning) for name, meaning in _FIGURES),
)

PURPOSES = {row.name: row for row in TEMPLATES}
VARIABLES = {LETTER: _LETTER, REPORT: _REPORT}


def variables(name: str) -> tuple[Variable, ...]:
    """The variables a template gets; one of an office's own gets those of a letter."""
    row = PURPOSES.get(name)
    return VARIABLES[row.facts if row else LETTER]


def is_official(name: str) -> bool:
    """Whether a template makes a letter; one of an office's own does."""
    return name not in PURPOSES or PURPOSES[name].official
