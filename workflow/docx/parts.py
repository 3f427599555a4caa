"""A Word file as an archive of parts; the reader guards against damaged and hostile files."""

import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from operator import attrgetter
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from workflow.errors import WianError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOCUMENT = "word/document.xml"
"""The usual name of the main part, which holds the letter's text."""

STRICT = "{http://purl.oclc.org/ooxml/"
"""The beginning of the names in a Strict Open XML file, which has other names and units than Word's usual one."""
SAVE_AS_USUAL = "has the form Strict Open XML; open it in Word and save it as Word Document (.docx)"

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST = 64 << 20  # bytes of one part; a letter's are far smaller, and a larger one would only fill the memory
_SMALL = 8 << 20  # bytes of all parts together
_HOW_PACKED = attrgetter("CRC", "compress_type", "compress_size", "file_size", "flag_bits")

_LOCAL = struct.Struct("<4s22x2H")  # signature, length of the name, length of the extra field


class NotWordError(WianError):
    """The bytes are not a Word file (.docx)."""


class PackedPart(NamedTuple):
    """A part as it lies in its archive, header and all; two that are equal unpack to equal bytes."""

    name: str
    how: object
    data: bytes


class Parts(ABC):
    """The parts of a .docx by name; `main` is the part with the text."""

    @abstractmethod
    def part(self, name: str) -> bytes:
        """The bytes of a part; empty for a missing part. Raises NotWordError if it cannot be unpacked."""

    @cached_property
    def main(self) -> str:
        """The name of the part with the text."""
        starts = [name for kind, name in self.relations("").values() if kind == "officeDocument"]
        return starts[0] if starts else DOCUMENT

    def tree(self, name: str) -> etree._Element | None:
        """A part as XML; None for a missing part. Raises NotWordError if it is not XML."""
        data = self.part(name)
        return parsed(data, name) if data else None

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """The relationships of a part: (kind, name of the target part) by identifier."""
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
    """The parts of a .docx file. Raises NotWordError for bytes of another kind."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise NotWordError(f"this is not a Word file (.docx): {error}") from None
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}

    def part(self, name: str) -> bytes:
        """The bytes of a part; empty for a missing part. Raises NotWordError if it cannot be unpacked."""
        if name not in self._sizes:
            return b""
        if self._sizes[name] > _MOST:
            raise NotWordError(f"this Word file is no letter: its part {name} has {self._sizes[name] >> 20} MB")
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
            raise NotWordError(f"this Word file is damaged or locked: {name} cannot be read: {error}") from None

    def packed_parts(self) -> tuple[PackedPart, ...] | None:
        """All parts as they lie in the archive.

        None for a large file, one with duplicate names, or one whose parts do not lie one after the other.
        """
        entries = sorted(self._archive.infolist(), key=attrgetter("header_offset"))
        if sum(self._sizes.values()) > _SMALL or len(self._sizes) < len(entries):
            return None
        ends = [*(entry.header_offset for entry in entries[1:]), self._archive.start_dir]
        parts = []
        for entry, end in zip(entries, ends, strict=True):
            data = self._data[entry.header_offset : end]
            if not _holds(data, entry):
                return None
            parts.append(PackedPart(entry.filename, _HOW_PACKED(entry), data))
        return tuple(parts)


def _holds(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether the bytes from a part's header to the next one hold the whole part, which the directory may belie."""
    if entry.header_offset < 0 or len(data) < _LOCAL.size:
        return False
    signature, name, extra = _LOCAL.unpack_from(data)
    return bool(signature == b"PK\3\4" and _LOCAL.size + name + extra + entry.compress_size <= len(data))


def parsed(data: bytes, name: str) -> etree._Element:
    """The bytes of a part as XML. Raises NotWordError for bytes that are not XML, declare entities or are Strict."""
    # A new parser for every part, so that no state carries over.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWordError(f"this Word file is damaged: {name} is no XML: {error.msg}") from None
    if tree.getroottree().docinfo.internalDTD is not None:
        raise NotWordError(f"this Word file is not to be trusted: {name} defines entities of its own")
    if str(tree.tag).startswith(STRICT):
        raise NotWordError(f"this Word file {SAVE_AS_USUAL}")
    return tree


def _joined(folder: PurePosixPath, target: str) -> str:
    steps: list[str] = []
    for step in (folder / target).parts:
        if step != "..":
            steps.append(step)
        elif steps:
            steps.pop()
    return "/".join(steps)
