"""A glance at a letter's XML: whether it is so short that it surely fits one page. Most letters are.

Characters are counted instead of measured, at a width that a line of Thai does not reach on average.
"""

import re

from workflow.letters.pages.lines import SLACK
from workflow.letters.pages.reader import EMU
from workflow.letters.pages.sheet import LINE
from workflow.letters.pages.styles import Look, Looks

_WIDE = 130 / 32  # twips to a half point of type, for a character; 113 is usual
_NO_WIDTH = dict.fromkeys(map(ord, "ัิีึืฺุู็่้๊๋์ํ๎"))
_SECTION, _TABLE_END = b"<w:sectPr", "</w:tbl>"
_TOKENS = re.compile(
    r'<w:(?:p(?P<start>[ >])|pStyle w:val="(?P<style>[^"]*)"|t(?: [^>]*)?>(?P<text>[^<]*)'
    r'|t(?P<row>r[ >])|tcW w:w="(?P<cell>\d+)"|drawing><wp:inline[^>]*><wp:extent cx="\d+" cy="(?P<picture>\d+)"'
    r"|(?P<odd>(?:ind|spacing|br|pageBreakBefore|sdt|txbxContent)[ />]))"
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
    sizes = [pattern.search(document, end) for pattern in _SIZES]
    if end < 0 or None in sizes:
        return False
    wide, left, right, high, top, bottom = (int(found[1]) for found in sizes if found)
    stack = _Stack(looks, wide - left - right)
    *tables, rest = document[:end].decode().split(_TABLE_END)
    fits = all(map(stack.adds, tables)) and stack.adds(rest)
    return fits and stack.height <= high - top - bottom


class _Stack:
    """Paragraphs and tables below one another; `height` is what they take at the most, twips."""

    def __init__(self, looks: Looks, width: float) -> None:
        self._looks, self._width = looks, width
        self.height = 0.0

    def adds(self, xml: str) -> bool:
        """Add paragraphs and, at the end, a table; False for what a glance does not tell."""
        heights, room, chars = [0.0], self._width, 0  # of the cells of a row; outside of tables there is one
        look: Look | None = None  # of the paragraph that is open
        for token in _TOKENS.finditer(xml):
            kind = token.lastgroup
            if kind == "text":
                chars += len(token["text"].translate(_NO_WIDTH))
            elif kind == "style":
                look = self._looks.style(token["style"])
            elif kind == "picture":
                heights[-1] += int(token["picture"]) / EMU
            elif kind == "odd":
                return False
            else:
                heights[-1] += _height(look, chars, room)
                look, chars = None, 0
                if kind == "start":
                    look = self._looks.style("")
                elif kind == "cell":
                    room = int(token["cell"])
                    heights.append(0)
                else:
                    self.height += max(heights)
                    heights = [0]
        heights[-1] += _height(look, chars, room)
        self.height += max(heights)
        return True


def _height(look: Look | None, chars: int, room: float) -> float:
    """The height of a paragraph with so many characters."""
    if look is None:
        return 0
    usable = max(room - look.left - look.right - SLACK, look.size)
    lines = (chars * _WIDE * look.size + max(look.first, 0)) // usable + 1
    line = look.line if look.rule == "exact" else max(look.size * LINE * look.line / 240, look.line)
    return look.before + look.after + lines * line
