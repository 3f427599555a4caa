"""The lagging list of a letter as an Excel file, to sort and to filter."""

import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workflow.docx.package import CORE, core_properties, packed
from workflow.files.excel_parts import as_excel_writes
from workflow.letters.lagging_list import Listing, listing_of
from workflow.letters.templates.plain_facts import plain
from workflow.thai.spacing import squash

_FONT = Font(name="TH SarabunPSK", size=16)
_EDGE = Side(style="thin")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TITLE, _CELL, _MIDDLE, _SUM = "Wian Title", "Wian Cell", "Wian Cell Centre", "Wian Sum"
_THAI = "[$-D00041E]0"  # a number, so that it sorts and adds up, shown in Thai digits
_HEADING = 4  # the row
_LINE = 24  # points
_LETTERS_PER_WIDTH = 1.05  # letters of this font per unit of a column's width, without marks above and below
_CM = 1 / 2.54


def sheet(facts: Mapping[str, object], made: datetime) -> bytes:
    """The lagging list of a letter as an .xlsx, with the same bytes for the same arguments.

    Every office has a row with its place, so that rows can be sorted; groups and counts are on a second sheet. No text
    becomes a formula. Raises NotAllowedError as `listing_of` does.
    """
    plain_facts = plain(facts)
    listing = listing_of(plain_facts)
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    _offices(cast(Worksheet, book.active), listing, _letter(plain_facts))
    if listing["whole"]:
        _groups(book.create_sheet(), listing, _letter(plain_facts))
    out = BytesIO()
    book.save(out)
    return _reproducible(out.getvalue(), made, listing["title"])


def _styles() -> Iterator[NamedStyle]:
    left, centred = (Alignment(horizontal=side, vertical="top", wrap_text=True) for side in ("left", "center"))
    yield NamedStyle(_TITLE, font=_FONT, alignment=centred)
    yield NamedStyle(_CELL, font=_FONT, alignment=left, border=_BOX)
    yield NamedStyle(_MIDDLE, font=_FONT, alignment=centred, border=_BOX)
    yield NamedStyle(_SUM, font=_FONT, alignment=left)


def _offices(page: Worksheet, listing: Listing, letter: str) -> None:
    _begin(page, "รายชื่อ", (7, 16, 33, 33), listing, letter)
    _row(page, _HEADING, ("ที่", listing["place"], "หน่วยงาน", "ผลการดำเนินการ"), (_MIDDLE,) * 4)
    at = _HEADING
    for group in listing["groups"]:
        for row in group["rows"]:
            at += 1
            values = int(row["no"]), row["place"], row["unit"], row["matter"]
            _row(page, at, values, (_MIDDLE, _CELL, _CELL, _CELL))
    page.auto_filter.ref = f"A{_HEADING}:D{at}"
    at += 1  # an empty row ends the table and keeps the sums out of sorting and filtering
    sums = [("รวมทั้งสิ้น", listing["count"])]
    if len(listing["summary"]) > 1:
        sums += [(part["matter"], part["count"]) for part in listing["summary"]]
    for label, count in sums:
        at += 1
        page.row_dimensions[at].height = _LINE
        _put(page, at, 3, label, _SUM)
        _put(page, at, 4, int(count), _SUM).number_format = f'{_THAI}" แห่ง"'


def _groups(page: Worksheet, listing: Listing, letter: str) -> None:
    _begin(page, "สรุป", (60, 29), listing, letter)
    _row(page, _HEADING, (listing["place"], "จำนวน (แห่ง)"), (_MIDDLE, _MIDDLE))
    for at, group in enumerate(listing["groups"], start=_HEADING + 1):
        _row(page, at, (group["name"], int(group["count"])), (_CELL, _MIDDLE))
    _row(page, at + 1, ("รวม", int(listing["count"])), (_CELL, _MIDDLE))


def _begin(page: Worksheet, name: str, widths: Sequence[int], listing: Listing, letter: str) -> None:
    """Write the title, day and letter above the table, and the page's print settings."""
    page.title = name
    for column, width in zip("ABCD", widths, strict=False):
        page.column_dimensions[column].width = width
    for at, text in enumerate((listing["title"], f"ข้อมูล ณ วันที่ {listing['as_of']}", letter), start=1):
        _put(page, at, 1, text, _TITLE)
        page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(widths))
        page.row_dimensions[at].height = _LINE * _lines(text, sum(widths))
    page.freeze_panes = f"A{_HEADING + 1}"
    page.print_title_rows = f"{_HEADING}:{_HEADING}"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.paperSize, page.page_setup.orientation = 9, "portrait"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0  # as many pages high as it takes
    margins = page.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 3 * _CM, 2 * _CM, 2.5 * _CM, 2 * _CM


def _letter(facts: Mapping[str, object]) -> str:
    if not facts["number"]:
        return "ร่าง"
    sender = cast(Mapping[str, object], facts["sender"])
    kind = "บันทึกข้อความ" if facts["form"] == "memo" else f"หนังสือ{sender['name']}"
    return f"{kind} ที่ {facts['number']} ลงวันที่ {facts['date']}"


def _row(page: Worksheet, at: int, values: Sequence[str | int], styles: Sequence[str]) -> None:
    lines = []
    for column, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
        _put(page, at, column, value, style)
        lines.append(_lines(value, page.column_dimensions["ABCD"[column - 1]].width))
    page.row_dimensions[at].height = _LINE * max(lines)


def _lines(value: str | int, width: float) -> int:
    """The lines of a value in a column, rather one too many, because some programs do not fit rows to their text."""
    letters = [char for char in str(value) if unicodedata.category(char) != "Mn"]
    return 1 + int(len(letters) / (width * _LETTERS_PER_WIDTH))


def _put(page: Worksheet, at: int, column: int, value: str | int, style: str) -> Cell:
    cell = cast(Cell, page.cell(at, column))
    cell.style = style
    if isinstance(value, int):
        cell.value = value
        cell.number_format = _THAI
    else:
        cell.value = squash(value)
        cell.data_type = "s"  # no formula,
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # not even after an edit
    return cell


def _reproducible(xlsx: bytes, made: datetime, title: str) -> bytes:
    """The file with the time of the letter instead of the time of writing in its properties."""
    with zipfile.ZipFile(BytesIO(xlsx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({**as_excel_writes(parts), CORE: core_properties(made, title=title)})
