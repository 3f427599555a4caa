"""Where paragraphs stand: each by itself, or a run of them at the place of the first."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from workflow.docx.reader import Cell, Place
from workflow.docx.runs import Written
from workflow.lint.word.fast.marked_reader import Mark, UnplacedError


class Step(IntEnum):
    """How a paragraph follows another: on the same spot, in the next cell, or in the first cell of the next row."""

    ON = 1
    CELL = 2
    ROW = 3


class Known(NamedTuple):
    """A known paragraph: the XML before it, shortened, and the step that is from the paragraph before, if it is one."""

    written: Written
    between: bytes
    step: Step | None


def one_by_one(places: Sequence[Place], marks: Sequence[Mark], runs: Sequence[Sequence[Known]]) -> Iterator[Place]:
    """The places of all paragraphs, those of each marked run one after the other.

    Rows that a run has gone through are counted for what follows in their table. Raises UnplacedError.
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
