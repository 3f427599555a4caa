"""The page breaks of a letter with their continuation words. Lengths are twips.

A page is filled as far as possible. It ends before a body paragraph or at an ordinary space inside one, which then
leaves two lines on the page; at least two lines of the body go to the last page, before คำลงท้าย (saraban.md §2.1).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from workflow.letters.pagination.blocks import Block, Text, gap, in_word, stacked

LEAST = 2  # lines of a divided paragraph before the break, and lines on the last page
LONGEST = 30  # characters of a continuation word

_NEAR = 2  # lines by which a page may end earlier to quote a whole phrase
_SHORTEST = 8
# Words before which a phrase may be cut; other word boundaries are unknown.
_WORDS = re.compile(
    "(?=องค์|จังหวัด|อำเภอ|เทศบาล|ท้องถิ่น|ระบบ|ข้อมูล|ดำเนิน|ระหว่าง|ประสาน|รายงาน|ภายใน|เพื่อ|โดย|และ|ซึ่ง|ให้|จึง|ของ|แล้ว|ด้วย)"
)
_SYLLABLES = re.compile("(?<=[ก-ฮะาำๅๆฯั-ฺ็-๎])(?=[เ-ไ])")
_CLUSTERS = re.compile("(?<![เ-ไ])(?=[^ะ-ฺๅ-๎])")


@dataclass(frozen=True)
class Break:
    """A page break before the character `offset` of a paragraph, with the continuation word."""

    paragraph: Text
    offset: int
    word: str


@dataclass(frozen=True)
class _Place:
    """A possible page break: its block, its character, and its depth on the page.

    A place that reads better is preferred within `near` of the last possible place.
    """

    block: int
    offset: int
    depth: float
    near: float


def breaks(blocks: Sequence[Block], heights: tuple[float, float], foot: float) -> list[Break] | None:
    """The page breaks for Word; None without a suitable place.

    `heights` are the heights of the first and of the other pages, `foot` is the height of a continuation word.
    """
    page_breaks: list[Break] = []
    height, later = heights
    while stacked(blocks, in_word) > height:
        place = _last(blocks, height - foot)
        paragraph = blocks[place.block] if place else None
        if place is None or not isinstance(paragraph, Text):
            return None
        offset = paragraph.skipped + place.offset
        page_breaks.append(Break(paragraph, offset, continuation_word(paragraph.text[place.offset :])))
        blocks = [paragraph.rest(place.offset) if place.offset else paragraph, *blocks[place.block + 1 :]]
        height = later
    return page_breaks


def continuation_word(text: str) -> str:
    """`/ข้อความ...`: the first phrase of a page up to the next space, shortened if needed."""
    phrase = _phrase(text)
    return f"/{phrase if len(phrase) <= LONGEST else phrase[: _cut(phrase)]}..."


def _phrase(text: str) -> str:
    return re.split("[ \t\n]", text, maxsplit=1)[0]


def _cut(phrase: str) -> int:
    """The place to cut a phrase: before a known word, before a syllable, or between two letters."""
    for pattern in (_WORDS, _SYLLABLES, _CLUSTERS):
        places = [match.start() for match in pattern.finditer(phrase, _SHORTEST, LONGEST + 1)]
        fit = [place for place in places if "\u00a0" not in phrase[place - 1 : place + 1]]
        if fit:
            return fit[-1]
    return LONGEST


def _last(blocks: Sequence[Block], room: float) -> _Place | None:
    """The last suitable place, or a place a little above it that a whole phrase follows."""
    above = [place for place in _places(blocks) if place.depth <= room]
    fit = list(dropwhile(lambda place: _lines_after(blocks, place) < LEAST, reversed(above)))
    near = [place for place in fit if fit[0].depth - place.depth <= place.near]
    return max(near, key=lambda place: (_whole(blocks, place), _quotable(blocks, place), place.depth), default=None)


def _places(blocks: Sequence[Block]) -> Iterator[_Place]:
    """All possible page breaks inside the body."""
    depth = 0.0
    for number, block in enumerate(blocks):
        space = gap(blocks, number)
        if isinstance(block, Text) and block.is_body:
            line = block.line(in_word)
            if number:
                yield _Place(number, 0, depth, _NEAR * line)
            for offset, count in block.lines.places.items() if block.divisible else ():
                inside = block.text[:offset].strip() and block.text[offset:].strip()
                if inside and block.lines_at_least(0, offset) >= LEAST:
                    yield _Place(number, offset, depth + space + (count + 1) * line, _NEAR * line)
        depth += space + block.height(in_word)


def _lines_after(blocks: Sequence[Block], place: _Place) -> int:
    """The least number of body lines after a place."""
    texts = [block for block in blocks[place.block :] if isinstance(block, Text) and block.is_body]
    return texts[0].lines_at_least(place.offset) + sum(text.lines_at_least() for text in texts[1:])


def _whole(blocks: Sequence[Block], place: _Place) -> bool:
    """Whether the page after a place begins with a paragraph or with several lines of one."""
    paragraph = blocks[place.block]
    return place.offset == 0 or (isinstance(paragraph, Text) and paragraph.lines_at_least(place.offset) >= LEAST)


def _quotable(blocks: Sequence[Block], place: _Place) -> bool:
    """Whether the page after a place begins with a phrase short enough to quote whole."""
    paragraph = blocks[place.block]
    return isinstance(paragraph, Text) and len(_phrase(paragraph.text[place.offset :])) <= LONGEST
