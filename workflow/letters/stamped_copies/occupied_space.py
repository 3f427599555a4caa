"""The printed areas of a page. Lengths are twips from the upper left corner of the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.letters.pagination.block_reader import EMU, WP
from workflow.letters.pagination.blocks import Block, Single, Text, gap, row_height


@dataclass(frozen=True)
class Area:
    """A rectangle."""

    top: float
    bottom: float
    left: float
    right: float

    def is_free(self, inks: Iterable["Area"]) -> bool:
        """Whether no ink overlaps the rectangle."""
        return not any(
            ink.top < self.bottom and self.top < ink.bottom and ink.left < self.right and self.left < ink.right
            for ink in inks
        )


def tops(blocks: Sequence[Block], single: Single) -> Iterator[float]:
    """The tops of blocks, below the space above them."""
    top = 0.0
    for place, block in enumerate(blocks):
        top += gap(blocks, place)
        yield top
        top += block.height(single)


def inks(blocks: Sequence[Block], single: Single) -> Iterator[Area]:
    """The printed areas of blocks placed below one another."""
    for block, top in zip(blocks, tops(blocks, single), strict=True):
        if isinstance(block, Text):
            yield from _of_text(block, top, 0, single)
            continue
        above = top
        for row in block.rows:
            for cell in row:
                for text, below in zip(cell.texts, tops(cell.texts, single), strict=True):
                    yield from _of_text(text, above + below, cell.left, single)
            above += row_height(row, single)


def _of_text(text: Text, top: float, left: float, single: Single) -> Iterator[Area]:
    bottom = top + text.height(single)
    if text.picture or text.lines.count > 1:
        yield Area(top, bottom, left, left + text.room)
    elif text.text.strip():
        free = text.room - text.look.right - text.lines.right
        shift = {"center": free / 2, "right": free, "end": free}.get(text.look.align, 0)
        yield Area(top, bottom, left + text.lines.left + shift, left + text.lines.right + shift)
    for anchor in text.element.iter(f"{WP}anchor"):
        across, down = anchor.find(f"{WP}positionH"), anchor.find(f"{WP}positionV")
        if across.get("relativeFrom") == "margin" and down.get("relativeFrom") == "paragraph":
            beside, below = (int(step.findtext(f"{WP}posOffset", "0")) / EMU for step in (across, down))
            extent = anchor.find(f"{WP}extent")
            wide, high = (int(extent.get(side)) / EMU for side in ("cx", "cy"))
            yield Area(top + below, top + below + high, beside, beside + wide)
