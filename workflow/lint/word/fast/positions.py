"""The positions of paragraphs, worked out for runs of known paragraphs from their marks."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from workflow.docx.reader import Cell, Place
from workflow.docx.runs import Written
from workflow.lint.word.fast.marked_reader import Mark, UnplacedError


class Step(IntEnum):
    """The step from a paragraph to the next: in the same cell, to the next cell, or to the next row's first cell."""

    ON = 1
    CELL = 2
    ROW = 3


class Known(NamedTuple):
    """A known paragraph, the shortened XML before it, and the step that this XML makes, if any."""

    written: Written
    between: bytes
    step: Step | None


def one_by_one(places: Sequence[Place], marks: Sequence[Mark], runs: Sequence[Sequence[Known]]) -> Iterator[Place]:
    """All paragraphs with their positions, the marked runs expanded.

    The rows of a run shift the positions after it in the same table. Raises UnplacedError.
    """
    moved: dict[int, tuple[int, int, int]] = {}
    done = 0
    for mark in marks:
        yield from (_shifted(place, moved) for place in places[done : mark.before])
        done = mark.before
        yield from _of_run(mark, runs[mark.run], moved)
    yield from (_shifted(place, moved) for place in places[done:])


def _of_run(mark: Mark, run: Sequence[Known], moved: dict[int, tuple[int, int, int]]) -> Iterator[Place]:
    cell = _moved(mark.cell, moved)
    for number, (written, _, step) in enumerate(run):
        if number and step is not Step.ON:
            if cell is None or not mark.in_cell:
                raise UnplacedError
            table, row, column = cell
            cell = (table, row, column + 1) if step is Step.CELL else (table, row + 1, 0)
        yield Place(written, cell, mark.boxed)
    if mark.cell and cell:
        moved[cell[0]] = mark.cell[1], cell[1] - mark.cell[1], cell[2] - mark.cell[2]


def _shifted(place: Place, moved: dict[int, tuple[int, int, int]]) -> Place:
    return place._replace(cell=_moved(place.cell, moved)) if moved else place


def _moved(cell: Cell | None, moved: dict[int, tuple[int, int, int]]) -> Cell | None:
    if cell is None or cell[0] not in moved:
        return cell
    table, row, column = cell
    at, rows, columns = moved[table]
    return table, row + rows, column + columns if row == at else column
