"""All of a Word file but its text: what the letters of one template have in common, and what is read but once."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml import etree

from workflow.lint.word.formatting import number
from workflow.lint.word.known_paragraphs import Cut, Frame, tree_of
from workflow.lint.word.package import DOCUMENT, NotWordError, Parts, SharedParts, W
from workflow.lint.word.paragraphs import Paragraph, paragraphs_at
from workflow.lint.word.positions import Place
from workflow.lint.word.reader import Reader
from workflow.lint.word.sections import Section, Story, sections_of
from workflow.lint.word.styles import Styles
from workflow.lint.word.zip_reader import ZipEntry

_LARGE = 1 << 16  # bytes of a text without its paragraphs that is not kept
_OWN = frozenset({DOCUMENT, "docProps/core.xml"})  # the parts in which the letters of one template differ


class Surroundings:
    """The styles, lists, pictures, heads and feet of a file, each read when it is first asked for.

    Whatever is asked for raises NotWordError if the part it is in is damaged.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.main = parts.main
        self._stories: dict[str, Sequence[Paragraph]] = {}
        self.frame = lru_cache(4)(self._frame)

    def layout(self, root: etree._Element | None, *, marked: bool = False) -> "Layout":
        """How a text is laid out. Raises NotWordError for one that is none of Word's."""
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise NotWordError("this is not a Word file (.docx): it has no text of Word's kind in it")
        reader = self._reader()
        places = reader.read(body, marked=marked)
        return Layout(places, sections_of(reader.sections, self._story))

    def layout_of(self, cut: Cut) -> "Layout | None":
        """How a text that was cut is laid out; None if it has to be read as a whole."""
        return (_kept if len(cut.rest) < _LARGE else _layout)(self, cut)

    @cached_property
    def lists(self) -> Mapping[tuple[str, str], str]:
        """What an automatic list prints: by (list, level) its format."""
        return _lists(self._parts.tree(dict(self._relations.values()).get("numbering", "")))

    def _frame(self, root: bytes, name: bytes) -> Frame:
        """What paragraphs of the text stand in, by the text's root tag and its name."""
        return Frame(root, name, self._reader().written)

    def _reader(self) -> Reader:
        return Reader(self._styles, self._parts, self._relations)

    def _story(self, kind: str, use: str, identifier: str) -> Story | None:
        """A head or foot by its identifier in the text."""
        part = self._relations.get(identifier, ("", ""))[1]
        if part and part not in self._stories:
            root = self._parts.tree(part)
            reader = Reader(self._styles, self._parts, self._parts.relations(part))
            places = [] if root is None else reader.read(root)
            self._stories[part] = paragraphs_at(places, (), f"{_named(part)}, paragraph")
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
        return Styles(self._parts.part(names.get("theme", "")), self._parts.part(names.get("styles", "")), width)


class Layout(NamedTuple):
    """The places of a text's paragraphs, and its sections."""

    places: Sequence[Place]
    sections: Sequence[Section]


def _layout(around: Surroundings, cut: Cut) -> Layout | None:
    root = tree_of(cut)
    return None if root is None else around.layout(root, marked=True)


_kept = lru_cache(64)(_layout)  # the letters of one template that are as long as one another are laid out alike


def shared(entries: Mapping[str, ZipEntry]) -> Surroundings:
    """The surroundings of the letter with these parts: the same for every letter that has the same, byte for byte.

    They cannot see what is a letter's own; where they would have to, whatever is asked for raises NotWordError.
    """
    return _shared(tuple([item for item in entries.items() if item[0] not in _OWN]))


@lru_cache(32)
def _shared(entries: tuple[tuple[str, ZipEntry], ...]) -> Surroundings:
    return Surroundings(SharedParts(dict(entries), _OWN))


def _named(part: str) -> str:
    stem = part.rsplit("/", 1)[-1].removesuffix(".xml")
    return f"{stem.rstrip('0123456789')} {stem[len(stem.rstrip('0123456789')) :]}".strip()


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
