"""Where paragraphs stand: each by itself, or a run of them at the place of the first."""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from workflow.lint.word.runs import Written

Cell = tuple[int, int, int]
"""A cell as (table, row, column)."""


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


class Place(NamedTuple):
    """The place of a paragraph: what is written there, or the number of a run of paragraphs that begins there.

    `breaks` are the section breaks behind it, none behind a run; `in_cell` is whether it stands in a cell of a row and
    in nothing else there.
    """

    written: Written | int
    cell: Cell | None
    boxed: bool
    breaks: int = 0
    in_cell: bool = False


class UnplacedError(Exception):
    """A run that steps through cells, but does not begin in one."""


def one_by_one(
    places: Iterable[Place], runs: Sequence[Sequence[Known]]
) -> Iterator[tuple[Written, Cell | None, bool, int]]:
    """Every paragraph, those of a run one after the other: its cell, whether it is boxed, and the breaks behind it.

    Rows that a run has gone through are counted for what follows in their table. Raises UnplacedError.
    """
    moved: dict[int, tuple[int, int, int]] = {}
    for there, at, boxed, breaks, in_cell in places:
        cell = _moved(at, moved) if moved else at
        if not isinstance(there, int):
            yield there, cell, boxed, breaks
            continue
        first, *others = runs[there]
        yield first.written, cell, boxed, breaks
        for written, _, step in others:
            if step is not Step.ON:
                if cell is None or not in_cell:
                    raise UnplacedError
                table, row, column = cell
                cell = (table, row, column + 1) if step is Step.CELL else (table, row + 1, 0)
            yield written, cell, boxed, breaks
        if at and cell:
            moved[cell[0]] = at[1], cell[1] - at[1], cell[2] - at[2]


def _moved(cell: Cell | None, moved: dict[int, tuple[int, int, int]]) -> Cell | None:
    if cell is None or cell[0] not in moved:
        return cell
    table, row, column = cell
    at, rows, columns = moved[table]
    return table, row + rows, column + columns if row == at else column
