"""Edits of a template's XML, such as Word or an officer makes, each of which puts one fault into it."""

import copy

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.support.lint_edits import Edit, Element, paragraph


def torn(tag: str, at: int, around: str) -> Edit:
    """The tag in two runs, the second of them within another element."""

    def change(root: Element) -> None:
        text = next(element for element in root.iter(qn("w:t")) if tag in (element.text or ""))
        run = text.getparent()
        place = text.text.index(tag) + at
        second = copy.deepcopy(run)
        for element in list(second):
            if element.tag not in (qn("w:rPr"), qn("w:t")):
                second.remove(element)  # a tab before the tag stays in the first run alone
        text.text, second.find(qn("w:t")).text = text.text[:place], text.text[place:]
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if around:
            outer = parse_xml(f"<w:{around} {nsdecls('w')}/>")
            outer.append(second)
            run.addnext(outer)
        else:
            run.addnext(second)

    return change


def in_two_paragraphs(tag: str, at: int) -> Edit:
    """The tag's second part in a paragraph of its own."""

    def change(root: Element) -> None:
        torn(tag, at, "")(root)
        run = next(each for each in root.iter(qn("w:r")) if tag[:at] in "".join(each.itertext()))
        first, rest = run.getparent(), run.getnext()
        second = copy.deepcopy(first)
        for each in second.findall(qn("w:r")):
            second.remove(each)
        second.append(rest)
        first.addnext(second)

    return change


def no_style(begins: str) -> Edit:
    def change(root: Element) -> None:
        properties = paragraph(root, begins).find(qn("w:pPr"))
        properties.remove(properties.find(qn("w:pStyle")))

    return change


def renamed(picture: str, name: str) -> Edit:
    def change(root: Element) -> None:
        for each in root.iter("{*}docPr"):
            if each.get("name") == picture:
                each.set("name", name)

    return change


def comment(begins: str) -> Edit:
    def change(root: Element) -> None:
        mark = f'<w:r {nsdecls("w")}><w:commentReference w:id="0"/></w:r>'
        paragraph(root, begins).append(parse_xml(mark))

    return change


def inserted(begins: str) -> Edit:
    def change(root: Element) -> None:
        new = f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t> </w:t></w:r></w:ins>'
        paragraph(root, begins).append(parse_xml(new))

    return change


def no_rest(begins: str) -> Edit:
    """The paragraph alone is left in its table cell."""

    def change(root: Element) -> None:
        found = paragraph(root, begins)
        cell = found.getparent()
        assert cell.tag == qn("w:tc")
        for each in cell.findall(qn("w:p")):
            if not text(each).startswith("{%p"):
                cell.remove(each)

    def text(element: Element) -> str:
        return "".join(element.itertext())

    return change
