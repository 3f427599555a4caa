"""The blocks of a letter: lines, tables, columns and sections, in order.

In a text a tab is a tab, ~ is a space at which a line must not break (U+00A0), and «label» is a memo's label, larger
and bold.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A paragraph: a style of `styles.STYLES`, a text with template tags, and at most one drawing."""

    style: str
    text: str
    drawing: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, style, and number of columns."""

    text: str
    style: str = "Wian Cell"
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A row, never divided between pages; a `heading` is repeated on every page."""

    cells: tuple[Cell, ...]
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A bordered table with columns of these widths (twips); a text among the rows is a tag such as `{%tr for … %}`."""

    widths: tuple[int, ...]
    rows: tuple[Row | str, ...]


@dataclass(frozen=True)
class SideBySide:
    """Lines in two columns, in a table without borders."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


@dataclass(frozen=True)
class NewSection:
    """The start of a section on a new page, with page numbers of its own."""


Block = Line | Table | SideBySide | NewSection


@dataclass(frozen=True)
class Letter:
    """A template: its blocks, whether its pages may have a grade of secrecy, and whether it is a memo."""

    blocks: tuple[Block, ...]
    secrecy: bool = True
    memo: bool = False
