"""A paragraph as a rule sees it: its text, how it looks, and about where on the line each piece begins.

No font is at hand: widths are those of TH SarabunPSK on average, good to a centimetre or so over a line.
Lengths are twips, 567 to a centimetre, counted from the left margin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workflow.lint.looks import ParagraphLook, TextLook
from workflow.lint.pictures import Picture
from workflow.thai import squash

CENTIMETRE = 567
_SIZE = 32  # half points: what the widths are for
_SPACE, _LETTER = 69, 117
_BLANK = " \u00a0"
_NO_WIDTH = dict.fromkeys([*map(ord, "ัิีึืฺุู็่้๊๋์ํ๎"), 0x200B, 0x200C, 0x200D, 0xFEFF])


@dataclass(frozen=True)
class Run:
    """A stretch of text that looks alike."""

    text: str
    look: TextLook

    @property
    def thai(self) -> bool:
        """Whether any character of it is Thai, and so printed in the complex-script font."""
        return any("\u0e00" <= char <= "\u0e7f" for char in self.text)


@dataclass(frozen=True)
class Segment:
    """A piece of a line between tabs: the text and where it begins; `end` is where it stops."""

    text: str
    start: float
    end: float

    @property
    def centre(self) -> float:
        """The middle of the piece."""
        return (self.start + self.end) / 2


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph. In its text a tab is a tab and a line break a line feed; page numbers are left out.

    `cell` is (table, row, column) inside a table; `boxed` is whether it stands in a text box or a frame, whose
    place on the page is not known; `breaks` how many page and section breaks come before it; `room` is the
    text's width from margin to margin, `stop` the distance of the tab stops that nobody has set.
    """

    place: str
    runs: Sequence[Run]
    look: ParagraphLook
    cell: tuple[int, int, int] | None = None
    boxed: bool = False
    breaks: int = 0
    section: int = 0
    pictures: Sequence[Picture] = ()
    drawn: bool = False
    ruled: bool = False
    stop: int = 720

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def plain(self) -> str:
        """The text with every run of white space as one space, and stripped."""
        return squash(self.text)

    @property
    def placed(self) -> bool:
        """Whether the place of its text on the page can be told: not in a box, nor in a table's later columns."""
        return not self.boxed and (self.cell is None or self.cell[2] == 0)

    def lines(self) -> list["Paragraph"]:
        """The paragraph cut at its line breaks; itself if it has none."""
        if "\n" not in self.text:
            return [self]
        cut: list[list[Run]] = [[]]
        for run in self.runs:
            first, *others = run.text.split("\n")
            cut[-1].append(Run(first, run.look))
            cut.extend([Run(text, run.look)] for text in others)
        later = replace(self.look, first=0)
        return [replace(self, runs=runs, look=later if place else self.look) for place, runs in enumerate(cut)]

    def segments(self, room: int) -> list[Segment]:
        """The pieces of its first line, and where they stand between the margins, `room` twips apart."""
        pieces = self.text.partition("\n")[0].split("\t")
        found, at = [], float(self.look.left + self.look.first)
        for count, piece in enumerate(pieces):
            width = self.width(piece.strip(_BLANK))
            lead = _SPACE * (len(piece) - len(piece.lstrip(_BLANK))) * self._scale
            if count:
                place, kind = self._next_stop(at)
                shift = {"center": width / 2 + lead / 2, "right": width + lead, "end": width + lead}.get(kind, 0)
                at = max(at, place - shift)
            if piece.strip(_BLANK):
                found.append(Segment(squash(piece), at + lead, at + lead + width))
            at += self.width(piece)
        return [*self._shifted(found, room)]

    def width(self, text: str) -> float:
        """About how wide a text is in this paragraph's size."""
        shown = text.translate(_NO_WIDTH)
        blanks = shown.count(" ") + shown.count("\u00a0")
        return (_LETTER * (len(shown) - blanks) + _SPACE * blanks) * self._scale

    @cached_property
    def _scale(self) -> float:
        sizes = [run.look.size for run in self.runs if run.text.strip()]
        return (sizes[0] if sizes else _SIZE) / _SIZE

    def _next_stop(self, at: float) -> tuple[float, str]:
        stops = {place: kind for place, kind in self.look.tabs.items() if kind != "bar"}
        if self.look.first < 0:
            stops.setdefault(self.look.left, "left")  # a hanging indent is a stop of its own
        later = [(place, kind) for place, kind in sorted(stops.items()) if place > at]
        return later[0] if later else ((at // self.stop + 1) * self.stop, "left")

    def _shifted(self, found: list[Segment], room: int) -> Iterator[Segment]:
        """Where centred and right-aligned lines really stand."""
        if not found or self.look.align not in ("center", "right", "end"):
            yield from found
            return
        begin, end = self.look.left + self.look.first, room - self.look.right
        free = end - begin - (found[-1].end - begin)
        shift = free / 2 if self.look.align == "center" else free
        yield from (replace(each, start=each.start + shift, end=each.end + shift) for each in found)
