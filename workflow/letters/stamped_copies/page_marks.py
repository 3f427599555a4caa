"""สำเนาถูกต้อง below the text of every page of a certified copy; the certifier puts initials beside it."""

from collections.abc import Mapping, Sequence

from lxml import etree

from workflow.docx.edit import WordFile, written
from workflow.docx.parts import W
from workflow.letters.pagination.page_size import Sheet, relations_of
from workflow.letters.stamped_copies.text_box import Box, last_number, put_box

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NAME = "certified page"
_BELOW, _WIDTH, _HEIGHT = 340, 1701, 360  # twips: 0.6 cm below the text, 3 cm wide, one line high


def mark_pages(
    file: WordFile, document: etree._Element, sheet: Sheet, mark: etree._Element, *, last: bool
) -> Mapping[str, bytes]:
    """Put the mark on every page, except on the letter's last one unless `last`; returns the changed page feet.

    How many pages an enclosed list fills is known to Word alone, so its later pages have the mark in their feet.
    """
    box = Box(sheet.left + sheet.width - _WIDTH, sheet.foot + _BELOW, _WIDTH, _HEIGHT)
    starts = [next(document.iter(f"{W}p")), *(block.element for block in sheet.blocks if block.look.new_page)]
    enclosed = _enclosed(document)
    if enclosed:
        starts = starts[:1] if last or len(starts) > 1 else []
    elif not last:
        starts = starts[:-1]
    for paragraph in (*starts, *enclosed):
        put_box(paragraph, _NAME, box, [etree.fromstring(etree.tostring(mark))])
    return _marked_feet(file, document, mark, box) if enclosed else {}


def _enclosed(document: etree._Element) -> Sequence[etree._Element]:
    """The first paragraph of each section behind the letter."""
    ends = [end for end in document.iterfind(f"{W}body/{W}p") if end.find(f"{W}pPr/{W}sectPr") is not None]
    return [next(start.iter(f"{W}p")) for end in ends if (start := end.getnext()) is not None]


def _marked_feet(file: WordFile, document: etree._Element, mark: etree._Element, box: Box) -> Mapping[str, bytes]:
    """The feet of the pages behind the first one of each section, with the mark."""
    used = {step.get(_R) for step in document.iter(f"{W}footerReference") if step.get(f"{W}type") == "default"}
    feet: dict[str, bytes] = {}
    numbers = last_number(document)
    for name in [f"word/{target}" for identifier, target in relations_of(file) if identifier in used]:
        tree = etree.fromstring(file.part(name))
        paragraph = next(tree.iter(f"{W}p"), None)
        if paragraph is not None:
            put_box(paragraph, _NAME, box, [etree.fromstring(etree.tostring(mark))], numbers + len(feet))
            feet[name] = written(tree)
    return feet
