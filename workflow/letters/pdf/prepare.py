"""The copy of a letter that LibreOffice gets. The letter itself stays as it is.

LibreOffice (7.4) takes w:jc thaiDistribute for left-aligned, prints page numbers that should be Thai in Arabic digits,
and with the field's own switch ThaiArabic in Thai letters (ก ข ค). In the copy the first becomes `both`, and the
switch is left out; the digits are a matter of LibreOffice's settings (see `office`).
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from workflow.docx.package import packed
from workflow.docx.parts import Package
from workflow.lint.word.document import Document
from workflow.lint.word.read import read

_DISTRIBUTED = re.compile(rb"(:val\s*=\s*[\"'])thaiDistribute(?=[\"'])")
_SWITCH = re.compile(rb"\\\*\s*ThaiArabic", re.IGNORECASE)
_THAI_NUMBERS = re.compile(rb"[\"']thaiNumbers[\"']")
_PAGE = re.compile(rb"<w:fldSimple [^>]*PAGE[^>]*>(.*?)</w:fldSimple>", re.DOTALL)
_ARABIC = re.compile("[0-9]")


@dataclass(frozen=True)
class OfficeCopy:
    """What LibreOffice gets; the fonts that the letter's Thai text asks for; in which digits pages are numbered.

    LibreOffice can print either all digits of a file in Thai or none, so `thai_digits` is only true where the
    letter asks for Thai page numbers and has no Arabic digit (an address on the web, for instance) to be spoilt. A
    letter that has one, and was divided into two pages, gets the number as the text that stands in the field: ๒.
    """

    data: bytes
    fonts: frozenset[str]
    thai_digits: bool


def office_copy(docx: bytes) -> OfficeCopy:
    """Make the copy. Raises NotWordError for bytes that are no Word file."""
    document, package = read(docx), Package(docx)
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        parts = {name: package.part(name) for name in archive.namelist() if not name.endswith("/")}
    asks = any(pattern.search(data) for name, data in _xml(parts) for pattern in (_THAI_NUMBERS, _SWITCH))
    parts |= {name: _SWITCH.sub(b"", _DISTRIBUTED.sub(rb"\1both", data)) for name, data in _xml(parts)}
    thai = asks and not _has_arabic(document)
    if asks and not thai and _ends_on_page_two(parts[package.main]):
        parts |= {name: _PAGE.sub(b"\\1", data) for name, data in _xml(parts)}
    fonts = frozenset(run.look.font for each in document.everything for run in each.runs if run.thai)
    return OfficeCopy(packed(parts, compress=False), fonts, thai)


def _xml(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in parts.items() if name.startswith("word/") and name.endswith(".xml")]


def _has_arabic(document: Document) -> bool:
    """Whether the letter shows Arabic digits, those of automatic lists included."""
    return any(_ARABIC.search(each.text) or each.look.number[0] not in ("", "0") for each in document.everything)


def _ends_on_page_two(main: bytes) -> bool:
    """Whether the file is one section that was divided once, so that only its second page shows a number."""
    return main.count(b"<w:sectPr") == 1 and main.count(b"<w:pageBreakBefore") == 1
