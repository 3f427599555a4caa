"""An officer's words taken from a draft's Word file that was changed in Word or LibreOffice."""

from lxml import etree

from workflow.docx.parts import Package, W
from workflow.errors import WianError
from workflow.letters.text import BODY, paragraph_text
from workflow.thai.spacing import squash

_AWAY = f"{W}del", f"{W}moveFrom"
"""Text that a tracked change has taken away."""


def paragraphs_of_word_file(data: bytes) -> list[str]:
    """The paragraphs of the letter's text, from the first to the last in a style of the text; changes are accepted.

    Raises NotWordError for bytes of another kind, WianError for a file without a text in these styles.
    """
    package = Package(data)
    root, names = package.tree(package.main), _style_names(package)
    if root is None:
        root = etree.Element("none")
    etree.strip_elements(root, *_AWAY, with_tail=False)
    found = [(squash(paragraph_text(paragraph)), _style(paragraph, names)) for paragraph in root.iter(f"{W}p")]
    places = [place for place, (text, style) in enumerate(found) if text and style in BODY]
    if not places:
        raise WianError(
            f"the Word file has no text in the style {BODY[0]}; expected the draft's own file, with its text changed"
        )
    # A paragraph put between them may have any style.
    return [text for text, _ in found[places[0] : places[-1] + 1] if text]


def _style_names(package: Package) -> dict[str, str]:
    part = next((name for kind, name in package.relations(package.main).values() if kind == "styles"), "")
    tree = package.tree(part) if part else None
    styles = () if tree is None else tree.iter(f"{W}style")
    return {str(style.get(f"{W}styleId")): _value(style.find(f"{W}name")) for style in styles}


def _style(paragraph: etree._Element, names: dict[str, str]) -> str:
    style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
    return names.get(style, style)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{W}val"))
