"""Where the ink of a PDF's characters lies."""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing

import pypdfium2 as pdfium

Place = tuple[int, str, float, float]
Box = tuple[float, float, float, float]
_ROW = 20  # points; characters of other rows cannot meet


def inked(pdf: bytes) -> Iterator[tuple[Place, Box]]:
    """Every visible character: page, character, where it begins; and the box of its ink, points."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for place in range(text.count_chars()):
                char = chr(pdfium.raw.FPDFText_GetUnicode(text, place))
                if not char.isspace():
                    x, y = ctypes.c_double(), ctypes.c_double()
                    pdfium.raw.FPDFText_GetCharOrigin(text, place, x, y)
                    yield (number, char, round(x.value), round(y.value)), text.get_charbox(place)


def overprinted(added: Mapping[Place, Box], before: Mapping[Place, Box]) -> list[tuple[Place, Place]]:
    """The added characters whose ink meets that of one before on their page, with that one."""
    rows: defaultdict[tuple[int, int], list[tuple[Place, Box]]] = defaultdict(list)
    for old, box in before.items():
        for row in _rows(box):
            rows[old[0], row].append((old, box))
    return [
        (new, old)
        for new, box in added.items()
        for row in _rows(box)
        for old, other in rows[new[0], row]
        if _meet(box, other)
    ]


def _rows(box: Box) -> range:
    return range(int(box[1] // _ROW), int(box[3] // _ROW) + 1)


def _meet(one: Box, other: Box) -> bool:
    left, bottom, right, top = one
    x, low, beyond, high = other
    return left < beyond and x < right and bottom < high and low < top
