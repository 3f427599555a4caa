"""A letter's paragraphs and tables read from its XML, with what tells how high they are. Lengths are twips."""

from collections.abc import Iterator

from lxml import etree

from workflow.docx.edit import W
from workflow.docx.font_widths import advances
from workflow.letters.pagination.blocks import Block, Cell, Table, Text, UnknownLayoutError
from workflow.letters.pagination.paragraph_styles import Looks

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 635  # to a twip

_CELL_MARGIN = 85
_RUN, _LOOK, _SIZE, _TEXT = f"{W}r", f"{W}rPr", f"{W}szCs", f"{W}t"
_TEXTS = {f"{W}tab": "\t", f"{W}br": "\n"}
_HARMLESS = {f"{W}{name}" for name in ("pPr", "r", "proofErr", "bookmarkStart", "bookmarkEnd")}
_PLAIN = {f"{W}{name}" for name in ("rPr", "t", "tab", "lastRenderedPageBreak")}


def blocks_of(body: etree._Element, section: etree._Element, looks: Looks, width: float) -> Iterator[Block]:
    """What stands above a section's end, its w:sectPr. Raises UnknownLayoutError for what cannot be measured."""
    for step in body:
        if step.tag == f"{W}p":
            yield text_of(step, looks, width)
        elif step.tag == f"{W}tbl":
            yield _table(step, looks)
        elif step.tag not in (f"{W}sectPr", f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            raise UnknownLayoutError
        if step is section or section in step.iterdescendants(f"{W}sectPr"):
            return


def _table(table: etree._Element, looks: Looks) -> Table:
    margins = table.find(f"{W}tblPr/{W}tblCellMar")
    sides = [
        _CELL_MARGIN if margins is None else number(margins.find(f"{W}{side}"), "w", 0) for side in ("left", "right")
    ]
    return Table(table, [list(_cells(row, looks, *sides)) for row in table.iterchildren(f"{W}tr")])


def _cells(row: etree._Element, looks: Looks, left: int, right: int) -> Iterator[Cell]:
    begin = 0
    for cell in row.iterchildren(f"{W}tc"):
        width = number(cell.find(f"{W}tcPr/{W}tcW"), "w", 0)
        room = width - left - right
        yield Cell([text_of(paragraph, looks, room) for paragraph in cell.iter(f"{W}p")], begin + left)
        begin += width


def text_of(paragraph: etree._Element, looks: Looks, room: float) -> Text:
    """A paragraph in a column of this width. Raises UnknownLayoutError if it has a page break in it or no room."""
    look = looks.paragraph(paragraph.find(f"{W}pPr"))
    if room <= 0:
        raise UnknownLayoutError
    text, sizes, divisible = "", set(), True
    widths: list[float] = []
    for run in paragraph.iter(_RUN):
        sizes_given = (step for own in run.iterchildren(_LOOK) for step in own.iterchildren(_SIZE))
        size = number(next(sizes_given, None), "val", look.size)
        piece = "".join(_shown(step) for step in run)
        divisible &= all(step.tag in _PLAIN for step in run)
        text += piece
        widths += advances(piece, size)
        sizes |= {size} if piece else set()
    inside = (step for inline in paragraph.iter(f"{WP}inline") for step in inline.iterchildren(f"{WP}extent"))
    picture = sum(number(step, "cy", 0) / EMU for step in inside)
    divisible &= all(step.tag in _HARMLESS for step in paragraph)
    return Text(paragraph, look, text, tuple(widths), max(sizes, default=look.size), room, picture, divisible)


def _shown(step: etree._Element) -> str:
    tag = step.tag
    if tag == _TEXT:
        return step.text or ""
    if tag == f"{W}br" and step.get(f"{W}type", "textWrapping") != "textWrapping":
        raise UnknownLayoutError
    return _TEXTS.get(str(tag), "")


def number(step: etree._Element | None, name: str, otherwise: int) -> int:
    """A number that an element has as an attribute, of Word's or of no name space."""
    if step is None:
        return otherwise
    return int(step.get(f"{W}{name}") or step.get(name) or otherwise)
