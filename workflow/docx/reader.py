"""The reader of paragraphs in Word's XML, in page order: tables cell by cell, text boxes after their anchor."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from workflow.docx.fields import Fields
from workflow.docx.formatting import TextFormat
from workflow.docx.parts import Parts, W
from workflow.docx.pictures import Picture, drawn, vml
from workflow.docx.runs import Run, Written
from workflow.docx.styles import Styles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
PARAGRAPH, SECTION = f"{W}p", f"{W}sectPr"
_TABLE, ROW, CELL, _PROPERTIES = f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}pPr"
_RUN, _TEXT, _LOOK = f"{W}r", f"{W}t", f"{W}rPr"
_ALTERNATIVES = f"{_MC}AlternateContent"
_TEXTS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Elements that only wrap paragraphs or runs; deleted and moved-away text (del, moveFrom) is skipped.
_WRAPS = {
    f"{W}{name}" for name in ("ins", "moveTo", "customXml", "sdtContent", "sdt", "smartTag", "hyperlink", "dir", "bdo")
}
_LINES = ("line", "straightConnector1")


Cell = tuple[int, int, int]
"""A cell's position: (table, row, column)."""


class Place(NamedTuple):
    """A paragraph with its position; `breaks` counts the section breaks behind it."""

    written: Written
    cell: Cell | None
    boxed: bool
    breaks: int = 0


@dataclass
class _Open:
    """The state of the reader within a paragraph."""

    base: TextFormat
    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: Fields = field(default_factory=Fields)
    ruled: bool = False
    drawn: bool = False
    breaks: int = 0


