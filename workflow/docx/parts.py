"""A Word file as an archive of parts, read without trusting it."""

import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from pathlib import PurePosixPath

from lxml import etree

from workflow.errors import WianError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOCUMENT = "word/document.xml"
"""The main part, with the letter's text, where a file does not give it another name."""

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST = 64 << 20  # bytes; a part of a letter is far smaller, a larger one would only fill the memory
_SMALL = 8 << 20  # bytes of all parts of a letter together


class NotWordError(WianError):
    """Bytes that are no Word file (.docx)."""


class Parts(ABC):
    """The parts of a .docx by name; `main` is the one with the text."""

    @abstractmethod
    def part(self, name: str) -> bytes:
        """The bytes of a part, none if it is not there. Raises NotWordError if it cannot be unpacked."""

    @cached_property
    def main(self) -> str:
        """The name of the part with the text."""
        starts = [name for kind, name in self.relations("").values() if kind == "officeDocument"]
        return starts[0] if starts else DOCUMENT

    def tree(self, name: str) -> etree._Element | None:
        """A part as XML; None if it is not there. Raises NotWordError if it is no XML."""
        data = self.part(name)
        return parsed(data, name) if data else None

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """What a part refers to by identifier: (kind, name of the part referred to)."""
        at = PurePosixPath(part)
        tree = self.tree(str(at.parent / "_rels" / f"{at.name}.rels") if part else "_rels/.rels")
        found = {}
        for relation in () if tree is None else tree.iter(_RELATION):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                name = target.lstrip("/") if target.startswith("/") else _joined(at.parent, target)
                found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], name)
        return found


class Package(Parts):
    """The parts of a .docx. Raises NotWordError for anything that is none."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise NotWordError(f"this is not a Word file (.docx): {error}") from None
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}

    def part(self, name: str) -> bytes:
        """The bytes of a part, none if it is not there. Raises NotWordError if it cannot be unpacked."""
        if name not in self._sizes:
            return b""
        if self._sizes[name] > _MOST:
            raise NotWordError(f"this Word file is no letter: its part {name} has {self._sizes[name] >> 20} MB")
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
            raise NotWordError(f"this Word file is damaged or locked: {name} cannot be read: {error}") from None

    def small_parts(self) -> Mapping[str, bytes] | None:
        """All parts by name; None if they are large together or two have one name. Raises NotWordError as `part`."""
        if sum(self._sizes.values()) > _SMALL or len(self._sizes) < len(self._archive.infolist()):
            return None
        return {name: self.part(name) for name in self._sizes}


def parsed(data: bytes, name: str) -> etree._Element:
    """The bytes of a part as XML. Raises NotWordError if they are none, or bring entities of their own."""
    # A parser for each part: none leaves anything behind for the next.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWordError(f"this Word file is damaged: {name} is no XML: {error.msg}") from None
    if tree.getroottree().docinfo.internalDTD is not None:
        raise NotWordError(f"this Word file is not to be trusted: {name} defines entities of its own")
    return tree


def _joined(folder: PurePosixPath, target: str) -> str:
    steps: list[str] = []
    for step in (folder / target).parts:
        if step != "..":
            steps.append(step)
        elif steps:
            steps.pop()
    return "/".join(steps)
