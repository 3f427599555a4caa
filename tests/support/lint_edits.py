"""Edits of a letter's XML, each of which puts one fault into it."""

import copy
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from lxml import etree

from workflow.docx.package import packed

Element = Any
Edit = Callable[[Element], None]
FONT = "TH SarabunPSK"
BODY, STYLES, HEAD, FOOT = "word/document.xml", "word/styles.xml", "word/header2.xml", "word/footer2.xml"


def edited(docx: bytes, change: Edit, part: str = BODY) -> bytes:
    """A letter with one of its parts changed."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[part])
    change(root)
    parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts, compress=False)


def text_of(element: Element) -> str:
    """The text below an element, with ordinary spaces and a space for each tab."""
    found = (" " if step.tag == qn("w:tab") else step.text or "" for step in element.iter(qn("w:t"), qn("w:tab")))
    return "".join(found).replace("\u00a0", " ").strip()


def paragraph(root: Element, begins: str) -> Element:
    """The first paragraph whose text begins so, or is so where ¶ stands at the end."""
    return next(each for each in root.iter(qn("w:p")) if f"{text_of(each)}¶".startswith(begins))


def say(old: str, new: str) -> Edit:
    """Replace a piece of text, which must be there, the first time it stands there (· is a space that holds)."""

    def change(root: Element) -> None:
        for text in root.iter(qn("w:t")):
            if old.replace("·", "\u00a0") in (text.text or ""):
                text.text = text.text.replace(old.replace("·", "\u00a0"), new.replace("·", "\u00a0"), 1)
                return
        raise AssertionError(f"{old} is not in the letter")

    return change


def drop(*begins: str) -> Edit:
    """Remove paragraphs by how they begin."""

    def change(root: Element) -> None:
        for begin in begins:
            found = paragraph(root, begin)
            found.getparent().remove(found)

    return change


def move(begins: str, after: str) -> Edit:
    """Put a paragraph behind another."""
    return lambda root: paragraph(root, after).addnext(paragraph(root, begins))


def insert(text: str, after: str) -> Edit:
    """A paragraph with this text, in the form of the one it stands behind."""

    def change(root: Element) -> None:
        model = paragraph(root, after)
        new = copy.deepcopy(model)
        first, *others = [each for each in new.iter(qn("w:t")) if each.text]
        first.text = text
        for other in others:
            other.text = ""
        for step in [*new.iter(qn("w:tab"), qn("w:drawing"))]:
            if step.getparent().tag == qn("w:r"):
                step.getparent().remove(step)
        model.addnext(new)

    return change


def blanks(count: int, after: str) -> Edit:
    """Remove this many empty paragraphs behind one."""

    def change(root: Element) -> None:
        for _ in range(count):
            following = paragraph(root, after).getnext()
            assert text_of(following) == ""
            following.getparent().remove(following)

    return change


def text_look(begins: str, **values: str | None) -> Edit:
    """Set (or with None remove) run properties of a paragraph's runs: text_look('ที่', szCs='28')."""

    def change(root: Element) -> None:
        for properties in paragraph(root, begins).iter(qn("w:rPr")):
            for name, value in values.items():
                for old in properties.findall(qn(f"w:{name}")):
                    properties.remove(old)
                if value is not None:
                    properties.append(parse_xml(f'<w:{name} {nsdecls("w")} w:val="{value}"/>'))

    return change


def font(begins: str, **names: str | None) -> Edit:
    """Set or remove attributes of a paragraph's w:rFonts."""

    def change(root: Element) -> None:
        for fonts in paragraph(root, begins).iter(qn("w:rFonts")):
            for name, value in names.items():
                if value is None:
                    del fonts.attrib[qn(f"w:{name}")]
                else:
                    fonts.set(qn(f"w:{name}"), value)

    return change


def set_out(begins: str, *xml: str) -> Edit:
    """Give a paragraph properties of its own: set_out('เรื่อง', 'jc w:val="center"')."""

    def change(root: Element) -> None:
        found = paragraph(root, begins)
        properties = found.find(qn("w:pPr"))
        if properties is None:
            properties = OxmlElement("w:pPr")
            found.insert(0, properties)
        for each in xml:
            name, _, attributes = each.partition(" ")
            properties.append(parse_xml(f"<w:{name} {nsdecls('w')} {attributes}/>"))

    return change


def without_tabs(begins: str) -> Edit:
    """Take the tabs out of a paragraph's text."""

    def change(root: Element) -> None:
        for run in paragraph(root, begins).iter(qn("w:r")):
            for tab in run.findall(qn("w:tab")):
                run.remove(tab)

    return change


def attribute(path: str, name: str, value: str) -> Edit:
    """Set an attribute of the elements at a path: attribute('.//w:pgMar', 'w:left', '1440')."""

    def change(root: Element) -> None:
        found = root.findall(path, nsmap)
        assert found, path
        for each in found:
            each.set(qn(name) if ":" in name else name, value)

    return change


def both(*changes: Edit) -> Edit:
    """One change after another."""

    def change(root: Element) -> None:
        for each in changes:
            each(root)

    return change
