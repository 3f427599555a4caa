"""A letter's form and parts, recognised from its lines (ข้อ 11, 12, 14)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from workflow.docx.pictures import Picture
from workflow.docx.runs import Segment, Written
from workflow.lint.anatomy.extent import sheet, uncertified
from workflow.lint.anatomy.head import HEADS, head
from workflow.lint.anatomy.lines import Line, lines_of
from workflow.lint.anatomy.tail import signed, stamped
from workflow.lint.findings import Form
from workflow.lint.word.document import Document, Section
from workflow.lint.word.paragraphs import Paragraph
from workflow.lint.word.searches import search
from workflow.thai.dates import FoundDate, find_dates
from workflow.thai.spacing import squash
from workflow.thai.statements import Statement, statements_in

_OTHER_KINDS = re.compile("รายงาน|บัญชี|ประกาศ|คำสั่ง|ระเบียบ|ข้อบังคับ|แถลงการณ์|ข่าว|หนังสือรับรอง|แบบ|ทะเบียน|สรุป")
_ENCLOSURE = re.compile("(?:สิ่งที่ส่งมา(?:ด้วย|พร้อมนี้)|เอกสารแนบ)(?: [๐-๙0-9]+)?")  # the first line of an enclosure
_COPY = "สำเนา"
_WIDE_GAP = re.compile("\t+|[ \u00a0]{3,}")


class Part(NamedTuple):
    """A part of a letter: its lines, and its text without the label."""

    lines: Sequence[Line]
    text: str = ""

    @property
    def at(self) -> int:
        """The number of the part's first line."""
        return self.lines[0].at


@dataclass(eq=False)
class Letter:
    """A letter with its parts by name; `sheet` has the paragraphs of the letter itself, without enclosures."""

    document: Document
    form: Form | None
    sheet: Sequence[Paragraph]
    lines: Sequence[Line]
    parts: Mapping[str, Part]

    def __getitem__(self, part: str) -> Sequence[Line]:
        """The lines of a part; empty for a missing part."""
        return self.parts[part].lines if part in self.parts else ()

    def text(self, part: str) -> str:
        """The text of a part without its label; '' for a missing part."""
        return self.parts[part].text if part in self.parts else ""

    @cached_property
    def body(self) -> list[Paragraph]:
        """The paragraphs of the text; a paragraph continued on the next page is joined."""
        found: list[Paragraph] = []
        sources = {id(line.source): line for line in self["body"]}
        goes_on = False
        for line in sources.values():
            # After a continuation word, text at the margin continues the paragraph, and indented text begins a new one.
            if goes_on and found and line.source.look.first <= 0:
                found[-1] = found[-1].saying([*found[-1].runs, *line.source.runs])
            elif not line.words.is_continuation:
                found.append(line.source)
            goes_on = line.words.is_continuation
        return found

    @cached_property
    def statements(self) -> list[tuple[Paragraph, Statement]]:
        """The statements of the text: counts, days late, cited numbers."""
        return [(each, statement) for each in self.body for statement in statements_in(each.plain)]

    @cached_property
    def dates(self) -> list[tuple[str, FoundDate]]:
        """The dates of the document, with their places."""
        return [(each.place, found) for each, dates in self.document.where(_dates) for found in dates]

    @cached_property
    def own_dates(self) -> list[FoundDate]:
        """The dates in the letter's date line; a right line has one."""
        return find_dates(self.text("date"))

    @cached_property
    def faults(self) -> list[tuple[Paragraph, str]]:
        """The faults that `text_faults` reports, with their paragraphs; tabs and line breaks aside."""
        return [(each, fault) for each, faults in self.document.where(_faults) for fault in faults]

    @cached_property
    def urgent(self) -> list[Line]:
        """The urgency lines of the letter, its text boxes and page headers."""
        own = {id(line.source) for line in self.lines}
        others = [each for each in self._graded if "ด่วน" in each.text and id(each) not in own]
        return [line for line in (*self.lines, *lines_of(others)) if line.words.is_urgency]

    @cached_property
    def secret(self) -> list[Line]:
        """The secrecy lines of the whole document."""
        return [line for line in lines_of(each for each in self._graded if "ลับ" in each.text) if line.words.is_secrecy]

    @cached_property
    def _graded(self) -> list[Paragraph]:
        """The paragraphs that may hold a grade of urgency or secrecy."""
        return [each for each, _ in self.document.where(_may_be_graded)]

    @cached_property
    def emblem(self) -> tuple[Paragraph, Picture] | None:
        """The emblem: the first picture above the text or in the first page's header."""
        end = self["body"][0].source if self["body"] else None
        above = takewhile(lambda paragraph: paragraph is not end, self.document.everything)
        heads = [paragraph for story in self.section.shown("header")[:1] if story for paragraph in story.paragraphs]
        return next(((each, each.pictures[0]) for each in (*above, *heads) if each.pictures), None)

    @property
    def section(self) -> Section:
        """The section of the letter's first page."""
        return self.document.sections[0]

    @property
    def room(self) -> int:
        """The width of the text area, twips."""
        return self.section.width - self.section.left - self.section.right

    def spot(self, line: Line) -> Segment | None:
        """The first piece of a line with its position; None for an unknown position."""
        segments = line.cut.segments(self.room) if line.cut.placed else []
        return segments[0] if segments else None


