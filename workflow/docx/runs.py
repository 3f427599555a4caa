"""A paragraph's text and formatting without its position, and about where on the line its pieces begin.

No font is at hand: widths are those of TH SarabunPSK on average, good to a centimetre or so over a line.
Lengths are twips, 567 to a centimetre, counted from the left margin.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from workflow.docx.font_widths import taking_room
from workflow.docx.formatting import ParagraphFormat, TextFormat
from workflow.docx.pictures import Picture
from workflow.thai.dates import FoundDate, find_dates
from workflow.thai.mistakes import text_faults
from workflow.thai.spacing import squash

CENTIMETRE = 567
_SIZE = 32  # half points: the font size of the average widths
_SPACE, _LETTER = 69, 117
_THAI = re.compile("[\u0e00-\u0e7f]")
_TYPED_BLANKS = re.compile("[\t\n]")
_BLANK = " \u00a0"


class Run(NamedTuple):
    """A stretch of text with one formatting."""

    text: str
    look: TextFormat

    @property
    def thai(self) -> bool:
        """Whether the text has a Thai character, which Word prints in the complex-script font."""
        return _THAI.search(self.text) is not None


class Segment(NamedTuple):
    """A piece of a line between tabs: text, start and width, in twips."""

    text: str
    start: float
    width: Callable[[], float]

    @property
    def end(self) -> float:
        """The end of the piece; computed lazily, as most callers need only the start."""
        return self.start + self.width()

    @property
    def centre(self) -> float:
        """The middle of the piece."""
        return (self.start + self.end) / 2


@dataclass(eq=False)
class Written:
    """A paragraph without its position; many letters may share one (see `fast.known_paragraphs`).

    `text` has tabs as tabs, line breaks as line feeds and no page numbers; `plain` has single spaces for white space
    and none at the ends. `breaks` counts the page breaks; `stop` is the distance of default tab stops.
    `search_results` are kept here by the linter (see `lint.word.searches`).
    """

    runs: Sequence[Run]
    look: ParagraphFormat
    pictures: Sequence[Picture] = ()
    drawn: bool = False
    ruled: bool = False
    breaks: int = 0
    stop: int = 720

    def __post_init__(self) -> None:
        self.text = self.runs[0].text if len(self.runs) == 1 else "".join([run.text for run in self.runs])
        self.plain = squash(self.text)
        self.search_results: Sequence[tuple[Any, Any]] | None = None

    @cached_property
    def thai(self) -> Sequence[Run]:
        """The runs with Thai text."""
        return [run for run in self.runs if run.thai]

    @cached_property
    def dates(self) -> Sequence[FoundDate]:
        """The Thai dates in the text."""
        return find_dates(self.plain)

    @cached_property
    def faults(self) -> Sequence[str]:
        """The faults that `text_faults` reports, tabs and line breaks aside."""
        return text_faults(_TYPED_BLANKS.sub(" ", self.text)) if self.plain else []

    @cached_property
    def lines(self) -> Sequence["Written"]:
        """The paragraph split at its line breaks; empty if it has none."""
        if "\n" not in self.text:
            return ()
        cut: list[list[Run]] = [[]]
        for run in self.runs:
            first, *others = run.text.split("\n")
            cut[-1].append(Run(first, run.look))
            cut.extend([Run(text, run.look)] for text in others)
        later = replace(self.look, first=0)
        return [replace(self, runs=runs, look=later if place else self.look) for place, runs in enumerate(cut)]

    def segments(self, room: int) -> Sequence[Segment]:
        """The pieces of the first line, positioned between margins that are `room` twips apart."""
        found = self._from_left
        if not found or self.look.align not in ("center", "right", "end"):
            return found
        begin, end = self.look.left + self.look.first, room - self.look.right
        free = end - begin - (found[-1].end - begin)
        shift = free / 2 if self.look.align == "center" else free
        return [each._replace(start=each.start + shift) for each in found]

    @cached_property
    def _from_left(self) -> Sequence[Segment]:
        """The pieces of the first line, as if it were left-aligned."""
        first, *others = self.text.partition("\n")[0].split("\t")
        at, before = float(self.look.left + self.look.first), first
        found = self._piece(first, at)
        for piece in others:
            place, kind = self._next_stop(at + self.width(before))
            share = {"center": 0.5, "right": 1, "end": 1}.get(kind, 0)
            taken = share * (self.width(piece.strip(_BLANK)) + self._lead(piece)) if share else 0
            at, before = max(at + self.width(before), place - taken), piece
            found += self._piece(piece, at)
        return found

    def _piece(self, text: str, at: float) -> list[Segment]:
        shown = text.strip(_BLANK)
        return [Segment(squash(text), at + self._lead(text), partial(self.width, shown))] if shown else []

    def _lead(self, text: str) -> float:
        """The width of a text's leading blanks."""
        return _SPACE * (len(text) - len(text.lstrip(_BLANK))) * self._scale

    def width(self, text: str) -> float:
        """The approximate width of a text in this paragraph's font size, twips."""
        blanks = text.count(" ") + text.count("\u00a0")
        return (_LETTER * (taking_room(text) - blanks) + _SPACE * blanks) * self._scale

    @cached_property
    def _scale(self) -> float:
        sizes = [run.look.size for run in self.runs if run.text.strip()]
        return (sizes[0] if sizes else _SIZE) / _SIZE

    def _next_stop(self, at: float) -> tuple[float, str]:
        later = (stop for stop in self.look.stops if stop[0] > at)
        return next(later, ((at // self.stop + 1) * self.stop, "left"))
