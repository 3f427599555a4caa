"""Letter templates: Word files with docxtpl's tags, read and compiled once, filled in for every letter."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Self

from lxml import etree

from workflow.docx.package import CORE, core_properties
from workflow.docx.zip_writer import Archive, ZipEntry, deflated, stored
from workflow.letters.templates.parts import PICTURE_WIDTH, Story, TemplateError
from workflow.letters.templates.plain_facts import FactError, plain
from workflow.letters.templates.word_file import DOCUMENT, TemplateFileError, read_parts

__all__ = ["DOCUMENT", "PLACES", "STORIES", "LetterTemplate", "TemplateError", "picture_places"]

PLACES = ("emblem", "qr")  # pictures that differ from letter to letter, named so in Word's selection pane

STORIES = re.compile(r"word/(document|header\w*|footer\w*)\.xml")
_PNG = b"\x89PNG\r\n\x1a\n"
_SMALLEST = 3
_NS = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_VERSION = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}version"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


class LetterTemplate:
    """A letter with blanks. Hold it and render it often: reading and compiling is done in `load`.

    Parts that no letter changes are compressed then too, pictures and page heads when first met. `places` are the
    pictures that differ from letter to letter, with their parts; `version` is what whoever wrote it calls it.
    """

    def __init__(self, name: str, data: bytes, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]) -> None:
        self.name = name
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.version = _version(trees.get(CORE))
        found = [part for part in parts if STORIES.fullmatch(part)]
        self.places = picture_places(trees)
        for place in (place for place, target in self.places.items() if target not in parts):
            raise TemplateFileError(f"has no picture where it shows {place}: insert it again from a file")
        self.stories = {part: Story(name, trees[part]) for part in found}
        self._placeholders = {place: _picture(part, parts[part]) for place, part in self.places.items()}
        self._properties = CORE in parts
        changing = {CORE, *self.stories, *self.places.values()}
        self._unchanging = [_compressed(part, data) for part, data in parts.items() if part not in changing]
        self._asides = {part: story for part, story in self.stories.items() if part != DOCUMENT}
        self._needs = sorted({need for story in self._asides.values() for need in story.needs})
        self._kept = lru_cache(maxsize=64)(self._archive)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a template; its name is the file's, its sha256 the file's bytes', its version what Word keeps of it.

        Raises TemplateError for a file that is missing, is no Word file, is not to be trusted (see `read_parts`), or
        has a tag that cannot be read.
        """
        name = path.stem
        try:
            return cls(name, *read_parts(path))
        except TemplateFileError as error:
            raise TemplateError(f"letter template {name}: {path} {error}") from error

    def render(self, facts: Mapping[str, object], *, pictures: Mapping[str, bytes], made: datetime) -> bytes:
        """Return the letter: the same bytes for the same arguments. `made` goes into the file's properties.

        A picture keeps the height it has in the template, and its own shape; one without a place is left
        out. Raises TemplateError for a missing or empty variable, a character that XML cannot hold, a picture
        that is shown but was not given, and tags that leave the file broken.
        """
        try:
            known = plain(facts)
        except FactError as error:
            raise TemplateError(f"letter template {self.name}: {error}") from None
        widths = _Widths(tuple([(place, _shape(place, pictures[place])) for place in PLACES if place in pictures]))
        known = {**known, PICTURE_WIDTH: widths}
        document = self.stories[DOCUMENT].filled(known)
        return self.begun(known).finished([*self._own(pictures, made), deflated(DOCUMENT, document)])

    def begun(self, facts: Mapping[str, object]) -> Archive:
        """The archive with all that is the same in most letters: page heads and feet, and what never changes.

        It is kept for the next letter if the heads and feet show nothing but texts: those are told apart surely.
        """
        shown = tuple([(need, facts[need]) for need in self._needs if need in facts])
        plainly = all(type(value) in (str, _Widths) for _, value in shown)
        return self._kept(shown) if plainly else self._archive(shown)

    def _archive(self, shown: tuple[tuple[str, object], ...]) -> Archive:
        facts = dict(shown)
        asides = [deflated(part, story.filled(facts)) for part, story in self._asides.items()]
        return Archive([*self._unchanging, *asides])

    def _own(self, pictures: Mapping[str, bytes], made: datetime) -> Iterator[ZipEntry]:
        """A letter's pictures and properties."""
        for place, part in self.places.items():
            yield _picture(part, pictures[place]) if place in pictures else self._placeholders[place]
        if self._properties:
            yield _core(made)


@dataclass(frozen=True)
class _Widths:
    """What a template asks for the width of a picture: (place, width over height) of each."""

    shapes: tuple[tuple[str, float], ...]

    def __call__(self, place: str, height: int) -> int:
        for name, shape in self.shapes:
            if name == place:
                return round(height * shape)
        raise TemplateError(f"the picture {place} is shown but was not given")


def _compressed(part: str, data: bytes) -> ZipEntry:
    return _picture(part, data) if data.startswith(_PNG) else deflated(part, data, _SMALLEST)


@lru_cache(maxsize=8)  # the letters of a round are made at one moment
def _core(made: datetime) -> ZipEntry:
    return stored(CORE, core_properties(made))


@lru_cache(maxsize=32)
def _picture(part: str, data: bytes) -> ZipEntry:
    return stored(part, data)


def _version(properties: etree._Element | None) -> str:
    """The version in a file's core properties; '' for none."""
    return "" if properties is None else (properties.findtext(_VERSION) or "").strip()


def picture_places(trees: Mapping[str, etree._Element]) -> dict[str, str]:
    """The pictures that differ from letter to letter, with their parts; each asks for its own width from now on."""
    stories = [part for part in trees if STORIES.fullmatch(part)]
    return {place: target for part in stories for place, target in _places(part, trees)}


def _places(part: str, trees: Mapping[str, etree._Element]) -> Iterator[tuple[str, str]]:
    """Find the pictures that differ, give each its own width, and return (place, part of the picture)."""
    folder, file = part.rsplit("/", 1)
    relations = trees.get(f"{folder}/_rels/{file}.rels")
    targets = {} if relations is None else {str(each.get("Id")): str(each.get("Target")) for each in relations}
    for properties in trees[part].iterfind(".//wp:docPr", _NS):
        place, frame = str(properties.get("name")), properties.getparent()
        blip = None if frame is None else frame.find(".//a:blip", _NS)
        if place not in PLACES or frame is None or blip is None:
            continue
        for extent in (*frame.iterfind("wp:extent", _NS), *frame.iterfind(".//a:xfrm/a:ext", _NS)):
            if not str(extent.get("cy")).isdecimal():
                raise TemplateFileError(f"has the picture {place} without a height")
            extent.set("cx", f"{{{{ {PICTURE_WIDTH}('{place}', {extent.get('cy')}) }}}}")
        target = normpath(PurePosixPath("/", folder, targets.get(str(blip.get(_EMBED)), "")))[1:]
        yield place, target


@lru_cache(maxsize=32)
def _shape(place: str, data: bytes) -> float:
    """Width over height of a PNG, from its header."""
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not data.startswith(_PNG) or not width or not height:
        raise TemplateError(f"the picture {place} is not a PNG file")
    return width / height
