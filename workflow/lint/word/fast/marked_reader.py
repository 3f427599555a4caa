"""The reader of a text that has marks for runs of known paragraphs."""

from typing import NamedTuple

from lxml import etree

from workflow.docx.reader import CELL, ROW, Cell, Reader

KNOWN = "p"
"""The element name of a mark, in no name space; its attribute `n` is the number of the run."""


class UnplacedError(Exception):
    """A run of known paragraphs has no certain position: the text has to be read as a whole."""


class Mark(NamedTuple):
    """The position of a run of known paragraphs: before the paragraph of this number.

    `in_cell` is whether it stands directly in a cell of a row.
    """

    before: int
    run: int
    cell: Cell | None
    boxed: bool
    in_cell: bool


class MarkedReader(Reader):
    """Reads a text with marks."""

    def __init__(self, reader: Reader) -> None:
        vars(self).update(vars(reader))
        self.marks: list[Mark] = []

    def unknown(self, step: etree._Element, cell: Cell | None, *, boxed: bool) -> None:
        """Note a mark; pass over the rest."""
        if step.tag == KNOWN:
            place = len(self.places), int(step.get("n", "")), cell, boxed
            self.marks.append(Mark(*place, _is_cell(step.getparent())))

    def break_page(self) -> None:
        """Count a section break behind the last paragraph. Raises UnplacedError for a break behind a run."""
        if self.marks and self.marks[-1].before == len(self.places):
            raise UnplacedError
        super().break_page()


def _is_cell(element: etree._Element | None) -> bool:
    """Whether an element is a w:tc in a w:tr."""
    row = None if element is None else element.getparent()
    if element is None or row is None:
        return False
    return (element.tag, element.prefix, row.tag, row.prefix) == (CELL, "w", ROW, "w")
