"""Reading paragraphs out of Word's XML, in the order of the page: tables cell by cell, boxes after their anchor."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workflow.lint.looks import TextLook
from workflow.lint.package import Package, W
from workflow.lint.pictures import Picture, drawn, vml
from workflow.lint.story import Paragraph, Run
from workflow.lint.styles import Styles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_TEXTS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# What only wraps paragraphs or runs; what was deleted or moved away (del, moveFrom) is not among them.
_WRAPS = {
    f"{W}{name}" for name in ("ins", "moveTo", "customXml", "sdtContent", "sdt", "smartTag", "hyperlink", "dir", "bdo")
}
_PAGE_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_LINES = ("line", "straightConnector1")


@dataclass
class _Open:
    """A paragraph being read. `fields` holds, for each field that is open, its instruction and whether it shows."""

    base: TextLook
    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[tuple[str, bool]] = field(default_factory=list)
    ruled: bool = False
    drawn: bool = False
    breaks: int = 0

    def hidden(self) -> bool:
        """Whether text here belongs to a field that prints a page's number, or is a field's instruction."""
        return any(not shows or _page(told) for told, shows in self.fields)


class Reader:
    """Reads one part of a Word file: the body, a head or a foot."""

    def __init__(self, styles: Styles, package: Package, relations: Mapping[str, tuple[str, str]]) -> None:
        self._styles, self._package, self._relations = styles, package, relations
        self.sections: list[etree._Element] = []
        self._all_sections: list[etree._Element] = []
        self._found: list[Paragraph] = []
        self._breaks = self._tables = 0
        self._name = ""

    def read(self, root: etree._Element, name: str) -> list[Paragraph]:
        """The paragraphs of a part; `name` and a number from 1 on is the place of each."""
        self._name = name
        # What a section was before a change that is tracked is no section.
        was = f"{W}sectPrChange"
        self._all_sections = [each for each in root.iter(f"{W}sectPr") if each.getparent().tag != was]
        self._blocks(root, None, boxed=False)
        return self._found

    def _blocks(self, parent: etree._Element, cell: tuple[int, int, int] | None, *, boxed: bool) -> None:
        for step in parent:
            if step.tag == f"{W}p":
                self._paragraph(step, cell, boxed=boxed)
            elif step.tag == f"{W}tbl":
                self._tables += 1
                self._table(step, self._tables, boxed=boxed)
            elif step.tag in _WRAPS:
                self._blocks(step, cell, boxed=boxed)
            elif step.tag == f"{_MC}AlternateContent":
                for chosen in _chosen(step):
                    self._blocks(chosen, cell, boxed=boxed)
            elif step.tag == f"{W}sectPr":
                self.sections.append(step)

    def _table(self, table: etree._Element, serial: int, *, boxed: bool) -> None:
        for row, line in enumerate(table.iter(f"{W}tr")):
            if _nearest(line, "tbl") is table:
                cells = (each for each in line.iter(f"{W}tc") if _nearest(each, "tr") is line)
                for column, each in enumerate(cells):
                    self._blocks(each, (serial, row, column), boxed=boxed)

    def _paragraph(self, step: etree._Element, cell: tuple[int, int, int] | None, *, boxed: bool) -> None:
        properties = step.find(f"{W}pPr")
        look, base = self._styles.paragraph(properties)
        read = _Open(base)
        self._inline(step, read)
        self._breaks += look.new_page
        place = f"{self._name} {len(self._found) + 1}"
        self._found.append(
            Paragraph(
                place, read.runs, look, cell, boxed or look.framed, self._breaks, len(self.sections),
                read.pictures, read.drawn, read.ruled, self._styles.stop,
            )
        )  # fmt: skip
        self._breaks += read.breaks
        for box in read.boxes:
            self._blocks(box, cell, boxed=True)
        section = None if properties is None else properties.find(f"{W}sectPr")
        if section is not None:
            self.sections.append(section)
            self._breaks += self._next_begins_a_page()

    def _next_begins_a_page(self) -> bool:
        """Whether the section after those read begins on a new page; each says so itself."""
        place = len(self.sections)
        kind = self._all_sections[place].find(f"{W}type") if place < len(self._all_sections) else None
        return kind is None or kind.get(f"{W}val") != "continuous"

    def _inline(self, parent: etree._Element, read: _Open) -> None:
        for step in parent:
            if step.tag == f"{W}r":
                self._run(step, read)
            elif step.tag in _WRAPS:
                self._inline(step, read)
            elif step.tag == f"{W}fldSimple":
                read.fields.append((step.get(f"{W}instr", ""), True))
                self._inline(step, read)
                read.fields.pop()
            elif step.tag == f"{_MC}AlternateContent":
                for chosen in _chosen(step):
                    self._inline(chosen, read)

    def _run(self, run: etree._Element, read: _Open) -> None:
        look = self._styles.run(read.base, run.find(f"{W}rPr"))
        for text in self._contents(run, read):
            if text and not read.hidden():
                read.runs.append(Run(text, look))

    def _contents(self, run: etree._Element, read: _Open) -> Iterator[str]:
        for step in run:
            tag = step.tag
            if tag == f"{W}t":
                yield step.text or ""
            elif tag in _TEXTS:
                yield _TEXTS[tag]
            elif tag == f"{W}br":
                page = step.get(f"{W}type", "textWrapping") == "page"
                read.breaks += page
                yield "" if page else "\n"
            elif tag in (f"{W}fldChar", f"{W}instrText"):
                _field(step, read)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(step, read)
            elif tag == f"{_MC}AlternateContent":
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
        return name, self._package.part(name)


def _field(step: etree._Element, read: _Open) -> None:
    """Keep account of fields: begin, the instruction, separate, the result, end."""
    kind = step.get(f"{W}fldCharType", "") if step.tag == f"{W}fldChar" else ""
    if kind == "begin":
        read.fields.append(("", False))
    elif kind == "end" and read.fields:
        read.fields.pop()
    elif read.fields and kind in ("", "separate"):
        told, _ = read.fields[-1]
        read.fields[-1] = told + (step.text or "") if not kind else told, kind == "separate"


def _page(instruction: str) -> bool:
    return not _PAGE_FIELDS.isdisjoint(word.upper() for word in instruction.split()[:1])


def _chosen(step: etree._Element) -> list[etree._Element]:
    """Of the alternatives the first that there is: Word's own drawing, otherwise the fallback for older readers."""
    found = step.find(f"{_MC}Choice")
    chosen = found if found is not None else step.find(f"{_MC}Fallback")
    return [] if chosen is None else [chosen]


def _nearest(step: etree._Element, name: str) -> etree._Element | None:
    """The nearest element of this name around another."""
    return next(step.iterancestors(f"{W}{name}"), None)
