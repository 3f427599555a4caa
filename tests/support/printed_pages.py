"""Letters printed by LibreOffice, and where on the paper everything stands. Lengths are centimetres.

Places are measured from the paper's upper left corner.
"""

import ctypes
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from cli.demo.gallery import FONTS
from workflow.letters.pdf.convert import LibreOffice, Pdf

FOLDER: Path | None = FONTS if FONTS.is_dir() else None
"""The fonts that `make fonts` has fetched, if it has."""

_INCH, _POINTS = 2.54, 72
_APART = 0.6  # farther from its neighbour a piece stands for itself: a tab lies between them
_LEADER = re.compile(r"\.{4,}")
_PAGE_NUMBER = re.compile(r"-\s*\S+\s*-")


@dataclass(frozen=True)
class Piece:
    """Text between two tabs or ends of a line; `foot` is its base line."""

    text: str
    left: float
    right: float
    foot: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Picture:
    """A picture."""

    left: float
    right: float
    top: float
    foot: float


@dataclass(frozen=True)
class Sheet:
    """A page: its size, its lines without the page's number, each as pieces, and its pictures from the top down."""

    width: float
    height: float
    lines: Sequence[Sequence[Piece]]
    pictures: Sequence[Picture]


def need_office() -> None:
    """Skip the test where letters cannot be printed."""
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        pytest.skip("LibreOffice is not installed (libreoffice-writer-nogui)")
    if FOLDER is None and "TH SarabunPSK" not in _installed("TH SarabunPSK"):
        pytest.skip("the font TH SarabunPSK is not installed; `make fonts` fetches it")


def printed(letters: Mapping[str, bytes]) -> dict[str, Pdf]:
    """Letters as PDF, in one go; the test is skipped where that cannot be."""
    need_office()
    return LibreOffice(FOLDER).pdfs(letters)


def sheets(pdf: bytes) -> list[Sheet]:
    """The pages of a PDF."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        return [_sheet(page) for page in document]


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        return len(document)


def found(pages: Sequence[Sheet], text: str) -> list[Sequence[Piece]]:
    """The lines that a paragraph with this text fills; it must be there, from the beginning of a line to an end."""
    lines = [line for page in pages for line in page.lines]
    wanted = squeezed(text)
    for start in range(len(lines)):
        for end in range(start + 1, len(lines) + 1):
            so_far = squeezed("".join(piece.text for line in lines[start:end] for piece in line))
            if so_far == wanted:
                return lines[start:end]
            if not wanted.startswith(so_far):
                break
    raise AssertionError(f"not on paper: {text}")


def squeezed(text: str) -> str:
    """The text without white space and without rows of dots, which lead to the margin."""
    return "".join(_LEADER.sub("", text).split())


def _installed(font: str) -> str:
    if shutil.which("fc-match") is None:
        return ""
    return subprocess.run(["fc-match", font, "family"], capture_output=True, text=True, check=False).stdout


def _sheet(page: pdfium.PdfPage) -> Sheet:
    width, height = page.get_size()
    images = page.get_objects([pdfium.raw.FPDF_PAGEOBJ_IMAGE])
    boxes = [[_cm(edge) for edge in image.get_bounds()] for image in images]
    tall = _cm(height)
    pictures = [Picture(left, right, tall - top, tall - bottom) for left, bottom, right, top in boxes]
    lines = [line for line in _lines(page, tall) if not _PAGE_NUMBER.fullmatch("".join(piece.text for piece in line))]
    return Sheet(_cm(width), tall, lines, sorted(pictures, key=lambda picture: picture.top))


def _lines(page: pdfium.PdfPage, height: float) -> list[list[Piece]]:
    text = page.get_textpage()
    lines: list[list[Piece]] = [[]]
    for place in range(text.count_chars()):
        char = chr(pdfium.raw.FPDFText_GetUnicode(text, place))
        if char in "\r\n":
            lines.append([])
        elif not char.isspace():
            _put(lines[-1], char, *_place(text, place, height))
    return [line for line in lines if line]


def _put(line: list[Piece], char: str, left: float, right: float, foot: float) -> None:
    """Add a character to the last piece of its line, or begin a new one."""
    before = line[-1] if line else None
    if before is not None and left - before.right < _APART:
        line[-1] = Piece(before.text + char, before.left, max(before.right, right), before.foot)
    else:
        line.append(Piece(char, left, right, foot))


def _place(text: pdfium.PdfTextPage, place: int, height: float) -> tuple[float, float, float]:
    """Where a character begins, where the next one may, and its base line."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.raw.FPDFText_GetCharOrigin(text, place, x, y)
    right = text.get_charbox(place, loose=True)[2]
    return _cm(x.value), _cm(right), height - _cm(y.value)


def _cm(points: float) -> float:
    return points * _INCH / _POINTS
