"""The copy of a letter for LibreOffice; the letter itself stays unchanged.

LibreOffice (7.4) treats w:jc thaiDistribute as left-aligned, prints Thai page numbers in Arabic digits, and with the
field's switch ThaiArabic in Thai letters (ก ข ค). The copy has `both` for the first and no switch; the digits are a
setting of LibreOffice (see `libreoffice`).
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
    """The copy, the fonts of the letter's Thai text, and whether LibreOffice prints Thai digits.

    LibreOffice prints all digits of a file in Thai or none, so `thai_digits` needs a letter with Thai page numbers and
    without Arabic digits (in a web address, for instance). A two-page letter with Arabic digits gets its page number as
    the field's text: ๒.
    """

    data: bytes
    fonts: frozenset[str]
    thai_digits: bool


def office_copy(docx: bytes) -> OfficeCopy:
    """The copy of a letter. Raises NotWordError for bytes that are no Word file."""
    document, package = read(docx), Package(docx)
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        parts = {name: package.part(name) for name in archive.namelist() if not name.endswith("/")}
    asks = any(pattern.search(data) for name, data in _xml(parts) for pattern in (_THAI_NUMBERS, _SWITCH))
    parts |= {name: _SWITCH.sub(b"", _DISTRIBUTED.sub(rb"\1both", data)) for name, data in _xml(parts)}
    thai = asks and not _has_arabic(document)
    if asks and not thai and _ends_on_page_two(parts[package.main]):
        parts |= {name: _PAGE.sub(b"\\1", data) for name, data in _xml(parts)}
    fonts = frozenset(run.look.font for paragraph in document.everything for run in paragraph.runs if run.thai)
    return OfficeCopy(packed(parts, compress=False), fonts, thai)


def _xml(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in parts.items() if name.startswith("word/") and name.endswith(".xml")]


def _has_arabic(document: Document) -> bool:
    """Whether the letter shows Arabic digits, also in automatic lists."""
    return any(
        _ARABIC.search(paragraph.text) or paragraph.look.number[0] not in ("", "0") for paragraph in document.everything
    )


def _ends_on_page_two(main: bytes) -> bool:
    """Whether the file is a single section divided once, so that only its second page shows a number."""
    return main.count(b"<w:sectPr") == 1 and main.count(b"<w:pageBreakBefore") == 1
