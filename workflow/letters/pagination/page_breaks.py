"""Where a letter's pages end, and the words at their foot that say how it goes on. Lengths are twips.

A page is filled as far as it goes. It ends before a paragraph of the text or at an ordinary space within one, of
which two lines then stay behind; two lines of text at the least go to the last page, before คำลงท้าย (saraban.md §2.1).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from workflow.letters.pagination.blocks import Block, Text, gap, in_word, stacked

LEAST = 2  # lines that stay behind of a divided paragraph, and lines that go to the last page
LONGEST = 30  # characters of a continuation word

_NEAR = 2  # lines by which a page may end earlier, so that a whole phrase can be quoted
_SHORTEST = 8
# Words that a phrase may be cut before; between other letters nothing tells where a word begins.
_WORDS = re.compile(
    "(?=องค์|จังหวัด|อำเภอ|เทศบาล|ท้องถิ่น|ระบบ|ข้อมูล|ดำเนิน|ระหว่าง|ประสาน|รายงาน|ภายใน|เพื่อ|โดย|และ|ซึ่ง|ให้|จึง|ของ|แล้ว|ด้วย)"
)
_SYLLABLES = re.compile("(?<=[ก-ฮะาำๅๆฯั-ฺ็-๎])(?=[เ-ไ])")
_CLUSTERS = re.compile("(?<![เ-ไ])(?=[^ะ-ฺๅ-๎])")


@dataclass(frozen=True)
class Break:
    """A page ends before the character `offset` of a paragraph; `word` is what stands at its foot."""

    paragraph: Text
    offset: int
    word: str


@dataclass(frozen=True)
class _Place:
    """A place where a page may end: in which block, before which character, how far down the page.

    Within `near` of the last place, one that reads better is as good.
    """

    block: int
    offset: int
    depth: float
    near: float


def breaks(blocks: Sequence[Block], heights: tuple[float, float], foot: float) -> list[Break] | None:
    """Where pages end, as Word sets them; None if no place is fit.

    `heights` are those of the first page and of each of the others, `foot` that of a continuation word.
    """
    found: list[Break] = []
    height, later = heights
    while stacked(blocks, in_word) > height:
        place = _last(blocks, height - foot)
        paragraph = blocks[place.block] if place else None
        if place is None or not isinstance(paragraph, Text):
            return None
        offset = paragraph.skipped + place.offset
        found.append(Break(paragraph, offset, continuation_word(paragraph.text[place.offset :])))
        blocks = [paragraph.rest(place.offset) if place.offset else paragraph, *blocks[place.block + 1 :]]
        height = later
    return found


def continuation_word(text: str) -> str:
    """`/ข้อความ...`: the phrase a page begins with, up to the next space, or as much of it as is short enough."""
    phrase = _phrase(text)
    return f"/{phrase if len(phrase) <= LONGEST else phrase[: _cut(phrase)]}..."


def _phrase(text: str) -> str:
    return re.split("[ \t\n]", text, maxsplit=1)[0]


def _cut(phrase: str) -> int:
    """Where a phrase can be cut: before a word that is known, before a syllable, or between two letters at least."""
    for pattern in (_WORDS, _SYLLABLES, _CLUSTERS):
        places = [match.start() for match in pattern.finditer(phrase, _SHORTEST, LONGEST + 1)]
        fit = [place for place in places if "\u00a0" not in phrase[place - 1 : place + 1]]
        if fit:
            return fit[-1]
    return LONGEST


def _last(blocks: Sequence[Block], room: float) -> _Place | None:
    """The last place that is fit, or one a little above where a whole phrase follows."""
    above = [place for place in _places(blocks) if place.depth <= room]
    fit = list(dropwhile(lambda place: _lines_after(blocks, place) < LEAST, reversed(above)))
    near = [place for place in fit if fit[0].depth - place.depth <= place.near]
    return max(near, key=lambda place: (_whole(blocks, place), _quotable(blocks, place), place.depth), default=None)


def _places(blocks: Sequence[Block]) -> Iterator[_Place]:
    """Every place between the text's first and last character where a page may end."""
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
    """How many lines of the text come after a place, at the least."""
    texts = [each for each in blocks[place.block :] if isinstance(each, Text) and each.is_body]
    return texts[0].lines_at_least(place.offset) + sum(each.lines_at_least() for each in texts[1:])


def _whole(blocks: Sequence[Block], place: _Place) -> bool:
    """Whether a page begins with a paragraph, or with several lines of one."""
    paragraph = blocks[place.block]
    return place.offset == 0 or (isinstance(paragraph, Text) and paragraph.lines_at_least(place.offset) >= LEAST)


def _quotable(blocks: Sequence[Block], place: _Place) -> bool:
    """Whether a page begins with a phrase that can be quoted whole."""
    paragraph = blocks[place.block]
    return isinstance(paragraph, Text) and len(_phrase(paragraph.text[place.offset :])) <= LONGEST
