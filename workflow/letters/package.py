"""A Word file as a zip archive whose bytes depend on its parts alone."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

CORE = "docProps/core.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip archive can hold
_UNIX = 3


def packed(parts: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """Return the archive, the parts in the order given, without any trace of when or where it was made.

    Uncompressed it is the same on every machine; compressed, on every machine with the same zlib.
    """
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.compress_type = method
            archive.writestr(entry, data)
    return out.getvalue()


def core_properties(made: datetime) -> bytes:
    """Return docProps/core.xml with the time of making, which must carry its zone; ValueError otherwise."""
    if made.tzinfo is None:
        raise ValueError("the time a letter is made needs its time zone")
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stamp = '<dcterms:{0} xsi:type="dcterms:W3CDTF">{1}</dcterms:{0}>'
    text = (
        f"{XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{stamp.format('created', moment)}{stamp.format('modified', moment)}</cp:coreProperties>"
    )
    return text.encode()
