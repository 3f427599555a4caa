"""The WordprocessingML of a letter: paragraphs, tables, drawings and sections, as text.

In a paragraph's text a tab is a tab, ~ is a space at which a line must not break (U+00A0), and «label» is a memo's
label, larger and bold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from templates.drawings import DRAWINGS
from templates.styles import LABEL, STYLES, TEXT_WIDTH, TOP, run_properties, style_id

_RIGHT_COLUMN = 3402  # 6 cm
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
    )
)


@dataclass(frozen=True)
class Line:
    """One paragraph: a style of `styles.STYLES`, its text with template tags, and at most one drawing."""

    style: str
    text: str
    drawing: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: its paragraphs, all of one style, and over how many columns it reaches."""

    lines: tuple[str, ...]
    style: str = "Wian Cell"
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A row, which never breaks between pages; `heading` repeats it on each of them."""

    cells: tuple[Cell, ...]
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A bordered table with columns of these widths; a text among the rows is a tag such as `{%tr for … %}`."""

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


def body(blocks: Sequence[Block], top: int) -> str:
    """Return the content of w:body; the letter's own pages begin `top` twips from the edge."""
    sections = sum(isinstance(block, NewSection) for block in blocks)
    last = _section() if sections else _section(top)
    return "".join(_section_end(top) if isinstance(block, NewSection) else _block(block) for block in blocks) + last


def page_number() -> str:
    """Return the running head from the second page on: - ๒ -, centred.

    The section asks for Thai digits. The field's own switch ThaiArabic would too, but LibreOffice 7 takes it for
    Thai letters; without it LibreOffice prints Arabic digits.
    """
    properties = run_properties()
    field = f'<w:fldSimple w:instr=" PAGE "><w:r>{properties}<w:t>๒</w:t></w:r></w:fldSimple>'
    dash = '<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>'
    inner = dash.format(properties, "- ") + field + dash.format(properties, " -")
    return _paragraph("Wian Page Number", inner)


def paragraph(line: Line) -> str:
    """Return w:p with the full run properties at every run, since a style alone does not hold in every editor."""
    style = STYLES[line.style]
    properties = run_properties(style.size, bold=style.bold, red=style.red, latin=style.latin)
    pieces = [piece for piece in re.split("(\t|«.*?»)", line.text.replace("~", "\u00a0")) if piece]
    runs = [f"<w:r>{LABEL if piece[0] == '«' else properties}{_content(piece.strip('«»'))}</w:r>" for piece in pieces]
    if line.drawing:
        runs.insert(0, f"<w:r>{properties}{DRAWINGS[line.drawing]}</w:r>")
    return _paragraph(line.style, "".join(runs))


def _block(block: Line | Table | SideBySide) -> str:
    if isinstance(block, Line):
        return paragraph(block)
    if isinstance(block, Table):
        return _table(block)
    return _side_by_side(block)


def _section_end(top: int) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="WianBreak"/>{_section(top)}</w:pPr></w:p>'


def _paragraph(style: str, inner: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/></w:pPr>{inner}</w:p>'


def _content(piece: str) -> str:
    return "<w:tab/>" if piece == "\t" else f'<w:t xml:space="preserve">{escape(piece)}</w:t>'


def _section(top: int = TOP) -> str:
    """A4, margins 3 cm left, 2 cm right, usually 2.5 cm top; Thai page numbers, none on the first page.

    The head begins 0.4 cm from the edge, for the secrecy line above the emblem; the page number comes below it.
    """
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="first" '
        'r:id="headerFirst"/><w:footerReference w:type="default" r:id="footer"/>'
        '<w:footerReference w:type="first" r:id="footerFirst"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{top}" w:right="1134" w:bottom="1134" w:left="1701" '
        'w:header="227" w:footer="567" w:gutter="0"/><w:pgNumType w:fmt="thaiNumbers" w:start="1"/>'
        "<w:titlePg/></w:sectPr>"
    )


def _side_by_side(block: SideBySide) -> str:
    """The columns end with a line of no height: a cell, and the letter, may not end without a paragraph."""
    end = paragraph(Line("Wian Break", ""))
    widths = (TEXT_WIDTH - _RIGHT_COLUMN, _RIGHT_COLUMN)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(map(paragraph, lines))}{end}</w:tc>'
        for width, lines in zip(widths, (block.left, block.right), strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>{end}"
    )


def _table(table: Table) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
    rows = "".join(_row(_tag(row, table) if isinstance(row, str) else row, table.widths) for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="WianTable"/><w:tblW w:w="{sum(table.widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _tag(tag: str, table: Table) -> Row:
    return Row((Cell((tag,), span=len(table.widths)),))


def _row(row: Row, widths: Sequence[int]) -> str:
    repeat = "<w:tblHeader/>" if row.heading else ""
    cells, rest = "", list(widths)
    for cell in row.cells:
        cells += _cell(cell, sum(rest[: cell.span]))
        rest = rest[cell.span :]
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>"


def _cell(cell: Cell, width: int) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    lines = "".join(paragraph(Line(cell.style, text)) for text in cell.lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}</w:tcPr>{lines}</w:tc>'
