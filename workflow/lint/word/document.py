"""What the rules look at: a Word file as paragraphs, pictures, page heads and sections."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from lxml import etree

from workflow.docx.parts import NotWordError, Package, W
from workflow.docx.runs import Written
from workflow.lint.word.paragraphs import Paragraph, paragraphs_at
from workflow.lint.word.sections import Section, Story
from workflow.lint.word.surroundings import Surroundings

Thing = TypeVar("Thing")

__all__ = ["Document", "Section", "Story", "read_whole"]


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

    @cached_property
    def _writings(self) -> list[Written]:
        """What is written in the paragraphs, each once though many paragraphs may share it."""
        return list({id(paragraph.written): paragraph.written for paragraph in self.everything}.values())

    def where(self, find: Callable[[Written], Thing | None]) -> list[tuple[Paragraph, Thing]]:
        """The paragraphs in which something is found, each with what it is; what many share is searched once."""
        things = {id(written): thing for written in self._writings if (thing := find(written))}
        if not things:
            return []
        return [(each, things[id(each.written)]) for each in self.everything if id(each.written) in things]

    def up_to(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs that have no more page and section breaks before them than this."""
        return self.paragraphs[: self._end(breaks)]

    def after(self, breaks: int) -> Sequence[Paragraph]:
        """The paragraphs that have more."""
        return self.paragraphs[self._end(breaks) :]

    def _end(self, breaks: int) -> int:
        return bisect_right(self.paragraphs, breaks, key=attrgetter("breaks"))


def read_whole(package: Package) -> Document:
    """The document in a Word file. Raises NotWordError for a file that is damaged or not of Word's kind."""
    around = Surroundings(package)
    reader = around.reader()
    paragraphs = paragraphs_at(reader.read(body_of(package.tree(package.main))), "paragraph")
    return Document(paragraphs, around.sections(reader.sections), around.lists)


def body_of(root: etree._Element | None) -> etree._Element:
    """The body of a text. Raises NotWordError for a text that is none of Word's."""
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise NotWordError("this is not a Word file (.docx): it has no text of Word's kind in it")
    return body
