"""What a letter consists of: lines, tables, columns and sections, in their order.

In a text a tab is a tab, ~ is a space at which a line must not break (U+00A0), and «label» is a memo's label, larger
and bold.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph: a style of `styles.STYLES`, its text with template tags, and at most one drawing."""

    style: str
    text: str
    drawing: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, its style, and over how many columns it reaches."""

    text: str
    style: str = "Wian Cell"
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A row, which never breaks between pages; `heading` repeats it on each of them."""

    cells: tuple[Cell, ...]
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A bordered table with columns of these widths (twips); a text among the rows is a tag such as `{%tr for … %}`."""

    widths: tuple[int, ...]
    rows: tuple[Row | str, ...]


@dataclass(frozen=True)
class SideBySide:
    """Lines at the left and others beside them at the right, in a table without borders."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


@dataclass(frozen=True)
class NewSection:
    """What follows begins on a new page and counts its own pages."""


Block = Line | Table | SideBySide | NewSection


@dataclass(frozen=True)
class Letter:
    """A template: its blocks, whether a grade of secrecy may stand on its pages, and whether it is a memo."""

    blocks: tuple[Block, ...]
    secrecy: bool = True
    memo: bool = False
