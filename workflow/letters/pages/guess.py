"""A glance at a letter's XML: whether it is so short that it surely fits one page. Most letters are.

Characters are counted instead of measured, at a width that a line of Thai does not reach on average.
"""

import re
from functools import lru_cache

from workflow.letters.pages.lines import SLACK
from workflow.letters.pages.reader import EMU
from workflow.letters.pages.sheet import LINE
from workflow.letters.pages.styles import Look, Looks

_WIDE = 130 / 32  # twips to a half point of type, for a character; 113 is usual
_ONE_BYTE = "cp874"  # Thai with a byte for every character: what has no width can then be left out at once
_NO_WIDTH = "ัิีึืฺุู็่้๊๋์ํ๎".encode(_ONE_BYTE)
_SECTION, _SECTION_END, _TABLE_END = b"<w:sectPr", b"</w:sectPr>", b"</w:tbl>"
_TOKENS = re.compile(
    rb'<w:(?:p(?P<start>[ >])(?:<w:pPr><w:pStyle w:val="(?P<styled>[^"]*)")?|t(?: [^>]*)?>(?P<text>[^<]*)'
    rb'|pStyle w:val="(?P<style>[^"]*)"'
    rb'|t(?P<row>r[ >])|tcW w:w="(?P<cell>\d+)"|drawing><wp:inline[^>]*><wp:extent cx="\d+" cy="(?P<picture>\d+)"'
    rb"|(?P<odd>(?:ind|spacing|br|pageBreakBefore|sdt|txbxContent)[ />]))"
)
_SIZES = [
    re.compile(rb'<w:pg%s [^>]*w:%s="(\d+)"' % (kind, name))
    for kind, name in (
        *((b"Sz", b"w"), (b"Mar", b"left"), (b"Mar", b"right")),
        *((b"Sz", b"h"), (b"Mar", b"top"), (b"Mar", b"bottom")),
    )
]


def surely_fits(document: bytes, looks: Looks) -> bool:
    """Whether the letter, up to its first section's end, does not fill its page."""
    end = document.find(_SECTION)
    page = _page(document[end : document.find(_SECTION_END, end)]) if end >= 0 else None
    if page is None:
        return False
    width, height = page
    stack = _Stack(looks, width)
    *tables, rest = document[:end].split(_TABLE_END)
    fits = all(map(stack.adds, tables)) and stack.adds(rest)
    return fits and stack.height <= height


@lru_cache(16)  # letters by one template have one kind of page
def _page(section: bytes) -> tuple[int, int] | None:
    """The width and the height between the margins of a section's pages; None if it does not say."""
    sizes = [pattern.search(section) for pattern in _SIZES]
    if None in sizes:
        return None
    wide, left, right, high, top, bottom = (int(found[1]) for found in sizes if found)
    return wide - left - right, high - top - bottom


class _Stack:
    """Paragraphs and tables below one another; `height` is what they take at the most, twips."""

    def __init__(self, looks: Looks, width: float) -> None:
        self._looks, self._width = looks, width
        self.height = 0.0

    def adds(self, xml: bytes) -> bool:
        """Add paragraphs and, at the end, a table; False for what a glance does not tell."""
        heights, room, chars = [0.0], self._width, 0  # of the cells of a row; outside of tables there is one
        look: Look | None = None  # of the paragraph that is open
        for token in _TOKENS.finditer(xml):
            kind = token.lastgroup
            if kind == "text":
                chars += _wide(token[kind])
            elif kind == "style":
                look = self._looks.style(token[kind].decode())
            elif kind == "picture":
                heights[-1] += int(token[kind]) / EMU
            elif kind == "odd":
                return False
            else:
                if look:
                    heights[-1] += _height(look, chars, room)
                look, chars = None, 0
                if kind == "styled":
                    look = self._looks.style(token[kind].decode())
                elif kind == "start":
                    look = self._looks.style("")
                elif kind == "cell":
                    room = int(token[kind])
                    heights.append(0)
                else:
                    self.height += max(heights)
                    heights = [0]
        if look:
            heights[-1] += _height(look, chars, room)
        self.height += max(heights)
        return True


def _wide(text: bytes) -> int:
    """How many characters of a text have a width."""
    return len(text.decode().encode(_ONE_BYTE, "replace").translate(None, _NO_WIDTH))


def _height(look: Look, chars: int, room: float) -> float:
    """The height of a paragraph with so many characters."""
    usable = max(room - look.left - look.right - SLACK, look.size)
    lines = (chars * _WIDE * look.size + max(look.first, 0)) // usable + 1
    line = look.line if look.rule == "exact" else max(look.size * LINE * look.line / 240, look.line)
    return look.before + look.after + lines * line
