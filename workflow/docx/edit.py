"""Changing parts of a Word file that Wian has made: what is not touched stays as it is, byte for byte."""

import struct
from collections.abc import Mapping

from isal import isal_zlib
from isal.igzip_lib import IsalError
from lxml import etree

from workflow.docx.zip_writer import Archive, ZipEntry, deflated
from workflow.errors import WianError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"

_END, _END_SIGN = struct.Struct("<10xHLL"), b"PK\5\6"
_RECORD, _RECORD_SIGN = struct.Struct("<8xHH8xL4xHHH8xL"), b"PK\1\2"
_TO_OFFSET, _NAME = 42, 46  # where a directory record has its offset and its name
_LOCAL = struct.Struct("<26xHH")
_STREAMED = 8  # the sizes stand behind the part, as Wian never writes them
_RAW = -15


class EditError(WianError):
    """A file that is no Word file made by Wian, or not whole any more."""


def written(tree: etree._Element) -> bytes:
    """A part's XML as a Word file has it."""
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def with_style(styles: bytes, name: str, look: str) -> bytes:
    """The part with the styles and, if it has none of this name, a paragraph style that looks so (inside w:pPr)."""
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
    """The parts of a Word file, in their order, packed as they are there."""

    def __init__(self, docx: bytes) -> None:
        """Find the parts. Raises EditError for bytes that are no archive of the kind Wian writes."""
        self._entries: dict[str, tuple[ZipEntry, bytes, bool]] = {}
        try:
            count, _, at = _END.unpack_from(docx, docx.rindex(_END_SIGN))
            for _ in range(count):
                at = self._take(docx, at)
        except (ValueError, struct.error, UnicodeDecodeError):
            raise EditError("this is not a Word file as Wian makes them") from None

    def _take(self, docx: bytes, at: int) -> int:
        """Take in the part whose directory record is there; where the next record begins."""
        flags, method, packed, *lengths, start = _RECORD.unpack_from(docx, at)
        if docx[at : at + 4] != _RECORD_SIGN or flags & _STREAMED:
            raise ValueError
        data = start + 30 + sum(_LOCAL.unpack_from(docx, start))
        end: int = at + _NAME + sum(lengths)
        entry = ZipEntry(docx[start : data + packed], docx[at : at + _TO_OFFSET], docx[at + _NAME : end])
        self._entries[entry.name[: lengths[0]].decode()] = entry, docx[data : data + packed], method != 0
        return end

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises EditError if there is none or it is damaged."""
        if name not in self._entries:
            raise EditError(f"this is not a Word file as Wian makes them: it has no {name}")
        _, data, compressed = self._entries[name]
        try:
            return isal_zlib.decompress(data, _RAW) if compressed else data
        except IsalError as error:  # type: ignore[misc]  # isal's stub takes the class for an instance
            raise EditError(f"this Word file is damaged: {name} cannot be read: {error}") from None

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The whole file with these parts in place of the old ones: the same bytes for the same arguments."""
        return Archive().finished(
            deflated(name, parts[name]) if name in parts else entry for name, (entry, _, _) in self._entries.items()
        )
