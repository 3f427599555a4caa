"""The paragraphs of a template as an officer sees them in Word, and their tags.

Word tears tags into several runs (for its spelling check, or when a part is bold). docxtpl joins pieces that lie side
by side, but not across a link, a tracked change, a content control, or the end of a paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from workflow.docx.parts import W
from workflow.letters.template_check.problems import Problem
from workflow.letters.templates.allowed_tags import CLOSED_BY, MARK

LEVELS = {"p": "a paragraph of its own", "tr": "a table row of its own", "tc": "a table cell of its own"}
"""The letters after {% or {{ that remove the tag's surroundings, and the surroundings they need."""

_LEVEL = re.compile(r"\{[{%#](tr|tc|p|r) ")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPS = {
    f"{W}hyperlink": "a link", f"{W}ins": "a tracked change", f"{W}moveTo": "a tracked change",
    f"{W}sdtContent": "a content control", f"{W}smartTag": "a smart tag", f"{W}fldSimple": "a field",
}  # fmt: skip


@dataclass(frozen=True)
class Tag:
    """A tag: its text, its level (p, tr, tc or r for a tag that removes its surroundings), and its content."""

    text: str
    level: str
    body: str

    @property
    def is_block(self) -> bool:
        """Whether the tag is {% … %}."""
        return self.text.startswith("{%")

    @property
    def is_comment(self) -> bool:
        """Whether the tag is a comment, {# … #}."""
        return self.text.startswith("{#")


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph of a template: its place and its pieces of text."""

    place: str
    element: etree._Element
    pieces: Sequence[etree._Element]

    @cached_property
    def text(self) -> str:
        """The text of the paragraph."""
        return "".join(_text(piece) for piece in self.pieces)

    @cached_property
    def tags(self) -> list[Tag]:
        """The complete tags of the paragraph, in order."""
        return [_tag(self.text[begin:end]) for begin, end in self._marked[0]]

    @cached_property
    def _marked(self) -> tuple[list[tuple[int, int]], list[str]]:
        """The spans of the complete tags, and the stray braces."""
        spans, strays, opened = [], [], None
        for mark in MARK.finditer(self.text):
            if opened is None:
                opened = mark if mark[0] in CLOSED_BY else None
                strays += [mark[0]] if opened is None else []
            elif mark[0] == CLOSED_BY[opened[0]]:
                spans.append((opened.start(), mark.end()))
                opened = None
        return spans, strays + ([opened[0]] if opened else [])

    @cached_property
    def row(self) -> etree._Element | None:
        """The table row around the paragraph, if any."""
        return next(self.element.iterancestors(f"{W}tr"), None)

    @cached_property
    def vanishes(self) -> bool:
        """Whether the paragraph exists only for a tag such as {%p if … %} and is in no letter."""
        return any(tag.level in LEVELS for tag in self.tags)

    def beside(self, tag: Tag) -> str | None:
        """The text beside a tag in the surroundings that the tag removes; None without any."""
        around = {"p": self.element, "tr": self.row, "tc": next(self.element.iterancestors(f"{W}tc"), None)}[tag.level]
        text = self.text if tag.level == "p" else "".join(_text(piece) for piece in around.iter(f"{W}t"))
        return text.replace(tag.text, "", 1).strip() or None

    def problem(self, problem: str, variable: str = "") -> Problem:
        """A problem of this paragraph."""
        return Problem(self.place, self.text.strip(), problem, variable)

    def torn(self) -> Iterator[Problem]:
        """Problems of incomplete tags, and of torn tags that cannot be joined."""
        at, spans = 0, []
        for piece in self.pieces:
            spans.append((at, at + len(_text(piece)), piece))
            at = spans[-1][1]
        whole, strays = self._marked
        for start, stop in whole:
            tag = self.text[start:stop]
            inside = [piece for begin, end, piece in spans if begin < stop and end > start]
            around = {id(piece.getparent().getparent()): piece.getparent().getparent() for piece in inside}
            if len(around) > 1:
                what = next((_WRAPS[each.tag] for each in around.values() if each.tag in _WRAPS), "something")
                yield self.problem(f"the tag {tag} is torn by {what}: delete the tag and type it again in one go")
            if MARK.search(tag[2:-2]):
                yield self.problem(f"a tag begins inside the tag {tag}: close the first with its braces")
        for mark in strays:
            yield self.problem(_stray(mark))


def paragraphs(part: str, tree: etree._Element) -> list[Paragraph]:
    """The paragraphs of a part, numbered as in the linter; those of a text box follow its anchor."""
    file = part.rsplit("/", 1)[-1].removesuffix(".xml")
    name = "" if file == "document" else f"{re.sub(r'(?<=[a-z])(?=[0-9])', ' ', file)}, "
    elements = [element for element in tree.iter(f"{W}p") if next(element.iterancestors(_FALLBACK), None) is None]
    return [
        Paragraph(f"{name}paragraph {number}", element, list(_pieces(element)))
        for number, element in enumerate(elements, start=1)
    ]


def _pieces(element: etree._Element) -> Iterator[etree._Element]:
    for piece in element.iter(f"{W}t", f"{W}tab"):
        own = next(piece.iterancestors(f"{W}p"), None) is element
        if own and (piece.tag == f"{W}t" or piece.getparent().tag == f"{W}r"):
            yield piece


def _text(piece: etree._Element) -> str:
    return "\t" if piece.tag == f"{W}tab" else piece.text or ""


def _tag(text: str) -> Tag:
    level = _LEVEL.match(text)
    inner = text[len(level[0]) if level else 2 : -2].strip()
    return Tag(text, level[1] if level else "", inner.strip("-+ \u00a0").translate(_QUOTES))


def _stray(mark: str) -> str:
    begins = next(begin for begin, end in CLOSED_BY.items() if mark in (begin, end))
    whole = f"expected {begins} … {CLOSED_BY[begins]} in one paragraph"
    if mark == begins:
        return f"a tag that begins with {mark} does not end in this paragraph; {whole}"
    return f"a tag that ends with {mark} does not begin in this paragraph; {whole}"
