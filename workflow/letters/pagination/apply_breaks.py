"""A letter's XML changed where a page ends: paragraphs divided, continuation words put in, lines given a height."""

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from workflow.docx.edit import W
from workflow.letters.pagination.blocks import BODY
from workflow.letters.pagination.page_breaks import Break

CONTINUATION = "Wian Continuation"
CONTINUATION_LOOK = '<w:spacing w:before="838" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="right"/>'
"""At the right, three lines below the last (838 twips are two lines of 16 points in Word)."""

_CONTINUATION_ID = CONTINUATION.replace(" ", "")

_BODY, _BODY_END = BODY
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BEFORE_BREAK = (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines")  # what the schema has before w:pageBreakBefore
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


def end_pages(document: etree._Element, found: Sequence[Break]) -> None:
    """End a page at each of these places, with its continuation word below."""
    starts = [_second_part(place) for place in reversed(found)][::-1]
    for start, place in zip(starts, found, strict=True):
        properties = start.find(f"{W}pPr")
        at = sum(step.tag in _BEFORE_BREAK for step in properties)
        properties.insert(at, etree.Element(f"{W}pageBreakBefore"))
        start.addprevious(_foot(start, place.word))
    if starts:
        _let_go(document, starts[-1])


def fix_lines(styles: etree._Element, heights: Mapping[str, int]) -> None:
    """Give the lines of these styles (by identifier) a height of their own, twips."""
    for style in styles.iter(f"{W}style"):
        name = str(style.get(f"{W}styleId"))
        if name in heights:
            spacing = _spacing(style)
            spacing.set(f"{W}line", str(heights[name]))
            spacing.set(f"{W}lineRule", "exact")


def _spacing(style: etree._Element) -> etree._Element:
    """The w:spacing of a style's paragraphs, made if there is none."""
    properties = style.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        _put_before(style, properties, _AFTER_PARAGRAPH)
    found = properties.find(f"{W}spacing")
    if found is None:
        found = etree.Element(f"{W}spacing")
        _put_before(properties, found, _AFTER_SPACING)
    return found


def free_pictures(document: etree._Element) -> bool:
    """Leave the lines that hold a picture as high as it is, whatever their style says; whether there are any."""
    found = [each for each in document.iter(f"{W}p") if each.find(f"{W}r/{W}drawing/{_WP}inline") is not None]
    for paragraph in found:
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}spacing") is None:
            spacing = etree.Element(f"{W}spacing", {f"{W}{name}": value for name, value in _SPACING.items()})
            _put_before(properties, spacing, _AFTER_SPACING)
    return bool(found)


def _second_part(place: Break) -> etree._Element:
    """The paragraph that begins the next page: what follows of a divided one is set from the margin."""
    first = place.paragraph.element
    if not place.offset:
        return first
    second = etree.Element(first.tag, first.attrib, first.nsmap)
    properties = copy.deepcopy(first.find(f"{W}pPr"))
    for indent in properties.findall(f"{W}ind"):
        properties.remove(indent)
    _put_before(properties, etree.Element(f"{W}ind", {f"{W}firstLine": "0"}), _AFTER_INDENT)
    second.append(properties)
    _move_runs(first, second, place.offset)
    first.addnext(second)
    return second


def _move_runs(first: etree._Element, second: etree._Element, offset: int) -> None:
    """Move what comes after so many characters; a run across the place is divided and keeps its look in both."""
    at = 0
    for run in first.findall(f"{W}r"):
        length = sum(map(_length, run))
        if at + length > offset:
            second.append(run if at >= offset else _divided(run, offset - at))
        at += length


def _divided(run: etree._Element, offset: int) -> etree._Element:
    """Take everything after so many characters out of a run, into another that looks the same."""
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


def _foot(start: etree._Element, word: str) -> etree._Element:
    """The continuation word in the look of the text it announces."""
    paragraph = etree.Element(start.tag, nsmap=start.nsmap)
    etree.SubElement(etree.SubElement(paragraph, f"{W}pPr"), f"{W}pStyle", {f"{W}val": _CONTINUATION_ID})
    run = etree.SubElement(paragraph, f"{W}r")
    look = start.find(f"{W}r/{W}rPr")
    if look is not None:
        run.append(copy.deepcopy(look))
    etree.SubElement(run, f"{W}t", {_SPACE: "preserve"}).text = word
    return paragraph


def _let_go(document: etree._Element, last: etree._Element) -> None:
    """Nothing before the last page is kept with what follows: the pages' ends are settled."""
    for named in document.iter(f"{W}pStyle"):
        paragraph = named.getparent().getparent()
        if paragraph is last:
            return
        if named.get(f"{W}val") == _BODY_END:
            named.set(f"{W}val", _BODY)


def _put_before(properties: etree._Element, new: etree._Element, later: set[str]) -> None:
    """Put a property where the schema has it: before the first of those that come after it."""
    following = next((step for step in properties if step.tag in later), None)
    if following is None:
        properties.append(new)
    else:
        following.addprevious(new)
