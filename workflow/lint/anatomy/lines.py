"""The lines of a letter, classified by their words: label, date, urgency, closing and so on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from workflow.docx.formatting import ParagraphFormat
from workflow.docx.runs import Written
from workflow.lint.word.paragraphs import Paragraph
from workflow.thai.dates import MONTHS
from workflow.thai.digits import DIGIT

SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
URGENCIES = ("ด่วน", "ด่วนมาก", "ด่วนที่สุด")
SECRECIES = ("ลับ", "ลับมาก", "ลับที่สุด")
MEMO_HEADING = "บันทึกข้อความ"

_LEADERS = re.compile(r"[.…_]{3,}|…")
_LABELS = {
    "number": "ที่",
    "subject": "เรื่อง",
    "to": "กราบเรียน|เรียน|นมัสการ",
    "office": "ถึง",
    "reference": "อ้างถึง",
    "enclosure": "สิ่งที่ส่งมาด้วย",
    "unit": "ส่วนราชการ",
    "day": "วันที่",
}
_LABELLED = {
    part: re.compile(rf"(?P<label>{words})(?:\s*:)?(?:\s+(?P<rest>.*)|)", re.DOTALL) for part, words in _LABELS.items()
}
_LABEL_WORDS = tuple(word for words in _LABELS.values() for word in words.split("|"))
_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *SHORT_MONTHS))
_DATE = re.compile(
    rf"(?:วัน[ก-ฺเ-๎]*?\s*ที่\s*)?[{DIGIT}]{{0,2}}\s*(?:เดือน\s*)?(?:{_MONTH})\s*(?:(?:พ|ค)\.?\s?ศ\.?\s*)?[{DIGIT}]{{2,4}}"
)
_CLOSING = re.compile(r"(?:ขอแสดงความ|ด้วยความเคารพ|ขอแสดงว่า|ควรมิควร|ขอนมัสการ)\S*(?: \S+)?")
_NAME = re.compile(r"(?:\(ลงชื่อ\)|ลงชื่อ)?\s*\((?:.{2,}| )\)")  # or blanks for a handwritten name
_ITEM = re.compile(rf"[{DIGIT}]{{1,2}}[.)]\s?\S")
_QUANTITY = re.compile(rf"จำนวน\s*[{DIGIT}]+\s*\S+(?:\s\(.*\))?$")
_OPENER = re.compile("ด้วย|เนื่องจาก|เนื่องด้วย|ตามที่|ตามหนังสือ|ตามคำสั่ง|ตามประกาศ|ตามมติ|อนุสนธิ|อาศัย|บัดนี้|จึง|ในการนี้|ขอ|ทั้งนี้")
_CONTINUATION = re.compile(r"/\s?\S.*(?:\.{3}|…)")
_SHORT, _LONG = 50, 110  # characters: the longest closing; longer than a line of a letter


class Words:
    """The classes of a line, by its words and its formatting.

    label: the part whose label begins the line; '' for none. is_date: a date alone, rightly written or not; the day
    may be blank. is_closing: a คำลงท้าย, right or wrong. is_name: a name in brackets. is_urgency, is_secrecy: a grade
    (ข้อ 28). is_continuation: `/`, the first words of the next page, and three dots. is_heading: a memo's heading.
    is_text: probably the letter's text, by its opening words, its length or its indent.
    """

    def __init__(self, written: Written) -> None:
        led = ".." in written.text or "…" in written.text  # dotted lines, as on a printed form
        text = " ".join(_LEADERS.sub(" ", written.text).split()) if led else written.plain
        self.text = text
        self.label = _label(text) if text.startswith(_LABEL_WORDS) else ""
        self.is_date = text[-1:].isdigit() and _DATE.fullmatch(text) is not None
        self.is_closing = len(text) < _SHORT and _CLOSING.fullmatch(text) is not None
        self.is_name = text[-1:] == ")" and _NAME.fullmatch(text) is not None
        self.is_urgency = text in URGENCIES or text.startswith("ด่วนภายใน")
        self.is_secrecy = text in SECRECIES
        self.is_continuation = written.plain[:1] == "/" and _CONTINUATION.fullmatch(written.plain) is not None
        self.is_heading = text.replace(" ", "") == MEMO_HEADING
        self.is_text = len(text) > _LONG or _is_set_in(text, written.look) or _opens(text, written.look)

    @cached_property
    def is_item(self) -> bool:
        """Whether the line is a numbered item, as under อ้างถึง or สิ่งที่ส่งมาด้วย."""
        return _ITEM.match(self.text) is not None or (_QUANTITY.search(self.text) is not None and not self.is_text)


def _label(text: str) -> str:
    return next((part for part, pattern in _LABELLED.items() if pattern.fullmatch(text)), "")


def _is_set_in(text: str, look: ParagraphFormat) -> bool:
    return look.first > 850 and len(text) > 40


def _opens(text: str, look: ParagraphFormat) -> bool:
    return look.align not in ("center", "right") and _OPENER.match(text) is not None


@dataclass(eq=False)
class Line:
    """A line up to a line break: `cut` is that piece of the paragraph, `source` the whole paragraph.

    `text` is the line's text without the dotted lines of a printed form.
    """

    at: int
    text: str
    words: Words
    cut: Paragraph
    source: Paragraph

    def rest(self, part: str) -> str:
        """The text after a part's label; the whole text of a line without it."""
        match = self._match(part)
        return (match["rest"] or "").strip() if match else self.text

    def word(self, part: str) -> str:
        """A part's label as written; '' for a line without it."""
        match = self._match(part)
        return match["label"] if match else ""

    def _match(self, part: str) -> re.Match[str] | None:
        pattern = _LABELLED.get(part)
        return pattern.fullmatch(self.text) if pattern else None


def lines_of(paragraphs: Iterable[Paragraph]) -> Iterator[Line]:
    """The lines of the paragraphs, in order."""
    at = 0
    for source in paragraphs:
        for cut in source.lines() if "\n" in source.text else (source,):
            words = Words(cut.written)
            yield Line(at, words.text, words, cut, source)
            at += 1
