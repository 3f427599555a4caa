"""Copies of issued letters: สำเนา above the first line and, certified, สำเนาถูกต้อง at the lower edge (ข้อ 30, 31).

The certification stands in the lower right corner if that is free, otherwise left of the signature, otherwise on a new
page; every other page says สำเนาถูกต้อง below its text. All marks are text boxes, so that no line of the letter moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from workflow.docx.edit import STYLES, EditError, WordFile, with_style, written
from workflow.docx.font_widths import advances
from workflow.docx.formatting import ParagraphFormat
from workflow.docx.parts import DOCUMENT, W
from workflow.docx.styles import Styles
from workflow.errors import NotAllowedError
from workflow.letters.pagination.blocks import UnknownLayoutError
from workflow.letters.pagination.line_wrap import lines_of
from workflow.letters.pagination.page_size import Sheet, sheet_of
from workflow.letters.stamped_copies import NAME_BLANK
from workflow.letters.stamped_copies.free_space import CORNER, Spot, room_for
from workflow.letters.stamped_copies.page_marks import mark_pages
from workflow.letters.stamped_copies.stamp_line import body_look, line
from workflow.letters.stamped_copies.text_box import Box, put_box
from workflow.thai.dates import thai_date
from workflow.thai.keep_together import keep_together
from workflow.thai.mistakes import check_text
from workflow.thai.spacing import squash

COPY, CERTIFIED = "สำเนา", "สำเนาถูกต้อง"
STYLE = "Wian Copy"

_STYLE_ID = STYLE.replace(" ", "")
_LINE, _TYPE = 360, 32  # twips and half points
_LOOK = f'<w:spacing w:before="0" w:after="0" w:line="{_LINE}" w:lineRule="exact"/><w:jc w:val="center"/>'
_SIGNATURE = 3  # blank lines
_HEAD_TOP, _HEAD_WIDTH = 397, 1701  # 0.7 cm from the edge, above the emblem at 1.5 cm; 3 cm wide
_BESIDE_SECRECY = 340  # 0.6 cm from the middle of the line


@dataclass(frozen=True)
class Certifier:
    """The certifier of a copy: an officer of the unit in charge, by position and name with title (ข้อ 31)."""

    position: str
    name: str = NAME_BLANK

    def lines(self, day: date) -> list[str]:
        """The lines of the certification: room for the signature, the printed name, the position and the date.

        Raises NotAllowedError without a position or for words that may not be printed.
        """
        name, position = squash(self.name).strip("()"), squash(self.position)
        for what, text in (("the certifier's name", name), ("the certifier's position", position)):
            check_text(what, text)
            if not text:
                raise NotAllowedError(f"{what} is missing; expected a text such as เจ้าพนักงานธุรการชำนาญงาน")
        return [CERTIFIED, *[""] * _SIGNATURE, f"({name})", keep_together(position), thai_date(day)]


def certified_copy(docx: bytes, certifier: Certifier, day: date) -> bytes:
    """A copy of an issued letter with the lines of certification, the same bytes for the same arguments.

    Raises NotAllowedError for a certifier who cannot be printed, EditError for bytes that are no letter of Wian.
    """
    return _copied(docx, certifier.lines(day))


def plain_copy(docx: bytes) -> bytes:
    """A copy of an issued letter for the file, marked as a copy without certification (ข้อ 30)."""
    return _copied(docx, [])


def _copied(docx: bytes, lines: Sequence[str]) -> bytes:
    file = WordFile(docx)
    styles = with_style(file.part(STYLES), STYLE, _LOOK)
    tree = etree.fromstring(file.part(DOCUMENT))
    try:
        sheet = sheet_of(file, tree, Styles(styles))
    except UnknownLayoutError:
        raise EditError("this is not a letter as Wian makes them: how it fills its pages is not known") from None
    look = body_look(tree)
    first = next(tree.iter(f"{W}p"))
    put_box(first, "copy", _head(sheet), [line(COPY, _STYLE_ID, look)])
    feet: Mapping[str, bytes] = {}
    if lines:
        spot = room_for(sheet, lambda width: _height(lines, width))
        hook, box = spot or _new_page(sheet, lines)
        put_box(hook, "certification", box, [line(text, _STYLE_ID, look) for text in lines])
        feet = mark_pages(file, tree, sheet, line(CERTIFIED, _STYLE_ID, look), last=spot is None)
    return file.replaced({DOCUMENT: written(tree), STYLES: styles, **feet})


def _head(sheet: Sheet) -> Box:
    """The box of สำเนา: in the middle above the emblem, or beside the grade of secrecy."""
    left = (sheet.across - _HEAD_WIDTH) / 2
    if sheet.secret:
        left = sheet.left + sheet.width / 2 + _BESIDE_SECRECY
    return Box(left, _HEAD_TOP, _HEAD_WIDTH, _LINE)


def _height(lines: Sequence[str], width: float) -> float:
    counts = [lines_of(text, advances(text, _TYPE), ParagraphFormat(), width).count for text in lines]
    return sum(counts) * _LINE


def _new_page(sheet: Sheet, lines: Sequence[str]) -> Spot:
    """A new page at the end of the letter, before its list."""
    last = sheet.blocks[-1].element
    page = etree.Element(f"{W}p", nsmap=last.nsmap)
    properties = etree.SubElement(page, f"{W}pPr")
    etree.SubElement(properties, f"{W}pStyle", {f"{W}val": _STYLE_ID})
    etree.SubElement(properties, f"{W}pageBreakBefore")
    ends_section = last.find(f"{W}pPr/{W}sectPr") is not None
    (last.addprevious if ends_section else last.addnext)(page)
    top = sheet.foot - sheet.heights[1]
    return page, Box(sheet.left + sheet.width - CORNER, top, CORNER, _height(lines, CORNER))
