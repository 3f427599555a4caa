"""What the rules look at: a Word file as paragraphs, pictures, page heads and sections, read once."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from workflow.lint.word.known_paragraphs import cut
from workflow.lint.word.package import DOCUMENT, NotWordError, Package
from workflow.lint.word.paragraphs import Paragraph, paragraphs_at
from workflow.lint.word.positions import Known, UnplacedError
from workflow.lint.word.runs import NOTICING, Written
from workflow.lint.word.sections import Section, Story
from workflow.lint.word.shared_parts import Layout, Surroundings, shared

__all__ = ["Document", "Section", "Story", "read", "read_by_pieces", "read_whole"]

_Fact = TypeVar("_Fact")


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

    def up_to(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs that have no more page and section breaks before them than this."""
        return self.paragraphs[: self._end(breaks)]

    def after(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs that have more."""
        return self.paragraphs[self._end(breaks) :]

    def _end(self, breaks: int) -> int:
        return bisect_right(self.paragraphs, breaks, key=attrgetter("breaks"))

    def noticed(self, find: Callable[[Written], _Fact | None]) -> list[tuple[Paragraph, _Fact]]:
        """Every paragraph in which a function marked as `noticing` finds something, with what it finds."""
        return self._noticed[find]

    @cached_property
    def _noticed(self) -> Mapping[Callable[[Written], Any], list[tuple[Paragraph, Any]]]:
        noticed: dict[Callable[[Written], Any], list[tuple[Paragraph, Any]]] = {find: [] for find in NOTICING}
        for paragraph in self.everything:
            for find, found in paragraph.written.noticed():
                noticed[find].append((paragraph, found))
        return noticed


def read(data: bytes) -> Document:
    """Read a .docx. Raises NotWordError for bytes that are none."""
    package = Package(data)
    return read_by_pieces(package) or read_whole(package)


def read_whole(package: Package) -> Document:
    """Read a file as if there had never been another. Raises NotWordError as `read` does."""
    root = package.tree(package.main)
    around = Surroundings(package)
    return _document(around, around.layout(root))


def read_by_pieces(package: Package) -> Document | None:
    """Read a file by what is known of those before it; None for one that has to be read as a whole.

    What is wrong with a file is told by reading it as a whole.
    """
    if package.plain is None:
        return None
    try:
        around = shared(package.plain)
        pieces = cut(package.part(DOCUMENT), around.frame) if around.main == DOCUMENT else None
        layout = around.layout_of(pieces[0]) if pieces else None
        return _document(around, layout, pieces[1]) if pieces and layout else None
    except (NotWordError, UnplacedError):
        return None


def _document(around: Surroundings, layout: Layout, runs: Sequence[Sequence[Known]] = ()) -> Document:
    return Document(paragraphs_at(layout.places, runs, "paragraph"), layout.sections, around.lists)
