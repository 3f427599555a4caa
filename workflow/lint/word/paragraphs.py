"""The rules' view of a paragraph: content and position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.docx.formatting import ParagraphFormat
from workflow.docx.pictures import Picture
from workflow.docx.reader import Cell, Place
from workflow.docx.runs import Run, Segment, Written


@dataclass(eq=False)
class Paragraph:
    """A paragraph with its position: its `number` in a `part` of the file, from 1 on.

    `cell` is its position inside a table; `boxed` is whether it is in a text box or a frame, whose place on the page
    is not known; `breaks` counts the page and section breaks before it.
    """

    part: str
    number: int
    written: Written
    cell: Cell | None = None
    boxed: bool = False
    breaks: int = 0

    @property
    def place(self) -> str:
        """The name of the paragraph's place, for findings."""
        return f"{self.part} {self.number}"

    @property
    def runs(self) -> Sequence[Run]:
        """The stretches of text with one formatting."""
        return self.written.runs

    @property
    def look(self) -> ParagraphFormat:
        """The paragraph formatting."""
        return self.written.look

    @property
    def pictures(self) -> Sequence[Picture]:
        """The pictures anchored in the paragraph."""
        return self.written.pictures

    @property
    def text(self) -> str:
        """The whole text."""
        return self.written.text

    @property
    def plain(self) -> str:
        """The text with single spaces for white space, stripped."""
        return self.written.plain

    @property
    def placed(self) -> bool:
        """Whether its horizontal place on the page is known: not in a box nor in a table's later columns."""
        return not self.boxed and (self.cell is None or self.cell[2] == 0)

    def saying(self, runs: Sequence[Run]) -> "Paragraph":
        """The paragraph with another text."""
        return replace(self, written=replace(self.written, runs=runs))

    def lines(self) -> list["Paragraph"]:
        """The paragraph split at its line breaks; the whole paragraph if it has none."""
        return [replace(self, written=each) for each in self.written.lines] or [self]

    def segments(self, room: int) -> Sequence[Segment]:
        """The pieces of the first line, positioned between margins that are `room` twips apart."""
        return self.written.segments(room)

    def width(self, text: str) -> float:
        """The approximate width of a text in this paragraph's font size, twips."""
        return self.written.width(text)


def paragraphs_at(places: Iterable[Place], name: str) -> list[Paragraph]:
    """The paragraphs of a part, called `name` and numbered from 1 on."""
    paragraphs: list[Paragraph] = []
    breaks = 0
    for number, (written, cell, boxed, breaks_behind) in enumerate(places, start=1):
        look = written.look
        breaks += look.new_page
        paragraphs.append(Paragraph(name, number, written, cell, boxed or look.framed, breaks))
        breaks += written.breaks + breaks_behind
    return paragraphs
