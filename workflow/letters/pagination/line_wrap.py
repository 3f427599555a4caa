"""The estimated line ends of a paragraph: greedy, by the font's widths. Lengths are twips.

Thai breaks between words, but there is no dictionary. A line that ends inside a Thai phrase is taken to be SLACK
shorter, half the width of an average word. The estimate errs towards more lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from workflow.docx.formatting import ParagraphFormat

SLACK = 284  # 0.5 cm
STOP = 720  # the distance of default tab stops

_PIECES = re.compile(" +|\t|\n|[^ \t\n]+")
_MARKS = "ัิ-ฺ็-๎"
# Between two Thai letters, but not before a following mark or after a leading vowel.
_MAY_BREAK = re.compile(f"(?<=[ก-ฮะาำๅๆฯ{_MARKS}])(?=[ก-ฮเ-ไ])")
_HELD = re.compile("\\S{0,3}\u00a0(?:[^\u00a0]{1,14}\u00a0)*\\S{0,4}")  # roughly, words joined by unbreakable spaces


@dataclass(frozen=True)
class Lines:
    """The number of lines of a text, and the line (from 0) of every place after an ordinary space.

    `left` and `right` are the edges of a single line without centring or right alignment.
    """

    count: int
    places: Mapping[int, int]
    left: float
    right: float


def lines_of(text: str, widths: Sequence[float], look: ParagraphFormat, room: float) -> Lines:
    """Break a text with these character widths into lines between margins `room` twips apart."""
    setter = _Setter(look, room)
    places: dict[int, int] = {}
    left: float | None = None
    for match in _PIECES.finditer(text):
        start, end = match.span()
        if text[start] == "\t":
            setter.tab(_width_to_tab(text, widths, end))
        elif text[start] == "\n":
            setter.new_line()
        elif text[start] == " ":
            setter.at += sum(widths[start:end])  # a space at the end of a line hangs over it
            places[end] = setter.line
        else:
            left = setter.at if left is None else left
            setter.word(text, widths, start, end)
    return Lines(setter.line + 1, places, setter.at if left is None else left, setter.at)


class _Setter:
    """The setting of a text piece by piece: `line` counts from 0, `at` is the position on it."""

    def __init__(self, look: ParagraphFormat, room: float) -> None:
        self._look = look
        self._end = room - look.right
        self.line = 0
        self.at: float = look.left + look.first

    def new_line(self) -> None:
        self.line += 1
        self.at = self._look.left

    def tab(self, following: float) -> None:
        """Go to the next tab stop; `following` is the width of the text aligned to it."""
        unset = (self.at // STOP + 1) * STOP, "left"
        place, kind = next(((place, kind) for place, kind in self._look.stops if place > self.at), unset)
        self.at = max(self.at, place - {"right": following, "center": following / 2}.get(kind, 0))

    def word(self, text: str, widths: Sequence[float], start: int, end: int) -> None:
        """Set the text between two spaces, on as many lines as it takes."""
        while self.at + sum(widths[start:end]) > self._end:
            cut = self._cut(text, widths, start, end)
            if cut == start and self.at <= self._look.left:  # wider than a line and not to be broken
                cut = _filled(widths, start, self._end - self.at)
            start = cut
            self.new_line()
        self.at += sum(widths[start:end])

    def _cut(self, text: str, widths: Sequence[float], start: int, end: int) -> int:
        """The end of the piece's part on this line."""
        held = [match.span() for match in _HELD.finditer(text, start, end)]
        best, reached, at = start, start, self.at
        for place in _MAY_BREAK.finditer(text, start + 1, end):
            cut = place.start()
            at += sum(widths[reached:cut])
            reached = cut
            if at > self._end - SLACK:
                break
            if not any(first < cut < last for first, last in held):
                best = cut
        return best


def _filled(widths: Sequence[float], start: int, room: float) -> int:
    """The end of a full line, after one character at least."""
    reached = accumulate(widths[start:])
    return start + max(1, sum(1 for _ in takewhile(lambda at: at <= room, reached)))


def _width_to_tab(text: str, widths: Sequence[float], start: int) -> float:
    end = text.find("\t", start)
    return sum(widths[start : end if end >= 0 else len(text)])
