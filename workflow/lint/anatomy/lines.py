"""The lines of a letter, and what each is by its own words: a label, a date, an urgency, a closing."""

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
_NAME = re.compile(r"(?:\(ลงชื่อ\)|ลงชื่อ)?\s*\((?:.{2,}| )\)")  # or room for one written by hand
_ITEM = re.compile(rf"[{DIGIT}]{{1,2}}[.)]\s?\S")
_QUANTITY = re.compile(rf"จำนวน\s*[{DIGIT}]+\s*\S+(?:\s\(.*\))?$")
_OPENER = re.compile("ด้วย|เนื่องจาก|เนื่องด้วย|ตามที่|ตามหนังสือ|ตามคำสั่ง|ตามประกาศ|ตามมติ|อนุสนธิ|อาศัย|บัดนี้|จึง|ในการนี้|ขอ|ทั้งนี้")
_CONTINUATION = re.compile(r"/\s?\S.*(?:\.{3}|…)")
_SHORT, _LONG = 50, 110  # characters: no closing is longer; longer than a line of a letter


class Words:
    """What a line is by its own words and its look.

    label: the part of a letter whose label it begins with; '' for none. is_date: it is a date and nothing else,
    rightly written or not; the day may be blank. is_closing: it is a คำลงท้าย, the right one or not. is_name: it is a
    name in brackets. is_urgency, is_secrecy: it is a grade (ข้อ 28). is_continuation: it is `/`, what the next page
    begins with, and three dots. is_heading: it is the memo's heading. is_text: it looks like the letter's text: it
    opens like one, is long, or is a set-in paragraph.
    """

    def __init__(self, written: Written) -> None:
        led = ".." in written.text or "…" in written.text  # by the dotted lines of a form
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
        """Whether the line goes on a list under อ้างถึง or สิ่งที่ส่งมาด้วย."""
        return _ITEM.match(self.text) is not None or (_QUANTITY.search(self.text) is not None and not self.is_text)


def _label(text: str) -> str:
    return next((part for part, pattern in _LABELLED.items() if pattern.fullmatch(text)), "")


def _is_set_in(text: str, look: ParagraphFormat) -> bool:
    return look.first > 850 and len(text) > 40


def _opens(text: str, look: ParagraphFormat) -> bool:
    return look.align not in ("center", "right") and _OPENER.match(text) is not None


@dataclass(eq=False)
class Line:
    """A printed line as typed: `cut` is the paragraph between its line breaks, `source` the whole of it.

    `text` is its text without the dotted lines of a form.
    """

    at: int
    text: str
    words: Words
    cut: Paragraph
    source: Paragraph

    def rest(self, part: str) -> str:
        """What stands after the label of a part; the whole text if it is not there."""
        match = self._match(part)
        return (match["rest"] or "").strip() if match else self.text

    def word(self, part: str) -> str:
        """The label of a part as it is written; '' if it is not there."""
        match = self._match(part)
        return match["label"] if match else ""

    def _match(self, part: str) -> re.Match[str] | None:
        pattern = _LABELLED.get(part)
        return pattern.fullmatch(self.text) if pattern else None


def lines_of(paragraphs: Iterable[Paragraph]) -> Iterator[Line]:
    """The lines in order."""
    at = 0
    for source in paragraphs:
        for cut in source.lines() if "\n" in source.text else (source,):
            words = Words(cut.written)
            yield Line(at, words.text, words, cut, source)
            at += 1
