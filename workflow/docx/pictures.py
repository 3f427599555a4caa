"""The pictures of a letter: printed size and aspect ratio. Lengths are EMU, 360 000 to 1 cm."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from workflow.docx.formatting import number
from workflow.docx.parts import R

CENTIMETRE = 360_000
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_V = "{urn:schemas-microsoft-com:vml}"
_UNITS = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525, "": 9_525}
_MEASURE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]+(?:\.[0-9]+)?)(pt|in|cm|mm|px|)\s*(?=;|$)")
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True)
class Picture:
    """A picture as printed. `shape` is width over height in pixels, None for an unreadable picture.

    `align` is the horizontal alignment: left, center, right; '' if the file gives only a distance or nothing.
    """

    width: int
    height: int
    source: str
    shape: float | None = None
    align: str = ""
    offset: int | None = None
    inline: bool = False


def drawn(drawing: etree._Element, source: Callable[[str], tuple[str, bytes]]) -> list[Picture]:
    """The pictures of a w:drawing; `source` returns name and bytes of the part behind a relationship identifier."""
    found = []
    for frame in drawing:
        blip, extent = frame.find(f".//{_A}blip"), frame.find(f"{_WP}extent")
        if blip is None or extent is None:
            continue
        name, data = source(blip.get(f"{R}embed", ""))
        width, height = number(extent.get("cx")) or 0, number(extent.get("cy")) or 0
        align, offset = frame.findtext(f"{_WP}positionH/{_WP}align"), _distance(frame)
        shape = _cropped(pixels(data), frame.find(f".//{_PIC}blipFill/{_A}srcRect"))
        inline = frame.tag == f"{_WP}inline"
        found.append(Picture(width, height, name, shape, (align or "").strip(), offset, inline))
    return found


def vml(pict: etree._Element, source: Callable[[str], tuple[str, bytes]]) -> list[Picture]:
    """The pictures of a w:pict, as in files converted from .doc."""
    found = []
    for image in pict.iter(f"{_V}imagedata"):
        shape = image.getparent()
        style = "" if shape is None else shape.get("style", "")
        size = {m[1]: round(float(m[2]) * _UNITS[m[3]]) for m in _MEASURE.finditer(style)}
        name, data = source(image.get(f"{R}id", ""))
        align = re.search(r"mso-position-horizontal:\s*(left|center|right)", style)
        inline = "position:absolute" not in style.replace(" ", "")
        found.append(
            Picture(
                size.get("width", 0), size.get("height", 0), name, pixels(data), align[1] if align else "", None, inline
            )
        )
    return found


def pixels(data: bytes) -> float | None:
    """Width over height of a PNG, JPEG, GIF, BMP, EMF or placeable WMF; None for an unreadable header."""
    try:
        width, height = _size(data)
    except (struct.error, IndexError):
        return None
    return width / height if width > 0 and height > 0 else None


def _size(data: bytes) -> tuple[int, int]:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        size = struct.unpack(">II", data[16:24])
    elif data.startswith(b"GIF8"):
        size = struct.unpack("<HH", data[6:10])
    elif data.startswith(b"BM"):
        width, height = struct.unpack("<ii", data[18:26])
        size = width, abs(height)
    elif data.startswith(b"\xff\xd8"):
        size = _jpeg(data)
    elif data.startswith(b"\x01\x00\x00\x00") and data[40:44] == b" EMF":
        left, top, right, bottom = struct.unpack("<iiii", data[24:40])
        size = right - left, bottom - top
    elif data.startswith(b"\xd7\xcd\xc6\x9a"):
        left, top, right, bottom = struct.unpack("<hhhh", data[6:14])
        size = right - left, bottom - top
    else:
        size = 0, 0
    return size[0], size[1]


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while data[place] == 0xFF:
        kind = data[place + 1]
        if kind in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return 0, 0


def _cropped(shape: float | None, crop: etree._Element | None) -> float | None:
    """The aspect ratio of a cropped picture; the crop's sides are thousandths of a percent."""
    if shape is None or crop is None:
        return shape
    cut = {side: (number(crop.get(side)) or 0) / 100_000 for side in "ltrb"}
    across, down = 1 - cut["l"] - cut["r"], 1 - cut["t"] - cut["b"]
    return shape * across / down if across > 0 and down > 0 else None


def _distance(frame: etree._Element) -> int | None:
    """The distance of a picture from the page's left edge; None if the file measures from elsewhere."""
    place = frame.find(f"{_WP}positionH")
    if place is None or place.get("relativeFrom") != "page":
        return None
    return number(place.findtext(f"{_WP}posOffset"))
