"""Letters as other programs see them: openxml-audit's checks (those of Microsoft's Open XML SDK), and python-docx."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from tests.support.sample_letters import MADE, PICTURES, rendered, template
from tests.support.word_parts import parts_of
from workflow.docx.package import packed
from workflow.letters.lagging_list_xlsx import sheet
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import paragraphs

CHANGES: dict[str, Facts] = {
    "as it is": {},
    "secret, with a long list": {"secrecy": "ลับ", "list": unit_list(100)},
    "without list, QR code and urgency": {"list": None, "qr": None, "urgency": ""},
}


def findings(data: bytes, folder: Path, kind: str = "docx") -> list[str]:
    """What openxml-audit says against a Word file or an Excel file, warnings included."""
    path = folder / f"file.{kind}"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


@pytest.mark.parametrize("changes", CHANGES.values(), ids=list(CHANGES))
@pytest.mark.parametrize("name", SAMPLES)
def test_the_audit_of_a_letter_finds_nothing(name: str, changes: Facts, tmp_path: Path) -> None:
    assert findings(rendered(name, None, **changes), tmp_path) == []


@pytest.mark.parametrize("length", [1, 2, 100])
def test_the_audit_of_a_list_in_excel_finds_nothing(length: int, tmp_path: Path) -> None:
    facts = {**SAMPLES["followup"], "list": unit_list(length)}
    assert findings(sheet(facts, MADE), tmp_path, "xlsx") == []


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
def test_a_letter_is_titled_by_its_subject_in_the_files_properties(name: str) -> None:
    subject = "การสำรวจที่พักพิง <ก> & “ข”"
    assert Document(BytesIO(rendered(name, subject=subject))).core_properties.title == subject


@pytest.mark.parametrize("name", ["original", "reminder", "thanks"])
def test_a_letter_without_a_code_carries_no_picture_of_one(name: str, tmp_path: Path) -> None:
    facts = {**SAMPLES[name], "qr": None}
    letter = template(name).render(facts, pictures={"emblem": PICTURES["emblem"]}, made=MADE)
    assert [part for part in parts_of(letter) if "media" in part] == ["word/media/emblem.png"]
    assert b"qr.png" not in b"".join(parts_of(letter).values())
    assert findings(letter, tmp_path) == []
    with_code = template(name).render(facts, pictures=PICTURES, made=MADE)
    assert b'Target="media/qr.png"' in parts_of(with_code)["word/_rels/document.xml.rels"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_zip_archive_of_a_letter_is_whole_and_begins_with_its_list_of_content_types(name: str) -> None:
    with zipfile.ZipFile(BytesIO(rendered(name))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert len(set(archive.namelist())) == len(archive.namelist())
