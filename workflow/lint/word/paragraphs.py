"""A paragraph as a rule sees it: what is written, and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.docx.formatting import ParagraphFormat
from workflow.docx.pictures import Picture
from workflow.docx.reader import Cell, Place
from workflow.docx.runs import Run, Segment, Written


@dataclass(eq=False)
class Paragraph:
    """A paragraph at its place: its `number` in a `part` of the file, from 1 on.

    `cell` is where it stands inside a table; `boxed` is whether it stands in a text box or a frame, whose
    place on the page is not known; `breaks` how many page and section breaks come before it.
    """

    part: str
    number: int
    written: Written
    cell: Cell | None = None
    boxed: bool = False
    breaks: int = 0

    @property
    def place(self) -> str:
        """What its place is called."""
        return f"{self.part} {self.number}"

    @property
    def runs(self) -> Sequence[Run]:
        """Its text, by looks."""
        return self.written.runs

    @property
    def look(self) -> ParagraphFormat:
        """How it is set."""
        return self.written.look

    @property
    def pictures(self) -> Sequence[Picture]:
        """The pictures that hang on it."""
        return self.written.pictures

    @property
    def text(self) -> str:
        """The whole text."""
        return self.written.text

    @property
    def plain(self) -> str:
        """The text with every run of white space as one space, and stripped."""
        return self.written.plain

    @property
    def placed(self) -> bool:
        """Whether the place of its text on the page can be told: not in a box, nor in a table's later columns."""
        return not self.boxed and (self.cell is None or self.cell[2] == 0)

    def saying(self, runs: Sequence[Run]) -> "Paragraph":
        """The paragraph with another text."""
        return replace(self, written=replace(self.written, runs=runs))

    def lines(self) -> list["Paragraph"]:
        """The paragraph cut at its line breaks; itself if it has none."""
        return [replace(self, written=each) for each in self.written.lines] or [self]

    def segments(self, room: int) -> Sequence[Segment]:
        """The pieces of its first line, and where they stand between the margins, `room` twips apart."""
        return self.written.segments(room)

    def width(self, text: str) -> float:
        """About how wide a text is in this paragraph's size."""
        return self.written.width(text)


def paragraphs_at(places: Iterable[Place], name: str) -> list[Paragraph]:
    """The paragraphs at these places of a part; `name` and a number from 1 on is what the place of each is called."""
    paragraphs: list[Paragraph] = []
    breaks = 0
    for number, (written, cell, boxed, breaks_behind) in enumerate(places, start=1):
        look = written.look
        breaks += look.new_page
        paragraphs.append(Paragraph(name, number, written, cell, boxed or look.framed, breaks))
        breaks += written.breaks + breaks_behind
    return paragraphs
