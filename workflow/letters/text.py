"""The text of a letter's Word file, by paragraphs."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from workflow.docx.edit import STYLES
from workflow.docx.parts import DOCUMENT, W
from workflow.thai.spacing import squash

BODY = ("Wian Body", "Wian Body End")
"""The styles of body paragraphs."""


@dataclass(frozen=True)
class Passage:
    """A paragraph of a letter on one line; `body` is whether it is part of the body, not of head or foot."""

    text: str
    body: bool


def passages(docx: bytes) -> list[Passage]:
    """The paragraphs of a letter made by Wian, without empty ones; two spaces separate columns."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        document, styles = etree.fromstring(archive.read(DOCUMENT)), etree.fromstring(archive.read(STYLES))
    style_names = {str(style.get(f"{W}styleId")): _value(style.find(f"{W}name")) for style in styles.iter(f"{W}style")}
    return list(_passages(document, style_names))


def _passages(document: etree._Element, style_names: dict[str, str]) -> Iterator[Passage]:
    for paragraph in document.iter(f"{W}p"):
        text = "  ".join(filter(None, map(squash, paragraph_text(paragraph).split("\t"))))
        if text:
            style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
            yield Passage(text, style_names.get(style, style) in BODY)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{W}val"))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n"}


def paragraphs(docx: bytes) -> list[str]:
    """The text of every paragraph in order, also of empty ones and table cells, without page heads and feet."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [paragraph_text(paragraph) for paragraph in root.iter(f"{_W}p")]


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of a paragraph element, with tabs and line breaks."""
    return "".join(_text(piece) for run in paragraph.iter(f"{_W}r") for piece in run)


def plain(docx: bytes) -> str:
    """The whole text, with single ordinary spaces."""
    return squash(" ".join(paragraphs(docx)))


def _text(piece: etree._Element) -> str:
    if piece.tag == f"{_W}t":
        return piece.text or ""
    return _MARKS.get(str(piece.tag), "")
