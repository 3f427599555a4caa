"""The pictures that differ between letters: their parts, and the relationships that lead to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import normpath

from lxml import etree

from workflow.docx.edit import written
from workflow.docx.zip_writer import ZipEntry, deflated
from workflow.letters.templates.parts import PICTURE_WIDTH
from workflow.letters.templates.word_file import TemplateFileError

PLACES = ("emblem", "qr")  # the pictures of a letter, by their names in Word's Selection Pane

STORIES = re.compile(r"word/(document|header\w*|footer\w*)\.xml")
_SMALLEST = 3
_NS = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def picture_places(trees: Mapping[str, etree._Element]) -> dict[str, str]:
    """The parts of the pictures that differ between letters, by place; changes `trees` to compute their widths."""
    stories = [part for part in trees if STORIES.fullmatch(part)]
    return {place: target for part in stories for place, target in _places(part, trees)}


def _places(part: str, trees: Mapping[str, etree._Element]) -> Iterator[tuple[str, str]]:
    """Yield place and part of the pictures that differ between letters, and make their widths computed."""
    relations = trees.get(_relations_of(part))
    targets = (
        {} if relations is None else {str(relation.get("Id")): str(relation.get("Target")) for relation in relations}
    )
    for properties in trees[part].iterfind(".//wp:docPr", _NS):
        place, frame = str(properties.get("name")), properties.getparent()
        blip = None if frame is None else frame.find(".//a:blip", _NS)
        if place not in PLACES or frame is None or blip is None:
            continue
        for extent in (*frame.iterfind("wp:extent", _NS), *frame.iterfind(".//a:xfrm/a:ext", _NS)):
            if not str(extent.get("cy")).isdecimal():
                raise TemplateFileError(f"has the picture {place} without a height")
            extent.set("cx", f"{{{{ {PICTURE_WIDTH}('{place}', {extent.get('cy')}) }}}}")
        yield place, _target(part, targets.get(str(blip.get(_EMBED)), ""))


def _relations_of(story: str) -> str:
    """The part with the relationships of a story."""
    folder, file = story.rsplit("/", 1)
    return f"{folder}/_rels/{file}.rels"


def _target(story: str, target: str) -> str:
    """The part to which a relationship of a story leads."""
    return normpath(PurePosixPath("/", story.rsplit("/", 1)[0], target))[1:]


class PictureRelations:
    """The parts that relate stories to the pictures of places; a letter without a picture has no relationship to it."""

    def __init__(
        self, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element], places: Mapping[str, str]
    ) -> None:
        self._parts, self._places = parts, places
        stories = {_relations_of(story): story for story in trees if STORIES.fullmatch(story)}
        self._stories = {name: story for name, story in stories.items() if name in trees}
        self.names = frozenset(self._stories)
        self.without = lru_cache(maxsize=4)(self._without)

    def _without(self, unused: tuple[str, ...]) -> Sequence[ZipEntry]:
        """The parts for a letter without the pictures of these places."""
        gone = {self._places[place] for place in unused} - {
            part for place, part in self._places.items() if place not in unused
        }
        return [deflated(name, self._part(name, gone), _SMALLEST) for name in self._stories]

    def _part(self, name: str, gone: set[str]) -> bytes:
        tree = etree.fromstring(self._parts[name])
        left_out = [relation for relation in tree if _target(self._stories[name], relation.get("Target", "")) in gone]
        for relation in left_out:
            tree.remove(relation)
        return written(tree) if left_out else self._parts[name]
