"""A Word file as a zip archive whose bytes depend on its parts alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from workflow.docx.zip_writer import Archive, deflated, stored

CORE = "docProps/core.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_STAMP = '<dcterms:{0} xsi:type="dcterms:W3CDTF">%s</dcterms:{0}>'
_PROPERTIES = (
    f"{XML}<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    f"{_STAMP.format('created')}{_STAMP.format('modified')}%s</cp:coreProperties>"
)


def packed(parts: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """The archive of the parts in their order, without a trace of the time or the machine."""
    pack = deflated if compress else stored
    return Archive().finished(pack(name, data) for name, data in parts.items())


def core_properties(made: datetime, version: str = "", title: str = "") -> bytes:
    """The part docProps/core.xml: time of creation, version, title. Raises ValueError for a time without time zone."""
    if made.tzinfo is None:
        raise ValueError("the time a letter is made needs its time zone")
    moment = made.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    named = f"<cp:version>{version}</cp:version>" if version else ""
    titled = f"<dc:title>{escape(title)}</dc:title>" if title else ""
    return (_PROPERTIES % (moment, moment, titled + named)).encode()
