"""The writing of tables into a Word file: bordered lists, and lines in two columns."""

from collections.abc import Sequence

from docx.document import Document
from docx.shared import Twips
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from templates.builder import word_xml
from templates.builder.blocks import Cell, Line, Row, SideBySide, Table
from templates.builder.paragraphs import write_line
from templates.builder.styles import TABLE, TEXT_WIDTH

_RIGHT_COLUMN = 3402  # 6 cm
_NO_HEIGHT = Line("Wian Break", "")


def write_table(document: Document, table: Table) -> None:
    """Add a table with borders."""
    written = _new_table(document, table.widths)
    written.style = TABLE
    for row in table.rows:
        tag = Row((Cell(row, span=len(table.widths)),)) if isinstance(row, str) else row
        _write_row(written.add_row(), tag)


def write_side_by_side(document: Document, block: SideBySide) -> None:
    """Add two columns and a line of no height, because a cell and a letter must end with a paragraph."""
    written = _new_table(document, (TEXT_WIDTH - _RIGHT_COLUMN, _RIGHT_COLUMN))
    word_xml.remove_cell_margins(written)
    row = written.add_row()
    word_xml.keep_whole(row)
    for cell, lines in zip(row.cells, (block.left, block.right), strict=True):
        _write_cell(cell, (*lines, _NO_HEIGHT))
    write_line(document.add_paragraph(), _NO_HEIGHT)


def _new_table(document: Document, widths: Sequence[int]) -> WordTable:
    table: WordTable = document.add_table(0, len(widths))
    table.autofit = False
    word_xml.set_width(table, sum(widths))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    return table


def _write_row(written: _Row, row: Row) -> None:
    word_xml.keep_whole(written)
    if row.heading:
        word_xml.repeat_on_each_page(written)
    places, begin = written.cells, 0
    for cell in row.cells:
        end = begin + cell.span - 1
        place = places[begin].merge(places[end]) if cell.span > 1 else places[begin]
        _write_cell(place, [Line(cell.style, cell.text)])
        begin = end + 1


def _write_cell(cell: _Cell, lines: Sequence[Line]) -> None:
    """Write lines into a cell, which has its first paragraph already."""
    for number, line in enumerate(lines):
        write_line(cell.add_paragraph() if number else cell.paragraphs[0], line)
