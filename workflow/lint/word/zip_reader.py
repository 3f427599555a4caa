"""The zip archive a Word file is, where it is written plainly, as Wian writes it: read without going about it.

What is not plain (parts out of order, extra fields, sizes behind the data, names that are not ASCII, anything that
does not agree) is left to Python's zipfile, which knows all there is; what is plain says the same to both.
"""

import struct
from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from isal import isal_zlib
from isal.igzip_lib import IsalError

_END, _END_SIZE = struct.Struct("<4s4H2LH"), 22
_RECORD, _RECORD_SIZE = struct.Struct("<4s2x3H4x3L4H6xL"), 46
_NAMED = 28  # where a record has the length of its part's name
_SHARED = slice(6, 32)  # what a part's header has of its record in the directory, behind its own sign
_RECORD_SIGN, _HEADER_SIGN, _END_SIGN = b"PK\1\2", b"PK\3\4", b"PK\5\6"
_ZIP64, _ZIP64_SIZE = b"PK\6\7", 20
_FLAGS = (0, 0x800)  # none, or that the name is UTF-8
_VERSION = 20  # of the format, as of 1993: deflate
_STORED, _DEFLATED = _METHODS = 0, 8
_RAW = -15
_OWN = 2  # parts at the end in which the letters of one template differ: their text, and when they were made
_LARGE = 1 << 20  # bytes of an archive whose beginning is not kept


class ZipEntry(NamedTuple):
    """A part as it lies in the archive, packed. `size` and `crc` (CRC-32) are those of the part unpacked."""

    method: int
    crc: int
    size: int
    packed: bytes


def plain_entries(data: bytes) -> Mapping[str, ZipEntry] | None:
    """The parts of a plain archive by name, in order; None for any other bytes."""
    try:
        return _entries(data)
    except (struct.error, IndexError):
        return None


def unpacked(entry: ZipEntry) -> bytes | None:
    """The bytes of a part; None if it is damaged in any way."""
    data = entry.packed
    if entry.method == _DEFLATED:
        try:
            # One byte more than there should be: enough to see that there is too much, and never more in memory.
            data = isal_zlib.decompressobj(_RAW).decompress(data, entry.size + 1)
        except IsalError:  # type: ignore[misc]  # isal's stub takes the class for an instance
            return None
    return data if len(data) == entry.size and isal_zlib.crc32(data) == entry.crc else None


class _Beginning(NamedTuple):
    """What a plain archive began with, but for its last parts: these parts packed, their records, and what they say."""

    bodies: bytes
    records: bytes
    parts: Mapping[str, ZipEntry]


_begun: deque[_Beginning] = deque(maxlen=8)  # letters of one template begin alike, byte for byte


def _entries(data: bytes) -> Mapping[str, ZipEntry] | None:
    end = len(data) - _END_SIZE
    sign, disk, first_disk, count, total, size, directory, comment = _END.unpack_from(data, end)
    whole = sign == _END_SIGN and directory + size == end and count == total and not (disk or first_disk or comment)
    if not whole or data.startswith(_ZIP64, end - _ZIP64_SIZE):
        return None
    begun = _beginning(data, directory)
    found, start, at = dict(begun.parts), len(begun.bodies), directory + len(begun.records)
    for number in range(len(found), count):
        if 0 < number == count - _OWN and len(data) < _LARGE and not begun.parts:
            _begun.append(_Beginning(data[:start], data[directory:at], dict(found)))
        behind = at + _RECORD_SIZE + data[at + _NAMED] + (data[at + _NAMED + 1] << 8)
        known, at = _known(data[at:behind]), behind
        if known is None or known.offset != start or not data.startswith(known.header, start):
            return None
        begin = start + len(known.header)
        start = begin + known.packed
        found[known.name] = ZipEntry(known.method, known.crc, known.size, data[begin:start])
    return found if start == directory and at == end and len(found) == count else None


def _beginning(data: bytes, directory: int) -> _Beginning:
    """What the archive is known to begin with, its directory at this place; nothing if it begins like no other."""
    for each in tuple(_begun):
        if data.startswith(each.bodies) and data.startswith(each.records, directory):
            return each
    return _Beginning(b"", b"", {})


class _Known(NamedTuple):
    """What the directory says of a part, and how the part's header has to begin."""

    name: str
    method: int
    crc: int
    size: int
    packed: int
    offset: int
    header: bytes


@lru_cache(256)  # letters of one template have all parts but their own in the same places
def _known(record: bytes) -> _Known | None:
    sign, need, flags, method, crc, packed, size, _, *others, offset = _RECORD.unpack_from(record)
    name = record[_RECORD_SIZE:]
    plain = sign == _RECORD_SIGN and need <= _VERSION and flags in _FLAGS and method in _METHODS
    if not plain or any(others) or not name.isascii() or not name.decode().isprintable():
        return None
    return _Known(name.decode(), method, crc, size, packed, offset, _HEADER_SIGN + record[_SHARED] + name)
