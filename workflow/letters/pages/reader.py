"""A letter's paragraphs and tables read from its XML, with what tells how high they are. Lengths are twips."""

from collections.abc import Iterator

from lxml import etree

from workflow.letters.pages.font_widths import advances
from workflow.letters.pages.sheet import Block, Cell, Table, Text, UnknownLayoutError
from workflow.letters.pages.styles import Looks
from workflow.letters.retouch import W

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 635  # to a twip

_CELL_MARGIN = 85
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
    text, widths, sizes, divisible = "", [], set(), True
    for run in paragraph.iter(f"{W}r"):
        size = number(run.find(f"{W}rPr/{W}szCs"), "val", look.size)
        piece = "".join(_shown(step) for step in run)
        divisible &= all(step.tag in _PLAIN for step in run)
        text += piece
        widths += advances(piece, size)
        sizes |= {size} if piece else set()
    picture = sum(number(step, "cy", 0) / EMU for step in paragraph.iterfind(f".//{WP}inline/{WP}extent"))
    divisible &= all(step.tag in _HARMLESS for step in paragraph)
    return Text(paragraph, look, text, widths, max(sizes, default=look.size), room, picture, divisible)


def _shown(step: etree._Element) -> str:
    if step.tag == f"{W}br" and step.get(f"{W}type", "textWrapping") != "textWrapping":
        raise UnknownLayoutError
    return step.text or "" if step.tag == f"{W}t" else _TEXTS.get(str(step.tag), "")


def number(step: etree._Element | None, name: str, otherwise: int) -> int:
    """A number that an element has as an attribute, of Word's or of no name space."""
    if step is None:
        return otherwise
    return int(step.get(f"{W}{name}") or step.get(name) or otherwise)
