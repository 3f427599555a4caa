"""The text of a letter, read back from its Word file."""

import zipfile
from io import BytesIO

from lxml import etree

from workflow.thai import squash

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n"}


def paragraphs(docx: bytes) -> list[str]:
    """Return the text of every paragraph of the body in order, empty ones too, tables cell by cell.

    A tab is a tab; page heads and feet are left out.
    """
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [paragraph_text(paragraph) for paragraph in root.iter(f"{_W}p")]


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of a paragraph's element."""
    return "".join(_text(piece) for run in paragraph.iter(f"{_W}r") for piece in run)


def plain(docx: bytes) -> str:
    """Return the whole text of the body, every run of white space as one ordinary space."""
    return squash(" ".join(paragraphs(docx)))


def _text(piece: etree._Element) -> str:
    if piece.tag == f"{_W}t":
        return piece.text or ""
    return _MARKS.get(str(piece.tag), "")
