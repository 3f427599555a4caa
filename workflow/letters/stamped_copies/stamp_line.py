"""A line added to a copy, in the letter's font."""

import copy

from lxml import etree

from workflow.docx.parts import W
from workflow.letters.pagination.blocks import BODY

_BOLD_OR_RED = ("b", "bCs", "color")


def body_look(tree: etree._Element) -> etree._Element | None:
    """The run properties of the letter's text, neither bold nor coloured."""
    for named in tree.iter(f"{W}pStyle"):
        look = named.getparent().getparent().find(f"{W}r/{W}rPr")
        if named.get(f"{W}val") in BODY and look is not None:
            plain = copy.deepcopy(look)
            for step in [part for part in plain if part.tag.removeprefix(W) in _BOLD_OR_RED]:
                plain.remove(step)
            return plain
    return None


def line(text: str, style_id: str, look: etree._Element | None) -> etree._Element:
    """A paragraph with this style, text and run properties."""
    paragraph = etree.Element(f"{W}p", nsmap={"w": W[1:-1]})
    etree.SubElement(etree.SubElement(paragraph, f"{W}pPr"), f"{W}pStyle", {f"{W}val": style_id})
    if text:
        run = etree.SubElement(paragraph, f"{W}r")
        if look is not None:
            run.append(copy.deepcopy(look))
        etree.SubElement(run, f"{W}t").text = text
    return paragraph
