"""Letters as other programs see them: openxml-audit's checks (those of Microsoft's Open XML SDK), and python-docx."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from tests.support.sample_letters import rendered
from workflow.docx.package import packed
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import paragraphs

CHANGES: dict[str, Facts] = {
    "as it is": {},
    "secret, with a long list": {"secrecy": "ลับ", "list": unit_list(100)},
    "without list, QR code and urgency": {"list": None, "qr": None, "urgency": ""},
}


def findings(docx: bytes, folder: Path) -> list[str]:
    """What openxml-audit says against a Word file, warnings included."""
    path = folder / "letter.docx"
    path.write_bytes(docx)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


@pytest.mark.parametrize("changes", CHANGES.values(), ids=list(CHANGES))
@pytest.mark.parametrize("name", SAMPLES)
def test_the_audit_of_a_letter_finds_nothing(name: str, changes: Facts, tmp_path: Path) -> None:
    assert findings(rendered(name, None, **changes), tmp_path) == []


def test_the_audit_would_find_an_element_in_the_wrong_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(rendered("original"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = parts["word/document.xml"]
    parts["word/document.xml"] = document.replace(b"<w:pPr>", b"<w:pPr><w:t>x</w:t>", 1)
    assert findings(packed(parts), tmp_path)


@pytest.mark.parametrize("name", SAMPLES)
def test_python_docx_reads_the_same_text_from_a_letter(name: str) -> None:
    letter = rendered(name)
    document = Document(BytesIO(letter))
    cells = {cell._tc: cell for table in document.tables for row in table.rows for cell in row.cells}.values()
    texts = [paragraph.text for story in (document, *cells) for paragraph in story.paragraphs]
    assert sorted(texts) == sorted(paragraphs(letter))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_zip_archive_of_a_letter_is_whole_and_begins_with_its_list_of_content_types(name: str) -> None:
    with zipfile.ZipFile(BytesIO(rendered(name))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert len(set(archive.namelist())) == len(archive.namelist())
