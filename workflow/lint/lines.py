"""The lines of a letter, and what each is by its own words: a label, a date, an urgency, a closing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from workflow.lint.story import Paragraph
from workflow.lint.written import Written
from workflow.thai import DIGIT, MONTHS

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
_NAME = re.compile(r"(?:\(ลงชื่อ\)|ลงชื่อ)?\s*\(.{2,}\)")
_ITEM = re.compile(rf"[{DIGIT}]{{1,2}}[.)]\s?\S")
_QUANTITY = re.compile(rf"จำนวน\s*[{DIGIT}]+\s*\S+(?:\s\(.*\))?$")
_OPENER = re.compile("ด้วย|เนื่องจาก|เนื่องด้วย|ตามที่|ตามหนังสือ|ตามคำสั่ง|ตามประกาศ|ตามมติ|อนุสนธิ|อาศัย|บัดนี้|จึง|ในการนี้|ขอ|ทั้งนี้")
_CONTINUATION = re.compile(r"/\s?\S.*(?:\.{3}|…)")
_LONG = 110  # characters: longer than a line of a letter


class Words:
    """What a line is by its own words and its look. All lines written alike share it, so each thing is asked once."""

    def __init__(self, written: Written) -> None:
        self.text = " ".join(_LEADERS.sub(" ", written.text).split())
        self._plain, self._look = written.plain, written.look

    @cached_property
    def label(self) -> str:
        """The part of a letter whose label the line begins with; '' for none."""
        if not self.text.startswith(_LABEL_WORDS):
            return ""
        return next((part for part, pattern in _LABELLED.items() if pattern.fullmatch(self.text)), "")

    @cached_property
    def is_date(self) -> bool:
        """Whether the line is a date and nothing else, rightly written or not; the day may be blank."""
        return _DATE.fullmatch(self.text) is not None

    @cached_property
    def is_closing(self) -> bool:
        """Whether the line is a คำลงท้าย, the right one or not."""
        return len(self.text) < 50 and _CLOSING.fullmatch(self.text) is not None

    @cached_property
    def is_name(self) -> bool:
        """Whether the line is a name in brackets."""
        return _NAME.fullmatch(self.text) is not None

    @cached_property
    def is_urgency(self) -> bool:
        """Whether the line is a grade of urgency (ข้อ 28)."""
        return self.text in URGENCIES or self.text.startswith("ด่วนภายใน")

    @cached_property
    def is_secrecy(self) -> bool:
        """Whether the line is a grade of secrecy."""
        return self.text in SECRECIES

    @cached_property
    def is_continuation(self) -> bool:
        """Whether the line is a continuation word: `/`, what the next page begins with, and three dots."""
        return _CONTINUATION.fullmatch(self._plain) is not None

    @cached_property
    def is_heading(self) -> bool:
        """Whether the line is the memo's heading."""
        return self.text.replace(" ", "") == MEMO_HEADING

    @cached_property
    def is_item(self) -> bool:
        """Whether the line goes on a list under อ้างถึง or สิ่งที่ส่งมาด้วย."""
        return _ITEM.match(self.text) is not None or (_QUANTITY.search(self.text) is not None and not self.is_text)

    @cached_property
    def is_text(self) -> bool:
        """Whether the line looks like the letter's text: it opens like one, is long, or is a set-in paragraph."""
        opens = _OPENER.match(self.text) is not None and self._look.align not in ("center", "right")
        return opens or len(self.text) > _LONG or (self._look.first > 850 and len(self.text) > 40)


@dataclass(eq=False)
class Line:
    """A printed line as typed: `cut` is the paragraph between its line breaks, `source` the whole of it."""

    at: int
    words: Words
    cut: Paragraph
    source: Paragraph

    @property
    def text(self) -> str:
        """Its text without the dotted lines of a form."""
        return self.words.text

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
        for cut in source.lines():
            yield Line(at, cut.written.fact(Words), cut, source)
            at += 1
