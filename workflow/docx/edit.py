"""Replacing parts of a Word file made by Wian; the other parts stay the same, byte for byte."""

import struct
from collections.abc import Mapping

from isal import isal_zlib
from isal.igzip_lib import IsalError
from lxml import etree

from workflow.docx.parts import W
from workflow.docx.zip_writer import Archive, ZipEntry, deflated
from workflow.errors import WianError

STYLES = "word/styles.xml"

_END, _END_SIGN = struct.Struct("<10xHLL"), b"PK\5\6"
_RECORD, _RECORD_SIGN = struct.Struct("<8xHH8xL4xHHH8xL"), b"PK\1\2"
_TO_OFFSET, _NAME = 42, 46  # positions of the offset and the name in a directory record
_LOCAL = struct.Struct("<26xHH")
_STREAMED = 8  # flag: the sizes stand behind the part; Wian never writes this
_RAW = -15


class EditError(WianError):
    """The file is not a Word file made by Wian, or it is damaged."""


def written(tree: etree._Element) -> bytes:
    """The bytes of a part, from its XML tree."""
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def with_style(styles: bytes, name: str, look: str) -> bytes:
    """The styles part with a paragraph style of this name; `look` is the inside of the w:pPr of a new style."""
    tree = etree.fromstring(styles)
    if any(style.get(f"{W}val") == name for style in tree.iterfind(f"{W}style/{W}name")):
        return styles
    normal = tree.find(f"{W}style[@{W}type='paragraph'][@{W}default='1']")
    based = "" if normal is None else f'<w:basedOn w:val="{normal.get(f"{W}styleId")}"/>'
    tree.append(
        etree.fromstring(
            f'<w:style xmlns:w="{W[1:-1]}" w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
            f'<w:name w:val="{name}"/>{based}<w:qFormat/><w:pPr>{look}</w:pPr></w:style>'
        )
    )
    return written(tree)


class WordFile:
    """The parts of a Word file in file order, still compressed."""

    def __init__(self, docx: bytes) -> None:
        """Index the parts. Raises EditError for bytes that are no archive of the kind Wian writes."""
        self._entries: dict[str, tuple[ZipEntry, bytes, bool]] = {}
        try:
            count, _, at = _END.unpack_from(docx, docx.rindex(_END_SIGN))
            for _ in range(count):
                at = self._take(docx, at)
        except (ValueError, struct.error, UnicodeDecodeError):
            raise EditError("this is not a Word file as Wian makes them") from None

    def _take(self, docx: bytes, at: int) -> int:
        """Add the part whose directory record begins at `at`; returns the start of the next record."""
        flags, method, packed, *lengths, start = _RECORD.unpack_from(docx, at)
        if docx[at : at + 4] != _RECORD_SIGN or flags & _STREAMED:
            raise ValueError
        data = start + 30 + sum(_LOCAL.unpack_from(docx, start))
        end: int = at + _NAME + sum(lengths)
        entry = ZipEntry(docx[start : data + packed], docx[at : at + _TO_OFFSET], docx[at + _NAME : end])
        self._entries[entry.name[: lengths[0]].decode()] = entry, docx[data : data + packed], method != 0
        return end

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises EditError for a missing or damaged part."""
        if name not in self._entries:
            raise EditError(f"this is not a Word file as Wian makes them: it has no {name}")
        _, data, compressed = self._entries[name]
        try:
            return isal_zlib.decompress(data, _RAW) if compressed else data
        except IsalError as error:  # type: ignore[misc]  # isal's stub takes the class for an instance
            raise EditError(f"this Word file is damaged: {name} cannot be read: {error}") from None

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The whole file with new bytes for some parts; deterministic."""
        return Archive().finished(
            deflated(name, parts[name]) if name in parts else entry for name, (entry, _, _) in self._entries.items()
        )
