"""The sheets of a letter and their room for text. Lengths are twips."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from workflow.docx.edit import WordFile
from workflow.docx.parts import W
from workflow.docx.styles import Styles
from workflow.letters.pagination.block_reader import blocks_of, number, text_of
from workflow.letters.pagination.blocks import Block, Text, UnknownLayoutError, in_word, stacked

_A4, _MARGIN, _HEAD = (11906, 16838), 1134, 720
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SECRECY = "WianSecrecy"
_RELATIONS = "word/_rels/document.xml.rels"


@dataclass(frozen=True)
class Sheet:
    """The letter's blocks and its paper.

    `across` is the paper's width. The text begins `left` from the paper's edge, is `width` wide and ends `foot` from
    the upper edge; `heights` are its heights on the first and on other pages. `secret` is whether the head has a grade
    of secrecy.
    """

    blocks: Sequence[Block]
    across: float
    left: float
    width: float
    foot: float
    heights: tuple[float, float]
    secret: bool


def sheet_of(file: WordFile, document: etree._Element, styles: Styles) -> Sheet:
    """The sheet of a letter's first section. Raises UnknownLayoutError for content without a known height."""
    body = document.find(f"{W}body")
    section = None if body is None else next(body.iter(f"{W}sectPr"), None)
    if body is None or section is None:
        raise UnknownLayoutError
    paper, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    across, left = number(paper, "w", _A4[0]), number(margins, "left", _MARGIN)
    width = across - left - number(margins, "right", _MARGIN)
    foot = number(paper, "h", _A4[1]) - number(margins, "bottom", _MARGIN)
    kinds = ("default" if section.find(f"{W}titlePg") is None else "first", "default")
    first, later = (_head(file, section, kind, styles, width) for kind in kinds)
    distance, top = number(margins, "header", _HEAD), number(margins, "top", _MARGIN)
    # The text begins below the top margin, or below a longer page head.
    heights = tuple(foot - max(top, distance + stacked(head, in_word)) for head in (first, later))
    secret = any(text.look.style == _SECRECY and text.text.strip() for text in first)
    blocks = list(blocks_of(body, section, styles, width))
    return Sheet(blocks, across, left, width, foot, (heights[0], heights[1]), secret)


def _head(file: WordFile, section: etree._Element, kind: str, styles: Styles, width: float) -> list[Text]:
    """The paragraphs of a page head of one kind."""
    named = [step.get(_R) for step in section.iter(f"{W}headerReference") if step.get(f"{W}type") == kind]
    relations = relations_of(file) if named else ()
    parts = [target for identifier, target in relations if identifier in named]
    return [text for part in parts for text in _texts(file.part(f"word/{part}"), styles, width)]


def relations_of(file: WordFile) -> Sequence[tuple[str | None, str]]:
    """The relations of the letter's text, as pairs of identifier and target."""
    tree = etree.fromstring(file.part(_RELATIONS))
    return [(relation.get("Id"), str(relation.get("Target"))) for relation in tree]


def _texts(part: bytes, styles: Styles, width: float) -> Sequence[Text]:
    return [text_of(paragraph, styles, width) for paragraph in etree.fromstring(part).iterchildren(f"{W}p")]
