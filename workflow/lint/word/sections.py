"""The sections of a Word file: paper, margins, page headers and footers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from workflow.docx.formatting import number
from workflow.docx.parts import R, W
from workflow.docx.styles import OFF
from workflow.lint.word.paragraphs import Paragraph

_SIZES = (f"{W}pgSz", f"{W}pgMar")


@dataclass(frozen=True)
class Story:
    """A page header or footer: header 1 is word/header1.xml. `use` is first, default or even."""

    name: str
    kind: str
    use: str
    paragraphs: Sequence[Paragraph]


Find = Callable[[str, str, str], Story | None]
"""A look-up of headers and footers by kind, use and relationship identifier."""


@dataclass(frozen=True)
class Section:
    """A section: paper and margins in twips, page headers and footers."""

    width: int = 12240
    height: int = 15840
    left: int = 1440
    right: int = 1440
    first_differs: bool = False
    stories: Mapping[tuple[str, str], Story] = field(default_factory=dict)

    def shown(self, kind: str) -> Sequence[Story | None]:
        """The headers (or footers) in use: of the first page, if it differs, and of the other pages."""
        return self._shown[kind]

    @cached_property
    def _shown(self) -> Mapping[str, Sequence[Story | None]]:
        uses = ("first", "default") if self.first_differs else ("default",)
        return {kind: [self.stories.get((kind, use)) for use in uses] for kind in ("header", "footer")}


def sections_of(properties: Iterable[etree._Element], find: Find) -> Sequence[Section]:
    """The sections with these w:sectPr; one with Word's defaults for a file without any."""
    found: list[Section] = []
    for each in properties:
        found.append(_section(each, found[-1] if found else Section(), find))
    return found or [Section()]


def _section(properties: etree._Element, before: Section, find: Find) -> Section:
    """A section; headers and footers that it does not set continue from the section before."""
    found = dict(before.stories)
    sizes: dict[str, str] = {}
    for step in properties:
        sizes |= {str(name).removeprefix(W): str(value) for name, value in step.items()} if step.tag in _SIZES else {}
        kind = step.tag.removeprefix(W).removesuffix("Reference")
        if step.tag in (f"{W}headerReference", f"{W}footerReference"):
            use = step.get(f"{W}type", "default")
            if story := find(kind, use, step.get(f"{R}id", "")):
                found[kind, use] = story
    first = properties.find(f"{W}titlePg")
    return Section(
        number(sizes.get("w")) or before.width,
        number(sizes.get("h")) or before.height,
        (number(sizes.get("left")) or 0) + (number(sizes.get("gutter")) or 0),
        number(sizes.get("right")) or 0,
        first is not None and first.get(f"{W}val", "1") not in OFF,
        found,
    )
