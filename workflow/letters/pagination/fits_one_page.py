"""A quick check whether a letter surely fits one page, as most letters do.

Characters are counted instead of measured, with a width above the average of Thai lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from workflow.docx.font_widths import taking_room_each
from workflow.docx.formatting import ParagraphFormat, TextFormat
from workflow.docx.styles import Styles
from workflow.letters.pagination.block_reader import EMU
from workflow.letters.pagination.blocks import LINE
from workflow.letters.pagination.line_wrap import SLACK

_WIDE = 130 / 32  # twips per half point of type for a character; 113 is usual
_LONGEST = 100_000  # bytes; longer letters are not checked, because results are cached
_SECTION, _SECTION_END = b"<w:sectPr", b"</w:sectPr>"
_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)")
_TOKENS = re.compile(
    rb'<w:p(?P<start>[ >])(?:<w:pPr><w:pStyle w:val="(?P<styled>[^"]*)")?|<w:pStyle w:val="(?P<style>[^"]*)"'
    rb'|<w:t(?P<row>r[ >])|</w:t(?P<end>bl>)|<w:tcW w:w="(?P<cell>\d+)"'
    rb'|<w:drawing><wp:inline[^>]*><wp:extent cx="\d+" cy="(?P<picture>\d+)"'
    rb"|<w:(?P<odd>(?:ind|spacing|br|pageBreakBefore|sdt|txbxContent)[ />])"
)
_SIZES = [
    re.compile(rb'<w:pg%s [^>]*w:%s="(\d+)"' % (kind, name))
    for kind, name in (
        *((b"Sz", b"w"), (b"Mar", b"left"), (b"Mar", b"right")),
        *((b"Sz", b"h"), (b"Mar", b"top"), (b"Mar", b"bottom")),
    )
]


def surely_fits(document: bytes, styles: Styles) -> bool:
    """Whether the letter's first section surely fits a page."""
    end = document.find(_SECTION)
    page = _page(document[end : document.find(_SECTION_END, end)]) if 0 <= end <= _LONGEST else None
    if page is None:
        return False
    width, height = page
    pieces = _TEXT.split(document[:end])
    rows = _rows(tuple(pieces[::2]), styles, width)
    if rows is None:
        return False
    chars = taking_room_each(b"\0".join(pieces[1::2]).decode())
    return sum(max(cell.height(chars) for cell in row) for row in rows) <= height


def _page(section: bytes) -> tuple[int, int] | None:
    """The width and height between the margins of a section's pages; None if not stated."""
    sizes = [pattern.search(section) for pattern in _SIZES]
    if None in sizes:
        return None
    wide, left, right, high, top, bottom = (int(match[1]) for match in sizes if match)
    return wide - left - right, high - top - bottom


@dataclass
class _Paragraph:
    """A paragraph: its format and the indexes of its texts."""

    look: tuple[ParagraphFormat, TextFormat]
    room: float
    texts: list[int] = field(default_factory=list)

    def height(self, chars: Sequence[int]) -> float:
        """The height for these numbers of characters in the letter's texts."""
        (look, text), count = self.look, sum([chars[number] for number in self.texts])
        usable = max(self.room - look.left - look.right - SLACK, text.size)
        lines = (count * _WIDE * text.size + max(look.first, 0)) // usable + 1
        line = look.line if look.rule == "exact" else max(text.size * LINE * look.line / 240, look.line)
        return look.before + look.after + lines * line


@dataclass
class _Cell:
    """A table cell, or all paragraphs between two tables; `blank` is the height of paragraphs without text."""

    paragraphs: list[_Paragraph] = field(default_factory=list)
    blank: float = 0

    def count_blanks(self) -> None:
        """Add up the heights of paragraphs without text once."""
        self.blank += sum([paragraph.height(()) for paragraph in self.paragraphs if not paragraph.texts])
        self.paragraphs = [paragraph for paragraph in self.paragraphs if paragraph.texts]

    def height(self, chars: Sequence[int]) -> float:
        """The height for these numbers of characters in the letter's texts."""
        return self.blank + sum([paragraph.height(chars) for paragraph in self.paragraphs])


@lru_cache(128)  # what stands around the texts is the same in all letters of a template with as many offices
def _rows(around: tuple[bytes, ...], styles: Styles, width: float) -> Sequence[Sequence[_Cell]] | None:
    """The rows of the XML around a letter's texts; None for XML beyond the quick check."""
    rows, room = [[_Cell()]], width
    paragraph: _Paragraph | None = None  # the open paragraph
    for number, xml in enumerate(around):
        if paragraph:
            paragraph.texts.append(number - 1)
        for token in _TOKENS.finditer(xml):
            kind = token.lastgroup
            if kind == "odd":
                return None
            if kind == "picture":
                rows[-1][-1].blank += int(token[kind]) / EMU
            elif kind == "style" and paragraph:
                paragraph.look = styles.style(token[kind].decode())
            elif kind in ("start", "styled"):
                paragraph = _Paragraph(styles.style((token["styled"] or b"").decode()), room)
                rows[-1][-1].paragraphs.append(paragraph)
            elif kind == "cell":
                room, paragraph = int(token[kind]), None
                rows[-1].append(_Cell())
            else:
                room, paragraph = (width if kind == "end" else room), None
                rows.append([_Cell()])
    for cell in chain.from_iterable(rows):
        cell.count_blanks()
    return rows
