"""The document that rules check: paragraphs, pictures, page headers and sections of a Word file."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from lxml import etree

from workflow.docx.parts import NotWordError, Package, W
from workflow.lint.word.paragraphs import Paragraph, paragraphs_at
from workflow.lint.word.searches import Search, Thing, is_registered, results
from workflow.lint.word.sections import Section, Story
from workflow.lint.word.surroundings import Surroundings

__all__ = ["Document", "Section", "Story", "read_whole"]


@dataclass(frozen=True)
class Document:
    """A Word file's content. `lists` has the number format of automatic lists by (list, level)."""

    paragraphs: Sequence[Paragraph]
    sections: Sequence[Section]
    lists: Mapping[tuple[str, str], str]
    leftovers: Sequence[str] = ()
    """What an editor leaves in a file that is not finished: tracked changes, comments, highlights, hidden text."""

    @cached_property
    def stories(self) -> list[Story]:
        """The headers and footers in use, without repetition."""
        found = [story for section in self.sections for kind in ("header", "footer") for story in section.shown(kind)]
        return list({story.name: story for story in found if story is not None}.values())

    @cached_property
    def everything(self) -> list[Paragraph]:
        """All paragraphs, those of headers and footers last."""
        return [*self.paragraphs, *(paragraph for story in self.stories for paragraph in story.paragraphs)]

    def where(self, find: Search[Thing]) -> Sequence[tuple[Paragraph, Thing]]:
        """The paragraphs in which a registered search finds something, with the result."""
        assert is_registered(find), f"{find} is not marked by @search"
        return self._found.get(find, ())

    @cached_property
    def _found(self) -> Mapping[Search[Any], Sequence[tuple[Paragraph, Any]]]:
        found: dict[Search[Any], list[tuple[Paragraph, Any]]] = {}
        for paragraph in self.everything:
            for find, thing in results(paragraph.written):
                found.setdefault(find, []).append((paragraph, thing))
        return found

    def up_to(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs with at most so many page and section breaks before them."""
        return self.paragraphs[: self._end(breaks)]

    def after(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs with more than so many page and section breaks before them."""
        return self.paragraphs[self._end(breaks) :]

    def _end(self, breaks: int) -> int:
        return bisect_right(self.paragraphs, breaks, key=attrgetter("breaks"))


def read_whole(package: Package) -> Document:
    """The document in a Word file. Raises NotWordError for a damaged or foreign file."""
    around = Surroundings(package)
    reader = around.reader()
    paragraphs = paragraphs_at(reader.read(body_of(package.tree(package.main))), "paragraph")
    return Document(
        paragraphs, around.sections(reader.sections), around.lists, leftovers_in(package.part(package.main))
    )


_LEFT = {
    b"<w:ins ": "a tracked change",
    b"<w:del ": "a tracked change",
    b"<w:moveFrom ": "a tracked change",
    b"<w:commentReference": "a comment",
    b"<w:highlight ": "highlighted text",
    b"<w:vanish/>": "hidden text",
}


def leftovers_in(main: bytes) -> Sequence[str]:
    """What is left in the XML of the main part, each once."""
    return tuple(dict.fromkeys(name for mark, name in _LEFT.items() if mark in main))


def body_of(root: etree._Element | None) -> etree._Element:
    """The body element of the main part. Raises NotWordError for XML of another kind."""
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise NotWordError("this is not a Word file (.docx): it has no text of Word's kind in it")
    return body
