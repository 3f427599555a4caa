"""The reader of a letter's paragraphs and tables with the measures of their heights. Lengths are twips."""

from collections.abc import Iterator

from lxml import etree

from workflow.docx.font_widths import advances
from workflow.docx.parts import W
from workflow.docx.reader import paragraph_reader
from workflow.docx.styles import Styles
from workflow.letters.pagination.blocks import Block, Cell, Table, Text, UnknownLayoutError

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 635  # to a twip

_CELL_MARGIN = 85
_HARMLESS = {f"{W}{name}" for name in ("pPr", "r", "proofErr", "bookmarkStart", "bookmarkEnd")}
_PLAIN = {f"{W}{name}" for name in ("rPr", "t", "tab", "lastRenderedPageBreak")}


def blocks_of(body: etree._Element, section: etree._Element, styles: Styles, width: float) -> Iterator[Block]:
    """The blocks of a section, up to its w:sectPr. Raises UnknownLayoutError for content without a known height."""
    for step in body:
        if step.tag == f"{W}p":
            yield text_of(step, styles, width)
        elif step.tag == f"{W}tbl":
            yield _table(step, styles)
        elif step.tag not in (f"{W}sectPr", f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            raise UnknownLayoutError
        if step is section or section in step.iterdescendants(f"{W}sectPr"):
            return


def _table(table: etree._Element, styles: Styles) -> Table:
    margins = table.find(f"{W}tblPr/{W}tblCellMar")
    sides = [
        _CELL_MARGIN if margins is None else number(margins.find(f"{W}{side}"), "w", 0) for side in ("left", "right")
    ]
    return Table(table, [list(_cells(row, styles, *sides)) for row in table.iterchildren(f"{W}tr")])


def _cells(row: etree._Element, styles: Styles, left: int, right: int) -> Iterator[Cell]:
    begin = 0
    for cell in row.iterchildren(f"{W}tc"):
        width = number(cell.find(f"{W}tcPr/{W}tcW"), "w", 0)
        room = width - left - right
        yield Cell([text_of(paragraph, styles, room) for paragraph in cell.iter(f"{W}p")], begin + left)
        begin += width


def text_of(paragraph: etree._Element, styles: Styles, room: float) -> Text:
    """A paragraph in a column of this width. Raises UnknownLayoutError for a page break inside it or no room."""
    if room <= 0 or any(_ends_column(step) for step in paragraph.iter(f"{W}br")):
        raise UnknownLayoutError
    written, _ = paragraph_reader(styles).written(paragraph)
    sizes = [run.look.size for run in written.runs]
    widths = [width for run in written.runs for width in advances(run.text, run.look.size)]
    size = max(sizes) if sizes else styles.paragraph(paragraph.find(f"{W}pPr"))[1].size
    divisible = all(step.tag in _PLAIN for run in paragraph.iter(f"{W}r") for step in run)
    inside = (step for inline in paragraph.iter(f"{WP}inline") for step in inline.iterchildren(f"{WP}extent"))
    picture = sum(number(step, "cy", 0) / EMU for step in inside)
    divisible &= all(step.tag in _HARMLESS for step in paragraph)
    return Text(paragraph, written.look, written.text, widths, size, room, picture, divisible)


def _ends_column(step: etree._Element) -> bool:
    """Whether a w:br ends a page or a column."""
    return str(step.get(f"{W}type", "textWrapping")) != "textWrapping"


def number(step: etree._Element | None, name: str, otherwise: int) -> int:
    """A number in an attribute of an element, in Word's name space or in none."""
    if step is None:
        return otherwise
    return int(step.get(f"{W}{name}") or step.get(name) or otherwise)
