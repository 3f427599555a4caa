"""Zip archives from parts that may have been compressed earlier (PKWARE's APPNOTE.TXT).

An archive has no trace of the time or the machine. Uncompressed archives are the same on every machine, compressed
ones on every machine with the same version of the deflate library and the same kind of processor.
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

from isal import isal_zlib

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")

_VERSION = 20  # version 2.0 of the format (1993), which has deflate
_UNIX = 3
_MODE = 0o600 << 16
_TIME, _DATE = 0, 1 << 5 | 1  # midnight of 1 January 1980, the earliest time of the format
_UTF8 = 0x800
_STORED, _DEFLATED = 0, 8
_RAW = -15  # no header around the deflate stream, the largest window
_TO_OFFSET = 42  # bytes of a directory record before the offset, which depends on the archive


class ZipEntry(NamedTuple):
    """A part ready for any archive: local header with data, and directory record without the offset."""

    body: bytes
    head: bytes
    name: bytes


def stored(name: str, data: bytes) -> ZipEntry:
    """An uncompressed part: for pictures, which are compressed already, and where size does not matter."""
    return _entry(name, data, data, _STORED)


def deflated(name: str, data: bytes, level: int = 1) -> ZipEntry:
    """A compressed part; level 0 is the fastest of the library's levels and 3 the smallest."""
    return _entry(name, data, isal_zlib.compress(data, level, _RAW), _DEFLATED)


class Archive:
    """An archive writer; the entries that many archives begin with are joined only once."""

    def __init__(self, entries: Iterable[ZipEntry] = ()) -> None:
        self._bodies, self._directory, self._count = _laid_out(entries, 0)

    def finished(self, entries: Iterable[ZipEntry]) -> bytes:
        """The archive's bytes: the common entries, then these."""
        start = len(self._bodies)
        bodies, records, count = _laid_out(entries, start)
        directory, total = self._directory + records, self._count + count
        end = _END.pack(b"PK\5\6", 0, 0, total, total, len(directory), start + len(bodies), 0)
        return b"".join((self._bodies, bodies, directory, end))


def _laid_out(entries: Iterable[ZipEntry], offset: int) -> tuple[bytes, bytes, int]:
    """The joined bodies and directory records of the entries, and their number."""
    bodies: list[bytes] = []
    records: list[bytes] = []
    for body, head, name in entries:
        bodies.append(body)
        records += (head, offset.to_bytes(4, "little"), name)
        offset += len(body)
    return b"".join(bodies), b"".join(records), len(bodies)


def _entry(name: str, data: bytes, packed: bytes, method: int) -> ZipEntry:
    title = name.encode()
    common = (
        *(_VERSION, 0 if name.isascii() else _UTF8, method, _TIME, _DATE),
        *(isal_zlib.crc32(data), len(packed), len(data), len(title), 0),
    )
    local = _LOCAL.pack(b"PK\3\4", *common)
    record = _CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, 0, *common[1:], 0, 0, 0, _MODE, 0)
    return ZipEntry(b"".join((local, title, packed)), record[:_TO_OFFSET], title)
