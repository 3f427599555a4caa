"""The text of a letter, read back from its Word file: what stands between the heading and the closing."""

from lxml import etree

from workflow.letters.pages.sheet import BODY
from workflow.letters.retouch import DOCUMENT, W, WordFile

_SPACES = {f"{W}tab": " ", f"{W}br": " "}


def body_of(docx: bytes) -> list[str]:
    """The paragraphs of the letter's text. Raises RetouchError for bytes that are no letter of Wian."""
    tree = etree.fromstring(WordFile(docx).part(DOCUMENT))
    found = []
    for named in tree.iterfind(f".//{W}pPr/{W}pStyle"):
        if named.get(f"{W}val") in BODY:
            paragraph = named.getparent().getparent()
            text = "".join(
                _SPACES.get(part.tag, part.text or "") for part in paragraph.iter(f"{W}t", *_SPACES) if part is not None
            )
            if text.strip():
                found.append(text.strip())
    return found
