"""What a file is, is told by its content; what is no PDF, picture, Word or Excel file is refused."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from runtime.settings import ROOT
from workflow.files.types import FileKindError, FileType, kind_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, form)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def excel() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def with_part(docx: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(docx)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return out.getvalue()


GOOD = {
    FileType.PDF: PDF,
    FileType.PNG: picture("PNG"),
    FileType.JPEG: picture("JPEG"),
    FileType.DOCX: word(),
    FileType.XLSX: excel(),
}


@pytest.mark.parametrize("kind", FileType)
def test_a_file_is_what_its_content_says(kind: FileType) -> None:
    assert kind_of(GOOD[kind]) is kind


def test_the_letters_wian_makes_are_word_files() -> None:
    for file in (ROOT / "templates/letters").glob("*.docx"):
        assert kind_of(file.read_bytes()) is FileType.DOCX


BAD = {
    "empty": b"",
    "text": b"hello",
    "html": b"<html><script>alert(1)</script>",
    "html that begins like nothing": b"GIF89a<script>",
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "a program": b"MZ\x90\x00" + bytes(100),
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a PDF without an end": PDF[:-6],
    "a PDF that is not the first": b"x" + PDF,
    "half a PNG": GOOD[FileType.PNG][:-20],
    "a damaged PNG": GOOD[FileType.PNG][:45] + b"\x00\x00" + GOOD[FileType.PNG][47:],
    "half a JPEG": GOOD[FileType.JPEG][:-30],
    "only the first bytes of a JPEG": b"\xff\xd8\xff\xe0" + bytes(50) + b"\xff\xd9",
    "half a Word file": GOOD[FileType.DOCX][:-200],
    "a zip file": archive(a=b"x"),
    "a zip file that names no kind": archive(**{"[Content_Types].xml": b"<Types/>"}),
    "a presentation": archive(
        **{
            "[Content_Types].xml": b'<Override ContentType="application/vnd.openxmlformats-officedocument.'
            b'presentationml.presentation.main+xml"/>'
        }
    ),
    "macros": with_part(GOOD[FileType.DOCX], "word/vbaProject.bin", b"x"),
    "controls": with_part(GOOD[FileType.XLSX], "xl/activeX/activeX1.bin", b"x"),
}


@pytest.mark.parametrize("name", BAD)
def test_any_other_file_is_refused_in_plain_words(name: str) -> None:
    with pytest.raises(FileKindError) as caught:
        kind_of(BAD[name])
    assert str(caught.value)


def test_a_bomb_is_refused_in_plain_words() -> None:
    bomb = with_part(GOOD[FileType.DOCX], "word/media/bomb.bin", bytes(200_000_001))
    with pytest.raises(FileKindError) as caught:
        kind_of(bomb)
    assert str(caught.value)
