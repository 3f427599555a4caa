"""Reading a text in which marks stand in the places of runs of known paragraphs."""

from typing import NamedTuple

from lxml import etree

from workflow.docx.reader import CELL, ROW, Cell, Reader

KNOWN = "p"
"""The name of a mark, in no name space; `n` is the number of the run."""


class UnplacedError(Exception):
    """A run of known paragraphs whose place cannot be told: the text has to be read as a whole."""


class Mark(NamedTuple):
    """The place of a run of known paragraphs: before the place of this number.

    `in_cell` is whether it stands in a cell of a row and in nothing else there.
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
        """A section break behind the last paragraph. Raises UnplacedError for one behind a run."""
        if self.marks and self.marks[-1].before == len(self.places):
            raise UnplacedError
        super().break_page()


def _is_cell(element: etree._Element | None) -> bool:
    """Whether an element is the cell of a row, both told as Word tells them."""
    row = None if element is None else element.getparent()
    if element is None or row is None:
        return False
    return (element.tag, element.prefix, row.tag, row.prefix) == (CELL, "w", ROW, "w")
