"""Where the ink of a PDF's characters lies."""

import ctypes
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium

Place = tuple[int, str, float, float]


def inked(pdf: bytes) -> Iterator[tuple[Place, tuple[float, float, float, float]]]:
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