@search
def _dates(written: Written) -> Sequence[FoundDate]:
    return written.dates


@search
def _faults(written: Written) -> Sequence[str]:
    return written.faults


@search
def _may_be_graded(written: Written) -> bool:
    return "ด่วน" in written.text or "ลับ" in written.text


def take_apart(document: Document, form: Form | None = None) -> Letter:
    """Recognise a letter's parts, and its form if the caller does not know it (None: unknown)."""
    lines = sheet(lines_of(paragraph for paragraph in document.paragraphs if not paragraph.boxed))
    lines = lines[: uncertified(lines)]
    boxed = [line for line in lines_of([p for p in document.paragraphs if p.boxed]) if line.text]
    boxed = [line for line in boxed[: uncertified(boxed)] if line.text != _COPY]
    found = head(lines)
    _from_boxes(found, boxed)
    start = found.pop("end")[0].at if "end" in found else len(lines)
    rest = lines[start:] if lines else []
    known = signed(rest)
    form = form or _form(found, known, rest, lines)
    tail = stamped(rest, known) if form is Form.STAMPED else known
    parts = {name: Part(each, _text(name, each)) for name, each in {**tail, **found}.items() if each}
    _split_number(parts)
    breaks = lines[-1].source.breaks if lines else 0
    return Letter(document, form, document.up_to(breaks), lines, parts)


def _from_boxes(found: dict[str, list[Line]], boxed: Sequence[Line]) -> None:
    """Take missing parts from text boxes; unrecognised text there is the sender's address."""
    for line in boxed:
        part = "date" if line.words.is_date else "urgency" if line.words.is_urgency else line.words.label
        if line.words.is_secrecy:
            part = "secrecy"
        if part in HEADS or not part:
            found.setdefault(part or "sender", [line])


def _form(
    found: Mapping[str, object], tail: Mapping[str, object], rest: Sequence[Line], lines: Sequence[Line]
) -> Form | None:
    """The form with most of the marks in the letter; a memo by its heading. `tail` is read as a signed letter's."""
    if "heading" in found or "unit" in found:
        return Form.MEMO
    first = next((line.text for line in lines if line.text), "")
    if _ENCLOSURE.fullmatch(squash(first)):
        return Form.OTHER
    for_signed = 2 * ("to" in found) + ("subject" in found) + 2 * bool(tail["closing"]) + 2 * bool(tail["name"])
    for_signed += 2 * ("date" in found) + ("sender" in found)
    for_stamped = 3 * ("office" in found) + 2 * ("date" not in found and any(line.words.is_date for line in rest))
    if "number" not in found and "to" not in found and "office" not in found:
        return Form.OTHER if _OTHER_KINDS.match(first) else Form.EXTERNAL if for_signed > 4 else None
    return Form.STAMPED if for_stamped > for_signed else Form.EXTERNAL


def _text(part: str, lines: Sequence[Line]) -> str:
    first, *others = lines
    return " ".join([text for text in (first.rest(part), *[line.text for line in others]) if text])


def _split_number(parts: dict[str, Part]) -> None:
    """Split the ที่ line into the number, the sender beside it, and a memo's date."""
    if "number" not in parts:
        return
    line = parts["number"].lines[0]
    raw = re.sub(r"^\s*ที่(?:\s*:)?[\s.…_]*", "", line.cut.text)
    number, _, day = re.sub(r"[.…_]{3,}|…", "   ", raw).partition("วันที่")
    pieces = [squash(piece) for piece in _WIDE_GAP.split(number) if piece.strip()]
    parts["number"] = Part(parts["number"].lines, pieces[0] if pieces else "")
    if day.strip():
        parts["date"] = Part([line], squash(day))
    elif pieces[1:]:
        below = parts["sender"].lines if "sender" in parts else []
        parts["sender"] = Part([line, *below], squash(" ".join([*pieces[1:], *(each.text for each in below)])))
