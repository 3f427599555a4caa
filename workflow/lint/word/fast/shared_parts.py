"""The parts that all letters of one template share, read once: all but the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from workflow.docx.parts import DOCUMENT, NotWordError, Package, PackedPart, Parts
from workflow.docx.reader import Place
from workflow.lint.word.document import body_of
from workflow.lint.word.fast.known_paragraphs import Cut, Frame, tree_of
from workflow.lint.word.fast.marked_reader import Mark, MarkedReader
from workflow.lint.word.sections import Section
from workflow.lint.word.surroundings import Surroundings

_LARGE = 1 << 16  # bytes of a cut text that is too large for the cache
_OWN = frozenset({DOCUMENT, "docProps/core.xml"})  # the parts in which the letters of one template differ


class SharedParts(Parts):
    """The parts that several letters share, read from one of them; the parts of that letter alone are refused."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def part(self, name: str) -> bytes:
        """The bytes of a part; empty for a missing part. Raises NotWordError for a part of a single letter."""
        if name in _OWN:
            raise NotWordError(f"{name} is not shared by letters")
        return self._package.part(name)


class Layout(NamedTuple):
    """The positions of a text's paragraphs and marks, and its sections."""

    places: Sequence[Place]
    marks: Sequence[Mark]
    sections: Sequence[Section]


class SharedSurroundings(Surroundings):
    """The surroundings of all letters with the same shared parts; the parts of a single letter are out of reach."""

    def __init__(self, parts: SharedParts) -> None:
        super().__init__(parts)
        self.frame = lru_cache(4)(self._frame)

    def layout_of(self, cut: Cut) -> Layout | None:
        """The layout of a cut text; None for a text that has to be read as a whole."""
        return (_kept if len(cut.rest) < _LARGE else _layout)(self, cut)

    def _frame(self, root: bytes, name: bytes) -> Frame:
        """The frame of a text's paragraphs, by the text's root tag and its name."""
        return Frame(root, name, self.reader().written)


def _layout(around: SharedSurroundings, cut: Cut) -> Layout | None:
    root = tree_of(cut)
    if root is None:
        return None
    reader = MarkedReader(around.reader())
    places = reader.read(body_of(root))
    return Layout(places, reader.marks, around.sections(reader.sections))


_kept = lru_cache(64)(_layout)  # letters of one template and equal length have the same layout


@dataclass(frozen=True)
class _Shared:
    """The packed parts of a letter that others may share, and the letter to read them from."""

    parts: tuple[PackedPart, ...]
    package: Package = field(compare=False)


def shared(package: Package) -> SharedSurroundings | None:
    """The surroundings of a letter, cached: one object for all letters with equal shared parts.

    None for a file that `packed_parts` refuses. Its methods raise NotWordError if they would need a part of a
    single letter.
    """
    parts = package.packed_parts()
    if parts is None:
        return None
    return _shared(_Shared(tuple([part for part in parts if part.name not in _OWN]), package))


@lru_cache(32)
def _shared(letter: _Shared) -> SharedSurroundings:
    return SharedSurroundings(SharedParts(letter.package))
