"""Letter templates: Word files with docxtpl's tags, compiled once and filled in for every letter."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Self

from lxml import etree

from workflow.docx.package import CORE, core_properties
from workflow.docx.parts import DOCUMENT
from workflow.docx.zip_writer import Archive, ZipEntry, deflated, stored
from workflow.letters.templates.parts import PICTURE_WIDTH, Story, TemplateError
from workflow.letters.templates.picture_parts import PLACES, STORIES, PictureRelations, picture_places
from workflow.letters.templates.plain_facts import FactError, plain
from workflow.letters.templates.word_file import TemplateFileError, read_parts
from workflow.thai.spacing import squash

__all__ = ["DOCUMENT", "PLACES", "STORIES", "LetterTemplate", "TemplateError", "picture_places"]

_PNG = b"\x89PNG\r\n\x1a\n"
_SMALLEST = 3
_VERSION = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}version"


class LetterTemplate:
    """A compiled template; load it once and render it often.

    Unchanging parts are compressed on loading, pictures and page heads at their first use. `places` are the parts of
    the pictures that differ between letters; `version` is the author's name for the version.
    """

    def __init__(self, name: str, data: bytes, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]) -> None:
        self.name = name
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.version = _version(trees.get(CORE))
        with_tags = [part for part in parts if STORIES.fullmatch(part)]
        self.places = picture_places(trees)
        for place in (place for place, target in self.places.items() if target not in parts):
            raise TemplateFileError(f"has no picture where it shows {place}: insert it again from a file")
        self.stories = {part: Story(name, trees[part]) for part in with_tags}
        self._relations = PictureRelations(parts, trees, self.places)
        self._properties = CORE in parts
        changing = {CORE, *self.stories, *self.places.values(), *self._relations.names}
        self._unchanging = [_compressed(part, data) for part, data in parts.items() if part not in changing]
        self._heads_and_feet = {part: story for part, story in self.stories.items() if part != DOCUMENT}
        self._needs = sorted({need for story in self._heads_and_feet.values() for need in story.needs})
        self._cached_archive = lru_cache(maxsize=64)(self._archive)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load a template, named like its file, with the version of the file's Word properties.

        Raises TemplateError for a missing file, a file that is no Word file or untrusted (see `read_parts`), and an
        unreadable tag.
        """
        name = path.stem
        try:
            return cls(name, *read_parts(path))
        except TemplateFileError as error:
            raise TemplateError(f"letter template {name}: {path} {error}") from error

    def render(self, facts: Mapping[str, object], *, pictures: Mapping[str, bytes], made: datetime) -> bytes:
        """The letter's file, with the same bytes for the same arguments; `made` goes into its properties.

        Pictures keep their height in the template and their own proportions; pictures without a place, and places
        without a picture, are left out.
        Raises TemplateError for a missing or empty variable, a character that XML cannot hold, a missing picture, and
        tags that leave the file broken.
        """
        try:
            plain_facts = plain(facts)
        except FactError as error:
            raise TemplateError(f"letter template {self.name}: {error}") from None
        widths = _Widths(tuple([(place, _shape(place, pictures[place])) for place in PLACES if place in pictures]))
        plain_facts = {**plain_facts, PICTURE_WIDTH: widths}
        own = self._own(pictures, _core(made, str(facts.get("subject", ""))))
        document = self.stories[DOCUMENT].filled(plain_facts)
        return self.begun(plain_facts).finished([*own, deflated(DOCUMENT, document)])

    def begun(self, facts: Mapping[str, object]) -> Archive:
        """The archive of the parts that most letters share: unchanging parts, page heads and page feet.

        It is cached if heads and feet show only texts, which make a reliable key.
        """
        used = tuple([(need, facts[need]) for need in self._needs if need in facts])
        cacheable = all(type(value) in (str, _Widths) for _, value in used)
        return self._cached_archive(used) if cacheable else self._archive(used)

    def _archive(self, used: tuple[tuple[str, object], ...]) -> Archive:
        facts = dict(used)
        heads_and_feet = [deflated(part, story.filled(facts)) for part, story in self._heads_and_feet.items()]
        return Archive([*self._unchanging, *heads_and_feet])

    def _own(self, pictures: Mapping[str, bytes], properties: ZipEntry) -> Iterator[ZipEntry]:
        """A letter's pictures and properties."""
        yield from self._relations.without(tuple([place for place in self.places if place not in pictures]))
        for place, part in self.places.items():
            if place in pictures:
                yield _picture(part, pictures[place])
        if self._properties:
            yield properties


@dataclass(frozen=True)
class _Widths:
    """The function for a picture's width in a template; `shapes` are pairs of place and width over height."""

    shapes: tuple[tuple[str, float], ...]

    def __call__(self, place: str, height: int) -> int:
        for name, shape in self.shapes:
            if name == place:
                return round(height * shape)
        raise TemplateError(f"the picture {place} is shown but was not given")


def _compressed(part: str, data: bytes) -> ZipEntry:
    return _picture(part, data) if data.startswith(_PNG) else deflated(part, data, _SMALLEST)


@lru_cache(maxsize=64)  # the letters of a round have the same moment, and those of a circular the same subject
def _core(made: datetime, title: str) -> ZipEntry:
    return stored(CORE, core_properties(made, title=squash(title)))


@lru_cache(maxsize=32)
def _picture(part: str, data: bytes) -> ZipEntry:
    return stored(part, data)


def _version(properties: etree._Element | None) -> str:
    """The version in a file's core properties; empty for none."""
    return "" if properties is None else (properties.findtext(_VERSION) or "").strip()


@lru_cache(maxsize=32)
def _shape(place: str, data: bytes) -> float:
    """Width over height of a PNG, from its header."""
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not data.startswith(_PNG) or not width or not height:
        raise TemplateError(f"the picture {place} is not a PNG file")
    return width / height
