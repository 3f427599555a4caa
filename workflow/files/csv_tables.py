"""The reader of CSV tables from people: faults name the row, as the spreadsheet shows it, and the column."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import Fault, InputError
from workflow.files.text import read_text
from workflow.thai.spacing import squash

FAULTS_LISTED = 20


@dataclass(frozen=True)
class Row:
    """A row as written; `number` counts from the header, which is 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        cell = self.cells.get(column)
        return squash(cell) if cell else ""

    def lines(self, column: str) -> tuple[str, ...]:
        """The lines of a cell, separated by `|` or by a line break."""
        cell = self.cells.get(column)
        return tuple(squash(line) for line in re.split(r"[|\n]", cell) if line.strip()) if cell else ()

    def fault(self, column: str, problem: str, expected: str = "") -> Fault:
        """A fault in a cell of this row."""
        return Fault(self.file, problem, column, self.number, expected)


def refuse(path: Path, faults: Sequence[Fault]) -> None:
    """Raise InputError if there are faults, with the first FAULTS_LISTED and the number of the others."""
    if faults:
        more = len(faults) - FAULTS_LISTED
        listed = list(faults[:FAULTS_LISTED])
        raise InputError([*listed, Fault(path.name, f"... and {more} more")] if more > 0 else listed)


def read_rows(path: Path, needed: Sequence[str], allowed: Sequence[str] | None = None) -> list[Row]:
    """The rows of a CSV file, without blank ones. `allowed` are the possible columns (default: any).

    Raises InputError for a file that is not CSV in UTF-8, for missing or unknown columns, and for one without rows.
    """
    table = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [squash(cell) for cell in next(table, [])]
        refuse(path, list(_header_faults(path.name, header, needed, allowed)))
        lines = [(number, cells) for number, cells in enumerate(table, start=2) if any(map(str.strip, cells))]
    except csv.Error as error:
        raise InputError([Fault(path.name, f"not valid CSV: {error}", row=table.line_num)]) from None
    refuse(path, [_width_fault(path.name, n, cells, header) for n, cells in lines if len(cells) != len(header)])
    if not lines:
        raise InputError([Fault(path.name, "there are no rows under the header", expected="one row for each unit")])
    return [Row(path.name, number, dict(zip(header, cells, strict=True))) for number, cells in lines]


def _header_faults(
    file: str, header: Sequence[str], needed: Sequence[str], allowed: Sequence[str] | None
) -> Iterator[Fault]:
    for column in needed:
        if column not in header:
            yield Fault(file, "there is no such column", column, 1, f"a header with {', '.join(needed)}")
    for place, column in enumerate(header):
        if column in header[:place]:
            yield Fault(file, "the column is there twice", column, 1)
        elif allowed is not None and column not in allowed:
            yield Fault(file, "unknown column", column or "(blank)", 1, f"one of {', '.join(allowed)}")


def _width_fault(file: str, number: int, cells: Sequence[str], header: Sequence[str]) -> Fault:
    expected = f"{len(header)}, as in the header (a comma inside a cell needs quotes around the cell)"
    return Fault(file, f"the row has {len(cells)} cells", row=number, expected=expected)
