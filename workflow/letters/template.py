"""Letter templates: Word files with docxtpl's tags, read and compiled once, filled in for every letter."""

import hashlib
import re
import traceback
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Self

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from workflow.errors import WianError
from workflow.letters.package import CORE, XML, core_properties, packed
from workflow.thai import thai_digits

PLACES = ("emblem", "qr")  # pictures that differ from letter to letter, named so in Word's selection pane

_STORIES = re.compile(r"word/(document|header\w*|footer\w*)\.xml")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[ \t\r\n\x85\u2028\u2029]*[\t\r\n\x85\u2028\u2029][ \t\r\n\x85\u2028\u2029]*")
_PNG = b"\x89PNG\r\n\x1a\n"
_NS = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


class TemplateError(WianError):
    """A template that cannot be read, or facts, pictures or tags that do not fit it; no letter was made."""


def _known(value: object) -> object:
    if value is None:
        raise TemplateError("a tag's value is empty (None)")
    return value


def _environment() -> ImmutableSandboxedEnvironment:
    """Tags can read the facts and nothing else: a template is edited by hand and may come from anywhere."""
    found = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_known)
    found.filters["thai_digits"] = thai_digits
    return found


_JINJA = _environment()


class LetterTemplate:
    """A letter with blanks. Hold it and render it often: reading and compiling is done in `load`."""

    def __init__(
        self,
        name: str,
        sha256: str,
        parts: Mapping[str, bytes],
        stories: Mapping[str, tuple[str, Template]],
        places: Mapping[str, str],
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self._parts = parts
        self._stories = stories
        self._places = places

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
        if "word/document.xml" not in parts:
            raise TemplateError(f"letter template {name}: {path} is not a Word file: it has no word/document.xml")
        places = {place: target for part in found for place, target in _places(part, trees[part], parts)}
        return cls(
            name,
            hashlib.sha256(data).hexdigest(),
            parts,
            {part: _compiled(name, trees[part]) for part in found},
            places,
        )

    def render(self, facts: Mapping[str, object], *, pictures: Mapping[str, bytes], made: datetime) -> bytes:
        """Return the letter: the same bytes for the same arguments. `made` goes into the file's properties.

        A picture keeps the height it has in the template, and its own shape; one without a place is left
        out. Raises TemplateError for a missing or empty variable, a character that XML cannot hold, a picture
        that is shown but was not given, and tags that leave the file broken.
        """
        context = {key: self._clean(value, key) for key, value in facts.items()}
        shapes = {place: _shape(place, data) for place, data in pictures.items() if place in PLACES}
        parts = dict(self._parts)
        for part, (source, story) in self._stories.items():
            parts[part] = self._fill(source, story, {**context, "picture_width": partial(_width, shapes)})
        for place in self._places.keys() & pictures.keys():
            parts[self._places[place]] = pictures[place]
        if CORE in parts:
            parts[CORE] = core_properties(made)
        return packed(parts)

    def _fill(self, source: str, story: Template, context: Mapping[str, object]) -> bytes:
        try:
            data = (XML + story.render(context)).encode()
            etree.fromstring(data)
        except etree.XMLSyntaxError as error:
            problem = f"its tags leave the file broken ({error.msg})"
            raise TemplateError(f"letter template {self.name}: {problem}") from error
        except Exception as error:  # a template can fail in any way that an expression can
            where = _paragraph(source, error)
            raise TemplateError(f"letter template {self.name}: {error}; in the paragraph: {where}") from error
        return data

    def _clean(self, value: object, name: str) -> object:
        """The value as plain data in which a line break is a space: a paragraph is one line of text."""
        if isinstance(value, str):
            if bad := _NOT_XML.search(value):
                problem = f"{name} has the character U+{ord(bad[0]):04X}, which a Word file cannot hold"
                raise TemplateError(f"letter template {self.name}: {problem}")
            return _BREAKS.sub(" ", str(value))
        if isinstance(value, Mapping):
            return {key: self._clean(part, f"{name}.{key}") for key, part in value.items()}
        if isinstance(value, Sequence):
            return [self._clean(part, f"{name}[{place}]") for place, part in enumerate(value)]
        return value


def _compiled(name: str, tree: etree._Element) -> tuple[str, Template]:
    xml = etree.tostring(tree, encoding="unicode")
    source = str(DocxTemplate("").patch_xml(xml))
    # One paragraph a line, so that a failing line number leads to the paragraph.
    source = re.sub(r"<w:p(?=[ >])", "\n<w:p", source)
    try:
        return source, _JINJA.from_string(source)
    except JinjaError as error:
        where = _paragraph(source, error)
        problem = f"a tag cannot be read: {error}; in the paragraph: {where}"
        raise TemplateError(f"letter template {name}: {problem}") from error


def _paragraph(source: str, error: Exception) -> str:
    """The text of the template's paragraph in which the error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
    line = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
    return re.sub("<[^>]*>", "", source.split("\n")[line - 1])[:200]


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
            extent.set("cx", f"{{{{ picture_width('{place}', {extent.get('cy')}) }}}}")
        target = targets[str(blip.get(_EMBED))]
        found.append((place, str(PurePosixPath(folder) / target) if target[0] != "/" else target[1:]))
    return found


def _shape(place: str, data: bytes) -> float:
    """Width over height of a PNG, from its header."""
    if not data.startswith(_PNG):
        raise TemplateError(f"the picture {place} is not a PNG file")
    return int.from_bytes(data[16:20]) / int.from_bytes(data[20:24])


def _width(shapes: Mapping[str, float], place: str, height: int) -> int:
    if place not in shapes:
        raise TemplateError(f"the picture {place} is shown but was not given")
    return round(height * shapes[place])
