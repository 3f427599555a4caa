"""The pages of a PDF as pictures."""

from contextlib import closing
from io import BytesIO

import pypdfium2 as pdfium

_POINTS = 72  # to an inch


def pictures(pdf: bytes, dpi: int) -> list[bytes]:
    """Every page as a PNG, `dpi` pixels to an inch."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        return [_picture(page, dpi) for page in document]


def _picture(page: pdfium.PdfPage, dpi: int) -> bytes:
    data = BytesIO()
    page.render(scale=dpi / _POINTS).to_pil().save(data, "PNG", dpi=(dpi, dpi))
    return data.getvalue()
