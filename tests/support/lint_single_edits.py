"""Edits that put one particular fault into a letter."""

import copy

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.support.lint_edits import Edit, Element, drop, paragraph, say, without_tabs


def sender_gone(root: Element) -> None:
    """The sender's name and address are taken out."""
    without_tabs("ที่")(root)
    say("ศาลากลางจังหวัดแพร่", "")(root)
    drop("ถนน")(root)


def no_drawing(root: Element) -> None:
    """All drawings are taken out."""
    for drawing in list(root.iter(qn("w:drawing"))):
        drawing.getparent().remove(drawing)


def seal_gone(root: Element) -> None:
    """The ring that keeps the seal's place is taken out."""
    for properties in list(root.iter(qn("wp:docPr"))):
        if properties.get("name") == "seal":
            drawing = next(properties.iterancestors(qn("w:drawing")))
            drawing.getparent().remove(drawing)


def emblem_left(root: Element) -> None:
    """The emblem is put at the left."""
    align = root.find(f".//{qn('wp:positionH')}/{qn('wp:align')}")
    align.text = "left"


def emblem_again(root: Element) -> None:
    """The emblem stands on the enclosure too."""
    run = next(root.iter(qn("w:drawing"))).getparent()
    paragraph(root, "รายชื่อ").append(copy.deepcopy(run))


def line_break(begins: str) -> Edit:
    """A line break behind the first ตาม of a paragraph."""

    def change(root: Element) -> None:
        text = next(paragraph(root, begins).iter(qn("w:t")))
        text.addprevious(parse_xml(f"<w:t {nsdecls('w')}>ตาม</w:t>"))
        text.text = str(text.text).removeprefix("ตาม")
        text.addprevious(parse_xml(f"<w:br {nsdecls('w')}/>"))

    return change


def numbered(begins: str) -> Edit:
    """A paragraph becomes an item of a list in Arabic digits."""

    def change(root: Element) -> None:
        properties = paragraph(root, begins).find(qn("w:pPr"))
        inner = '<w:ilvl w:val="0"/><w:numId w:val="5"/>'
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{inner}</w:numPr>"))

    return change


def underlined(begins: str) -> Edit:
    """A line is drawn under a paragraph."""

    def change(root: Element) -> None:
        inner = '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/>'
        properties = paragraph(root, begins).find(qn("w:pPr"))
        properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{inner}</w:pBdr>"))

    return change


def highlighted(piece: str) -> Edit:
    """The run with this piece of text is highlighted."""

    def change(root: Element) -> None:
        run = next(run for run in root.iter(qn("w:r")) if piece in "".join(t.text or "" for t in run.iter(qn("w:t"))))
        properties = run.find(qn("w:rPr"))
        place = next((n for n, each in enumerate(properties) if each.tag == qn("w:sz")), len(properties))
        properties.insert(place, parse_xml(f'<w:highlight {nsdecls("w")} w:val="yellow"/>'))

    return change


def ends_with(begins: str, ending: str) -> Edit:
    """A paragraph gets this ending."""

    def change(root: Element) -> None:
        list(paragraph(root, begins).iter(qn("w:t")))[-1].text += ending

    return change


def theme_fonts(root: Element) -> None:
    """Every font is a theme's."""
    for fonts in root.iter(qn("w:rFonts")):
        fonts.set(qn("w:cstheme"), "minorBidi")
