"""Page breaks in a letter's XML: divided paragraphs, continuation words, fixed line heights."""

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from workflow.docx.parts import W
from workflow.letters.pagination.blocks import BODY
from workflow.letters.pagination.page_breaks import Break

CONTINUATION = "Wian Continuation"
CONTINUATION_LOOK = '<w:spacing w:before="838" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="right"/>'
"""At the right, three lines below the last line (838 twips are two lines of 16 points in Word)."""

_CONTINUATION_ID = CONTINUATION.replace(" ", "")

_BODY, _BODY_END = BODY
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BEFORE_BREAK = (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines")  # elements before w:pageBreakBefore in the schema
_AFTER_INDENT = {
    f"{W}{name}"
    for name in (
        *("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment"),
        *("textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
    )
}
_AFTER_SPACING = {f"{W}ind", *_AFTER_INDENT}
_AFTER_PARAGRAPH = {f"{W}{name}" for name in ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr")}  # in a style
_SPACING = {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}


def end_pages(document: etree._Element, breaks: Sequence[Break]) -> None:
    """End pages at these breaks, with continuation words at the foot."""
    starts = [_second_part(page_break) for page_break in reversed(breaks)][::-1]
    for start, page_break in zip(starts, breaks, strict=True):
        properties = start.find(f"{W}pPr")
        at = sum(step.tag in _BEFORE_BREAK for step in properties)
        properties.insert(at, etree.Element(f"{W}pageBreakBefore"))
        start.addprevious(_continuation(start, page_break.word))
    if starts:
        _release_kept_paragraphs(document, starts[-1])


def fix_lines(styles: etree._Element, heights: Mapping[str, int]) -> None:
    """Fix the line heights of styles: twips by style identifier."""
    for style in styles.iter(f"{W}style"):
        name = str(style.get(f"{W}styleId"))
        if name in heights:
            spacing = _spacing(style)
            spacing.set(f"{W}line", str(heights[name]))
            spacing.set(f"{W}lineRule", "exact")


def _spacing(style: etree._Element) -> etree._Element:
    """The w:spacing of a style's paragraphs, added if missing."""
    properties = style.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        _put_before(style, properties, _AFTER_PARAGRAPH)
    spacing = properties.find(f"{W}spacing")
    if spacing is None:
        spacing = etree.Element(f"{W}spacing")
        _put_before(properties, spacing, _AFTER_SPACING)
    return spacing


def free_pictures(document: etree._Element) -> bool:
    """Let lines with a picture keep its height, against their style; return whether there are any."""
    picture = f"{W}r/{W}drawing/{_WP}inline"
    with_picture = [paragraph for paragraph in document.iter(f"{W}p") if paragraph.find(picture) is not None]
    for paragraph in with_picture:
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}spacing") is None:
            spacing = etree.Element(f"{W}spacing", {f"{W}{name}": value for name, value in _SPACING.items()})
            _put_before(properties, spacing, _AFTER_SPACING)
    return bool(with_picture)


def _second_part(page_break: Break) -> etree._Element:
    """The paragraph that begins the next page; the rest of a divided paragraph begins at the margin."""
    first = page_break.paragraph.element
    if not page_break.offset:
        return first
    second = etree.Element(first.tag, first.attrib, first.nsmap)
    properties = copy.deepcopy(first.find(f"{W}pPr"))
    for indent in properties.findall(f"{W}ind"):
        properties.remove(indent)
    _put_before(properties, etree.Element(f"{W}ind", {f"{W}firstLine": "0"}), _AFTER_INDENT)
    second.append(properties)
    _move_runs(first, second, page_break.offset)
    first.addnext(second)
    return second


def _move_runs(first: etree._Element, second: etree._Element, offset: int) -> None:
    """Move the runs after the first `offset` characters; a run across the offset is divided into two alike."""
    at = 0
    for run in first.findall(f"{W}r"):
        length = sum(map(_length, run))
        if at + length > offset:
            second.append(run if at >= offset else _divided(run, offset - at))
        at += length


def _divided(run: etree._Element, offset: int) -> etree._Element:
    """Divide a run after `offset` characters and return its second part, formatted alike."""
    second = etree.Element(run.tag, run.attrib, run.nsmap)
    at = 0
    for step in list(run):
        length = _length(step)
        if step.tag == f"{W}rPr":
            second.append(copy.deepcopy(step))
        elif at >= offset:
            second.append(step)
        elif at + length > offset:
            rest = etree.SubElement(second, step.tag, {_SPACE: "preserve"})
            step.text, rest.text = step.text[: offset - at], step.text[offset - at :]
            step.set(_SPACE, "preserve")
        at += length
    return second


def _length(step: etree._Element) -> int:
    return len(step.text or "") if step.tag == f"{W}t" else int(step.tag == f"{W}tab")


def _continuation(start: etree._Element, word: str) -> etree._Element:
    """The paragraph of a continuation word, formatted like the text it announces."""
    paragraph = etree.Element(start.tag, nsmap=start.nsmap)
    etree.SubElement(etree.SubElement(paragraph, f"{W}pPr"), f"{W}pStyle", {f"{W}val": _CONTINUATION_ID})
    run = etree.SubElement(paragraph, f"{W}r")
    look = start.find(f"{W}r/{W}rPr")
    if look is not None:
        run.append(copy.deepcopy(look))
    etree.SubElement(run, f"{W}t", {_SPACE: "preserve"}).text = word
    return paragraph


def _release_kept_paragraphs(document: etree._Element, last: etree._Element) -> None:
    """Stop paragraphs before the last page from being kept with the next paragraph, since page breaks are fixed."""
    for style in document.iter(f"{W}pStyle"):
        paragraph = style.getparent().getparent()
        if paragraph is last:
            return
        if style.get(f"{W}val") == _BODY_END:
            style.set(f"{W}val", _BODY)


def _put_before(properties: etree._Element, new: etree._Element, later: set[str]) -> None:
    """Insert a property before the first of the properties that follow it in the schema."""
    following = next((step for step in properties if step.tag in later), None)
    if following is None:
        properties.append(new)
    else:
        following.addprevious(new)
