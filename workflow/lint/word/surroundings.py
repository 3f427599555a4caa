"""The surroundings of a Word file's text: styles, lists, pictures, page headers and footers."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from lxml import etree

from workflow.docx.formatting import number
from workflow.docx.parts import Parts, W
from workflow.docx.reader import Reader
from workflow.docx.styles import Styles
from workflow.lint.word.paragraphs import Paragraph, paragraphs_at
from workflow.lint.word.sections import Section, Story, sections_of


class Surroundings:
    """The styles, lists, pictures, headers and footers of a file, read lazily.

    Every access may raise NotWordError for a damaged part.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.main = parts.main
        self._stories: dict[str, Sequence[Paragraph]] = {}

    def sections(self, properties: Iterable[etree._Element]) -> Sequence[Section]:
        """The sections with these w:sectPr."""
        return sections_of(properties, self._story)

    @cached_property
    def lists(self) -> Mapping[tuple[str, str], str]:
        """The number formats of automatic lists, by (list, level)."""
        return _lists(self._parts.tree(dict(self._relations.values()).get("numbering", "")))

    def reader(self) -> Reader:
        """A reader of the text."""
        return Reader(self._styles, self._parts, self._relations)

    def _story(self, kind: str, use: str, identifier: str) -> Story | None:
        """A header or footer by its relationship identifier."""
        part = self._relations.get(identifier, ("", ""))[1]
        if part and part not in self._stories:
            root = self._parts.tree(part)
            reader = Reader(self._styles, self._parts, self._parts.relations(part))
            places = [] if root is None else reader.read(root)
            self._stories[part] = paragraphs_at(places, f"{_named(part)}, paragraph")
        return Story(_named(part), kind, use, self._stories[part]) if part else None

    @cached_property
    def _relations(self) -> Mapping[str, tuple[str, str]]:
        return self._parts.relations(self.main)

    @cached_property
    def _styles(self) -> Styles:
        names = dict(self._relations.values())
        settings = self._parts.tree(names.get("settings", ""))
        stop = None if settings is None else settings.find(f"{W}defaultTabStop")
        width = number(stop.get(f"{W}val")) if stop is not None else None
        return Styles(self._parts.part(names.get("styles", "")), self._parts.part(names.get("theme", "")), width)


def _named(part: str) -> str:
    stem = part.rsplit("/", 1)[-1].removesuffix(".xml")
    return f"{stem.rstrip('0123456789')} {stem[len(stem.rstrip('0123456789')) :]}".strip()


def _lists(tree: etree._Element | None) -> dict[tuple[str, str], str]:
    """The number formats in word/numbering.xml, by (list, level)."""
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
