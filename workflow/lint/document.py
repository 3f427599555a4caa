"""What the rules look at: a Word file as paragraphs, pictures, page heads and sections, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from lxml import etree

from workflow.lint.looks import number
from workflow.lint.package import NotWordError, Package, R, W
from workflow.lint.pictures import Picture
from workflow.lint.reader import Reader
from workflow.lint.story import Paragraph
from workflow.lint.styles import OFF, Styles

_SIZES = (f"{W}pgSz", f"{W}pgMar")


@dataclass(frozen=True)
class Story:
    """A head or foot of the page: header 1 is word/header1.xml. `use` is first, default or even."""

    name: str
    kind: str
    use: str
    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True)
class Section:
    """A section: its paper and margins in twips, and the heads and feet of its pages."""

    width: int = 12240
    height: int = 15840
    left: int = 1440
    right: int = 1440
    first_differs: bool = False
    stories: Mapping[tuple[str, str], Story] = field(default_factory=dict)

    def shown(self, kind: str) -> list[Story | None]:
        """The heads (or feet) its pages have: of the first page, where it differs, and of the others."""
        uses = ("first", "default") if self.first_differs else ("default",)
        return [self.stories.get((kind, use)) for use in uses]


@dataclass(frozen=True)
class Document:
    """A Word file. `lists` tells what an automatic list prints: by (list, level) its format."""

    paragraphs: Sequence[Paragraph]
    sections: Sequence[Section]
    lists: Mapping[tuple[str, str], str]

    @cached_property
    def stories(self) -> list[Story]:
        """Every head and foot that some page has, once."""
        found = [story for section in self.sections for kind in ("header", "footer") for story in section.shown(kind)]
        return list({story.name: story for story in found if story is not None}.values())

    @cached_property
    def everything(self) -> list[Paragraph]:
        """All paragraphs, those of heads and feet last."""
        return [*self.paragraphs, *(paragraph for story in self.stories for paragraph in story.paragraphs)]

    def pictures(self) -> list[tuple[Paragraph, Picture]]:
        """All pictures with the paragraph they hang on, in order."""
        return [(paragraph, picture) for paragraph in self.everything for picture in paragraph.pictures]


def read(data: bytes) -> Document:
    """Read a .docx. Raises NotWordError for bytes that are none."""
    package = Package(data)
    root = package.tree(package.main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise NotWordError("this is not a Word file (.docx): it has no text of Word's kind in it")
    relations = package.relations(package.main)
    names = dict(relations.values())
    settings = package.tree(names.get("settings", ""))
    stop = None if settings is None else settings.find(f"{W}defaultTabStop")
    width = number(stop.get(f"{W}val")) if stop is not None else None
    styles = _styles(package.part(names.get("theme", "")), package.part(names.get("styles", "")), width)
    reader = Reader(styles, package, relations)
    paragraphs = reader.read(body, "paragraph")
    stories = _Stories(package, styles, relations)
    sections: list[Section] = []
    for properties in reader.sections:
        sections.append(_section(properties, sections[-1] if sections else Section(), stories))
    return Document(paragraphs, sections or [Section()], _lists(package.tree(names.get("numbering", ""))))


@lru_cache(maxsize=16)
def _styles(theme: bytes, styles: bytes, stop: int | None) -> Styles:
    """The letters of one template have the same styles: what was worked out for one is known for the next."""
    return Styles(theme, styles, stop)


class _Stories:
    """The heads and feet of a file, each read when it is first met."""

    def __init__(self, package: Package, styles: Styles, relations: Mapping[str, tuple[str, str]]) -> None:
        self._package, self._styles, self._relations = package, styles, relations
        self._known: dict[str, Sequence[Paragraph]] = {}

    def get(self, kind: str, use: str, identifier: str) -> Story | None:
        part = self._relations.get(identifier, ("", ""))[1]
        if part not in self._known:
            root = self._package.tree(part)
            name = _named(part)
            reader = Reader(self._styles, self._package, self._package.relations(part))
            self._known[part] = [] if root is None else reader.read(root, f"{name}, paragraph")
        return Story(_named(part), kind, use, self._known[part]) if part else None


def _named(part: str) -> str:
    stem = part.rsplit("/", 1)[-1].removesuffix(".xml")
    return f"{stem.rstrip('0123456789')} {stem[len(stem.rstrip('0123456789')) :]}".strip()


def _section(properties: etree._Element, before: Section, stories: _Stories) -> Section:
    """A section; a head that it does not name is that of the section before it."""
    found = dict(before.stories)
    sizes: dict[str, str] = {}
    for step in properties:
        sizes |= {str(name).removeprefix(W): str(value) for name, value in step.items()} if step.tag in _SIZES else {}
        kind = step.tag.removeprefix(W).removesuffix("Reference")
        if step.tag in (f"{W}headerReference", f"{W}footerReference"):
            use = step.get(f"{W}type", "default")
            if story := stories.get(kind, use, step.get(f"{R}id", "")):
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


def _lists(tree: etree._Element | None) -> dict[tuple[str, str], str]:
    """The format of every list and level that word/numbering.xml has."""
    if tree is None:
        return {}
    abstract = {each.get(f"{W}abstractNumId"): each for each in tree.iter(f"{W}abstractNum")}
    found = {}
    for given in tree.iter(f"{W}num"):
        named = given.find(f"{W}abstractNumId")
        kind = abstract.get(named.get(f"{W}val")) if named is not None else None
        for level in () if kind is None else kind.iter(f"{W}lvl"):
            shown = level.find(f"{W}numFmt")
            if shown is not None:
                found[given.get(f"{W}numId", ""), level.get(f"{W}ilvl", "0")] = str(shown.get(f"{W}val", ""))
    return found
