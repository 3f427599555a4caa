"""Blocks: paragraphs and tables with computable heights. Lengths are twips."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from lxml import etree

from workflow.docx.formatting import ParagraphFormat
from workflow.letters.pagination.line_wrap import Lines, lines_of

BODY = ("WianBody", "WianBodyEnd")
LINE = 13.1  # twips per half point of type: (850 + 460) / 1000, the font's OS/2 measures

_LOW_LINE = 11.3  # (850 + 250 + 30) / 1000, its hhea measures
_DEPTH = 4.6  # the space below a picture that stands on a line: 460 / 1000

Single = Callable[["Text"], float]
"""A function for the height of a paragraph's single-spaced line."""


class UnknownLayoutError(Exception):
    """Content without a known height; caught by the readers of sheets."""


@dataclass(frozen=True)
class Text:
    """A paragraph: text, character widths, largest type size; `skipped` counts its characters on earlier pages."""

    element: etree._Element
    look: ParagraphFormat
    text: str
    widths: Sequence[float]
    size: int
    room: float
    picture: float = 0
    divisible: bool = False
    skipped: int = 0

    @cached_property
    def lines(self) -> Lines:
        """The estimated lines of the paragraph."""
        return lines_of(self.text, self.widths, self.look, self.room)

    @property
    def is_body(self) -> bool:
        """Whether the paragraph belongs to the letter's body."""
        return self.look.style in BODY

    def line(self, single: Single) -> float:
        """The height of a line."""
        if self.look.rule == "auto":
            return single(self) * self.look.line / 240
        return self.look.line if self.look.rule == "exact" else max(self.look.line, single(self))

    def height(self, single: Single) -> float:
        """The height of the paragraph without the space before and after it."""
        line = self.line(single)
        tall = max(self.picture + self.size * _DEPTH - line, 0) if self.picture and self.look.rule != "exact" else 0
        return self.lines.count * line + tall

    def lines_at_least(self, start: int = 0, end: int | None = None) -> int:
        """The number of lines of a part of the text with every line filled to the margin."""
        first = self.look.first if start == 0 else 0
        return int((sum(self.widths[start:end]) + first) // (self.room - self.look.left - self.look.right)) + 1

    def rest(self, offset: int) -> Self:
        """The rest of the paragraph on the next page, without first-line indent."""
        look = replace(self.look, first=0)
        return replace(
            self, look=look, text=self.text[offset:], widths=self.widths[offset:], skipped=self.skipped + offset
        )


@dataclass(frozen=True)
class Cell:
    """A table cell: its paragraphs and the left edge of their column."""

    texts: Sequence[Text]
    left: float


@dataclass(frozen=True)
class Table:
    """A table as rows of cells."""

    element: etree._Element
    rows: Sequence[Sequence[Cell]]
    look = ParagraphFormat()
    is_body = False

    def height(self, single: Single) -> float:
        """The height of all rows."""
        return sum(row_height(row, single) for row in self.rows)


Block = Text | Table


def texts(blocks: Sequence[Block]) -> Iterator[Text]:
    """All paragraphs, also those in tables."""
    for block in blocks:
        if isinstance(block, Text):
            yield block
        else:
            yield from (text for row in block.rows for cell in row for text in cell.texts)


def in_word(text: Text) -> float:
    """The height of a single-spaced line in Word, greater than in LibreOffice."""
    return text.size * LINE


def in_office(text: Text) -> float:
    """The height of a single-spaced line in LibreOffice."""
    return text.size * _LOW_LINE


def stacked(blocks: Sequence[Block], single: Single) -> float:
    """The height of blocks below one another."""
    return sum(gap(blocks, place) + block.height(single) for place, block in enumerate(blocks))


def row_height(row: Sequence[Cell], single: Single) -> float:
    """The height of a row, that of its highest cell."""
    return max((stacked(cell.texts, single) for cell in row), default=0)


def gap(blocks: Sequence[Block], place: int) -> float:
    """The space above a block."""
    look = blocks[place].look
    above = blocks[place - 1].look if place else ParagraphFormat()
    close = look.close_up and bool(look.style) and look.style == above.style
    return 0 if close else look.before + above.after