class Reader:
    """Reads one part of a Word file: the body, a header or a footer. `relations` are the part's relationships."""

    def __init__(self, styles: Styles, parts: Parts, relations: Mapping[str, tuple[str, str]]) -> None:
        self._styles, self._parts, self._relations = styles, parts, relations
        self.sections: list[etree._Element] = []
        self._all_sections: list[etree._Element] = []
        self.places: list[Place] = []
        self._tables = 0

    def read(self, root: etree._Element) -> list[Place]:
        """The paragraphs of a part, with their positions."""
        # The properties that a section had before a tracked change (sectPrChange) do not count.
        was = f"{W}sectPrChange"
        self._all_sections = [each for each in root.iter(f"{W}sectPr") if each.getparent().tag != was]
        self._blocks(root, None, boxed=False)
        return self.places

    def written(self, paragraph: etree._Element) -> tuple[Written, Sequence[etree._Element]]:
        """A paragraph's content, and the text boxes anchored in it."""
        look, base = self._styles.paragraph(paragraph.find(_PROPERTIES))
        read = _Open(base)
        self._inline(paragraph, read)
        written = Written(read.runs, look, read.pictures, read.drawn, read.ruled, read.breaks, self._styles.stop)
        return written, read.boxes

    def _blocks(self, parent: etree._Element, cell: Cell | None, *, boxed: bool) -> None:
        for step in parent:
            tag = step.tag
            if tag == PARAGRAPH:
                self._paragraph(step, cell, boxed=boxed)
            elif tag == _TABLE:
                self._tables += 1
                self._table(step, self._tables, boxed=boxed)
            elif tag in _WRAPS:
                self._blocks(step, cell, boxed=boxed)
            elif tag == _ALTERNATIVES:
                for chosen in _chosen(step):
                    self._blocks(chosen, cell, boxed=boxed)
            elif tag == SECTION:
                self.sections.append(step)
            else:
                self.unknown(step, cell, boxed=boxed)

    def unknown(self, step: etree._Element, cell: Cell | None, *, boxed: bool) -> None:
        """Skip an element that is neither paragraph nor table; `fast.marked_reader` overrides this for its marks."""

    def _table(self, table: etree._Element, serial: int, *, boxed: bool) -> None:
        for row, line in enumerate(_within(table, ROW)):
            for column, cell in enumerate(_within(line, CELL)):
                self._blocks(cell, (serial, row, column), boxed=boxed)

    def _paragraph(self, step: etree._Element, cell: Cell | None, *, boxed: bool) -> None:
        written, boxes = self.written(step)
        self.places.append(Place(written, cell, boxed))
        for box in boxes:
            self._blocks(box, cell, boxed=True)
        properties = step.find(_PROPERTIES)
        section = None if properties is None else properties.find(SECTION)
        if section is not None:
            self.sections.append(section)
            if self._next_begins_a_page():
                self.break_page()

    def break_page(self) -> None:
        """Count a section break behind the last paragraph."""
        last = self.places[-1]
        self.places[-1] = last._replace(breaks=last.breaks + 1)

    def _next_begins_a_page(self) -> bool:
        """Whether the next section begins on a new page, by its own properties."""
        place = len(self.sections)
        kind = self._all_sections[place].find(f"{W}type") if place < len(self._all_sections) else None
        return kind is None or kind.get(f"{W}val") != "continuous"

    def _inline(self, parent: etree._Element, read: _Open) -> None:
        for step in parent:
            tag = step.tag
            if tag == _RUN:
                self._run(step, read)
            elif tag in _WRAPS:
                self._inline(step, read)
            elif tag == f"{W}fldSimple":
                read.fields.enter(step.get(f"{W}instr", ""))
                self._inline(step, read)
                read.fields.leave()
            elif tag == _ALTERNATIVES:
                for chosen in _chosen(step):
                    self._inline(chosen, read)

    def _run(self, run: etree._Element, read: _Open) -> None:
        look = self._styles.run(read.base, run.find(_LOOK))
        for text in self._contents(run, read):
            if text and not read.fields.hide():
                read.runs.append(Run(text, look))

    def _contents(self, run: etree._Element, read: _Open) -> Iterator[str]:
        for step in run:
            tag = step.tag
            if tag == _TEXT:
                yield step.text or ""
            elif tag in _TEXTS:
                yield _TEXTS[tag]
            elif tag == f"{W}br":
                page = step.get(f"{W}type", "textWrapping") == "page"
                read.breaks += page
                yield "" if page else "\n"
            elif tag in (f"{W}fldChar", f"{W}instrText"):
                read.fields.step(step)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(step, read)
            elif tag == _ALTERNATIVES:
                for chosen in _chosen(step):
                    yield from self._contents(chosen, read)

    def _drawing(self, step: etree._Element, read: _Open) -> None:
        read.drawn = True
        found: Callable[..., list[Picture]] = drawn if step.tag == f"{W}drawing" else vml
        read.pictures += found(step, self._source)
        read.boxes += [box for box in step.iter(f"{W}txbxContent") if _nearest(box, "txbxContent") is None]
        shapes = {shape.get("prst") for shape in step.iter(f"{_A}prstGeom")}
        read.ruled |= not shapes.isdisjoint(_LINES) or step.find(f".//{_V}line") is not None

    def _source(self, identifier: str) -> tuple[str, bytes]:
        name = self._relations.get(identifier, ("", ""))[1]
        return name, self._parts.part(name)


class _NoParts(Parts):
    def part(self, name: str) -> bytes:
        return b""


def paragraph_reader(styles: Styles) -> Reader:
    """A reader of single paragraphs that ignores pictures."""
    return Reader(styles, _NoParts(), {})


def _chosen(step: etree._Element) -> list[etree._Element]:
    """The content of an AlternateContent: Word's own drawing, otherwise the fallback for older readers."""
    found = step.find(f"{_MC}Choice")
    chosen = found if found is not None else step.find(f"{_MC}Fallback")
    return [] if chosen is None else [chosen]


def _within(table: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through any wrappers, without those of nested tables."""
    for step in table:
        if step.tag == tag:
            yield step
        elif step.tag not in (CELL, _TABLE) and len(step):
            yield from _within(step, tag)


def _nearest(step: etree._Element, name: str) -> etree._Element | None:
    """The nearest ancestor with this name."""
    return next(step.iterancestors(f"{W}{name}"), None)
