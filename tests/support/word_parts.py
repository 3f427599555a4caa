"""Reading the parts of a Word file."""

import re
import zipfile
from io import BytesIO

from docx.oxml.ns import qn
from lxml import etree

from tests.support.lint_edits import STYLES, edited
from workflow.docx.package import packed

STORIES = ("document", "header1", "header2", "footer1", "footer2")


def parts_of(docx: bytes) -> dict[str, bytes]:
    """The parts of a Word file by their names."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_word_sets_it(docx: bytes) -> bytes:
    """The letter with single-spaced lines as high as Word's: 1.31 of the type's size."""

    def change(root: etree._Element) -> None:
        for style in root.iter(qn("w:style")):
            spacing, size = style.find(f"{qn('w:pPr')}/{qn('w:spacing')}"), style.find(f".//{qn('w:szCs')}")
            with_picture = style.get(qn("w:styleId")) == "WianQR"
            if spacing is not None and spacing.get(qn("w:lineRule")) == "auto" and not with_picture:
                spacing.set(qn("w:line"), str(round((32 if size is None else int(size.get(qn("w:val")))) * 13.1)))
                spacing.set(qn("w:lineRule"), "exact")

    return edited(docx, change, STYLES)


def with_main_part(docx: bytes, name: str) -> bytes:
    """The letter with its text in a part of another name, as some programs write it."""
    renamed = {"word/document.xml": f"word/{name}", "word/_rels/document.xml.rels": f"word/_rels/{name}.rels"}
    parts = {renamed.get(part, part): data for part, data in parts_of(docx).items()}
    for part in ("_rels/.rels", "[Content_Types].xml"):
        parts[part] = parts[part].replace(b"word/document.xml", f"word/{name}".encode())
    return packed(parts)


def in_strict_form(docx: bytes) -> bytes:
    """The letter with the names of Strict Open XML."""
    usual = rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml)/2006/"
    parts = parts_of(docx)
    return packed({name: re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", data) for name, data in parts.items()})


def boxes(docx: bytes) -> dict[str, list[etree._Element]]:
    """The paragraphs of each box of text, by its name."""
    root = etree.fromstring(parts_of(docx)["word/document.xml"])
    return {
        anchor.find(f".//{qn('wp:docPr')}").get("name"): list(anchor.iter(qn("w:p")))
        for anchor in root.iter(qn("wp:anchor"))
        if anchor.find(f".//{qn('w:txbxContent')}") is not None
    }


def texts(paragraphs: list[etree._Element]) -> list[str]:
    """The text of each paragraph."""
    return ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in paragraphs]
