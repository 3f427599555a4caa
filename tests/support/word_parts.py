"""Reading the parts of a Word file."""

import zipfile
from io import BytesIO

from docx.oxml.ns import qn
from lxml import etree

from tests.support.lint_edits import STYLES, edited

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
