"""Letter templates: Word files with docxtpl's tags, read and compiled once, filled in for every letter."""

import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Self

from lxml import etree

from workflow.letters.filling import PICTURE_WIDTH, Story, TemplateError
from workflow.letters.package import CORE, core_properties
from workflow.letters.plain import FactError, plain
from workflow.letters.zipping import Archive, Entry, deflated, stored

__all__ = ["DOCUMENT", "PLACES", "LetterTemplate", "TemplateError"]

PLACES = ("emblem", "qr")  # pictures that differ from letter to letter, named so in Word's selection pane

DOCUMENT = "word/document.xml"
_STORIES = re.compile(r"word/(document|header\w*|footer\w*)\.xml")
_PNG = b"\x89PNG\r\n\x1a\n"
_SMALLEST = 3
_NS = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


class LetterTemplate:
    """A letter with blanks. Hold it and render it often: reading and compiling is done in `load`.

    Parts that no letter changes are compressed in `load` too, pictures and page heads when first met.
    """

    def __init__(
        self,
        name: str,
        sha256: str,
        parts: Mapping[str, bytes],
        stories: Mapping[str, Story],
        places: Mapping[str, str],
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.stories = stories
        self._places = places
        self._placeholders = {place: _picture(part, parts[part]) for place, part in places.items()}
        self._properties = CORE in parts
        changing = {CORE, *stories, *places.values()}
        self._unchanging = [_compressed(part, data) for part, data in parts.items() if part not in changing]
        self._asides = {part: story for part, story in stories.items() if part != DOCUMENT}
        self._needs = sorted({need for story in self._asides.values() for need in story.needs})
        self._kept = lru_cache(maxsize=64)(self._archive)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a template; its name is the file's, its sha256 the file's bytes'.

        Raises TemplateError for a file that is missing, is no Word file, or has a tag that cannot be read.
        """
        name = path.stem
        try:
            data = path.read_bytes()
            with zipfile.ZipFile(BytesIO(data)) as archive:
                parts = {entry: archive.read(entry) for entry in archive.namelist()}
            found = [part for part in parts if _STORIES.fullmatch(part)]
            trees = {part: etree.fromstring(parts[part]) for part in found}
        except (OSError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            raise TemplateError(f"letter template {name}: {path} is not a readable Word file: {error}") from error
        if DOCUMENT not in parts:
            raise TemplateError(f"letter template {name}: {path} is not a Word file: it has no {DOCUMENT}")
        places = {place: target for part in found for place, target in _places(part, trees[part], parts)}
        stories = {part: Story(name, trees[part]) for part in found}
        return cls(name, hashlib.sha256(data).hexdigest(), parts, stories, places)

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
        document = deflated(DOCUMENT, self.stories[DOCUMENT].filled(known))
        return self.begun(known).finished([*self._own(pictures, made), document])

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

    def _own(self, pictures: Mapping[str, bytes], made: datetime) -> Iterator[Entry]:
        """A letter's pictures and properties."""
        for place, part in self._places.items():
            yield _picture(part, pictures[place]) if place in pictures else self._placeholders[place]
        if self._properties:
            yield stored(CORE, core_properties(made))


@dataclass(frozen=True)
class _Widths:
    """What a template asks for the width of a picture: (place, width over height) of each."""

    shapes: tuple[tuple[str, float], ...]

    def __call__(self, place: str, height: int) -> int:
        for name, shape in self.shapes:
            if name == place:
                return round(height * shape)
        raise TemplateError(f"the picture {place} is shown but was not given")


def _compressed(part: str, data: bytes) -> Entry:
    return _picture(part, data) if data.startswith(_PNG) else deflated(part, data, _SMALLEST)


@lru_cache(maxsize=32)
def _picture(part: str, data: bytes) -> Entry:
    return stored(part, data)


def _places(part: str, tree: etree._Element, parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Find the pictures that differ, give each its own width, and return (place, part of the picture)."""
    folder, file = part.rsplit("/", 1)
    relations = etree.fromstring(parts.get(f"{folder}/_rels/{file}.rels", b"<none/>"))
    targets = {
        str(relation.get("Id")): str(relation.get("Target")) for relation in relations.iterfind("rel:Relationship", _NS)
    }
    found = []
    for properties in tree.iterfind(".//wp:docPr", _NS):
        place, frame = str(properties.get("name")), properties.getparent()
        blip = None if frame is None else frame.find(".//a:blip", _NS)
        if place not in PLACES or frame is None or blip is None:
            continue
        for extent in (*frame.iterfind("wp:extent", _NS), *frame.iterfind(".//a:xfrm/a:ext", _NS)):
            extent.set("cx", f"{{{{ {PICTURE_WIDTH}('{place}', {extent.get('cy')}) }}}}")
        target = targets[str(blip.get(_EMBED))]
        found.append((place, str(PurePosixPath(folder) / target) if target[0] != "/" else target[1:]))
    return found


@lru_cache(maxsize=32)
def _shape(place: str, data: bytes) -> float:
    """Width over height of a PNG, from its header."""
    if not data.startswith(_PNG):
        raise TemplateError(f"the picture {place} is not a PNG file")
    return int.from_bytes(data[16:20]) / int.from_bytes(data[20:24])
