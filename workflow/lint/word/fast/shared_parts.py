"""What the letters of one template have in common: all parts but their text, read once for all of them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from workflow.docx.parts import DOCUMENT, NotWordError, Parts
from workflow.docx.reader import Place
from workflow.lint.word.document import body_of
from workflow.lint.word.fast.known_paragraphs import Cut, Frame, tree_of
from workflow.lint.word.fast.marked_reader import Mark, MarkedReader
from workflow.lint.word.sections import Section
from workflow.lint.word.surroundings import Surroundings

_LARGE = 1 << 16  # bytes of a text without its paragraphs that is not kept
_OWN = frozenset({DOCUMENT, "docProps/core.xml"})  # the parts in which the letters of one template differ


class SharedParts(Parts):
    """The parts that several letters have in common; what is one letter's own it does not have, and refuses."""

    def __init__(self, parts: Mapping[str, bytes], own: frozenset[str]) -> None:
        self._parts, self._own = parts, own

    def part(self, name: str) -> bytes:
        """The bytes of a part, none if it is not there. Raises NotWordError for a letter's own."""
        if name in self._own:
            raise NotWordError(f"{name} is not shared by letters")
        return self._parts.get(name, b"")


class Layout(NamedTuple):
    """The places of a text's paragraphs and of its marks, and its sections."""

    places: Sequence[Place]
    marks: Sequence[Mark]
    sections: Sequence[Section]


class SharedSurroundings(Surroundings):
    """The surroundings of all letters that have the same parts; they cannot see what is one letter's own."""

    def __init__(self, parts: SharedParts) -> None:
        super().__init__(parts)
        self.frame = lru_cache(4)(self._frame)

    def layout_of(self, cut: Cut) -> Layout | None:
        """How a text that was cut is laid out; None if it has to be read as a whole."""
        return (_kept if len(cut.rest) < _LARGE else _layout)(self, cut)

    def _frame(self, root: bytes, name: bytes) -> Frame:
        """What paragraphs of the text stand in, by the text's root tag and its name."""
        return Frame(root, name, self.reader().written)


def _layout(around: SharedSurroundings, cut: Cut) -> Layout | None:
    root = tree_of(cut)
    if root is None:
        return None
    reader = MarkedReader(around.reader())
    places = reader.read(body_of(root))
    return Layout(places, reader.marks, around.sections(reader.sections))


_kept = lru_cache(64)(_layout)  # the letters of one template that are as long as one another are laid out alike


def shared(parts: Mapping[str, bytes]) -> SharedSurroundings:
    """The surroundings of the letter with these parts: the same for every letter that has the same, byte for byte.

    Where they would have to see what is a letter's own, whatever is asked for raises NotWordError.
    """
    return _shared(tuple([item for item in parts.items() if item[0] not in _OWN]))


@lru_cache(32)
def _shared(parts: tuple[tuple[str, bytes], ...]) -> SharedSurroundings:
    return SharedSurroundings(SharedParts(dict(parts), _OWN))
