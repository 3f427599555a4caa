"""Free space for another block of lines on a letter's last page, in Word and in LibreOffice. Lengths are twips."""

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from workflow.letters.pagination.blocks import Block, Text, gap, in_office, in_word
from workflow.letters.pagination.page_size import Sheet
from workflow.letters.stamped_copies.occupied_space import Area, inks, tops
from workflow.letters.stamped_copies.text_box import Box

CORNER = 4252  # 7.5 cm

_BELOW = 283  # 0.5 cm: the corner's extent below the text, without a grade of secrecy
_BESIDE = (4252, 3850, 3450, 3100)  # 7.5 to 5.5 cm, at the left of the signature
_APART = 113  # 0.2 cm
_MEASURES = (in_word, in_office)

Spot = tuple[etree._Element, Box]
"""A paragraph and the box anchored to it."""


def room_for(sheet: Sheet, high: Callable[[float], float]) -> Spot | None:
    """A free spot for a block; `high` gives the block's height for a width. None if the last page is full."""
    starts = [place for place, block in enumerate(sheet.blocks) if block.look.new_page]
    page = sheet.blocks[starts[-1] if starts else 0 :]
    height = sheet.heights[bool(starts)]
    written = max((place for place, block in enumerate(page) if block.is_body), default=-1)
    tail = [place for place, block in enumerate(page) if place > written and isinstance(block, Text)]
    spots = [*_corner(sheet, page, tail, height, high), *_beside(sheet, page, tail, height, high)]
    return next(iter(spots), None)


def _corner(
    sheet: Sheet, page: Sequence[Block], tail: Sequence[int], height: float, high: Callable[[float], float]
) -> Iterator[Spot]:
    """The lower right corner."""
    bottom = height if sheet.secret else height + _BELOW
    area = Area(bottom - high(CORNER), bottom, sheet.width - CORNER, sheet.width)
    if tail and all(area.is_free(inks(page, measure)) for measure in _MEASURES):
        left, top = sheet.left + area.left, sheet.foot - height + area.top
        yield page[tail[0]].element, Box(left, top, CORNER, high(CORNER))


def _beside(
    sheet: Sheet, page: Sequence[Block], tail: Sequence[int], height: float, high: Callable[[float], float]
) -> Iterator[Spot]:
    """Spots at the left beside the lines below the text: the widest first, then the lowest."""
    printed = [(list(tops(page, measure)), list(inks(page, measure))) for measure in _MEASURES]
    for width in _BESIDE:
        for place in reversed(tail):
            above, below = gap(page, place), high(width)
            areas = [Area(top[place] - above, top[place] + below, 0, width + _APART) for top, _ in printed]
            if all(area.bottom <= height and area.is_free(ink) for area, (_, ink) in zip(areas, printed, strict=True)):
                yield page[place].element, Box(sheet.left, 0, width, below, below=True)
