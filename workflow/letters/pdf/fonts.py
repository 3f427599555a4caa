"""The fonts of printed letters: their place for LibreOffice, and the fonts in a PDF."""

from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2 as pdfium

from workflow.errors import FontError, OtherFontError

TWINS = ("TH SarabunPSK", "TH Sarabun New")
"""Two fonts of equal width, either of which may stand in for the other (see docs/fonts.md)."""

_TEXT = pdfium.raw.FPDF_PAGEOBJ_TEXT
_THAI = ("\u0e01", "\u0e5b")
# After the system's rules, because Debian replaces TH Sarabun by a font of another size.
_STANDS_IN = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="append" binding="same"><string>{}</string></edit></match>'
)


def fontconfig(folder: Path | None, system: str) -> str:
    """The configuration of fontconfig: the system's file plus the fonts of a folder, if any.

    Raises FontError for a folder without fonts.
    """
    if folder is not None and not any(path.suffix.lower() in (".ttf", ".otf") for path in _files(folder)):
        raise FontError(f"there are no fonts (.ttf) in {folder}")
    own = "" if folder is None else f"<dir>{escape(str(folder.resolve()))}</dir>"
    stand_ins = "".join(_STANDS_IN.format(one, other) for one, other in (TWINS, TWINS[::-1]))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{escape(system)}</include>{own}{stand_ins}</fontconfig>'
    )


def thai_fonts(pdf: bytes) -> set[str]:
    """The font families of a PDF's Thai text."""
    families = set()
    with closing(pdfium.PdfDocument(pdf)) as document:
        for page in document:
            text = page.get_textpage()
            for piece in page.get_objects([_TEXT], textpage=text):
                if any(_THAI[0] <= char <= _THAI[1] for char in piece.extract()):
                    families.add(str(piece.get_font().get_family_name()))
    return families


def stand_ins(letter_fonts: Iterable[str], used: Iterable[str]) -> tuple[list[str], list[str]]:
    """The used fonts that are not the letter's: first those of equal width, then the others."""
    own = {_folded(font) for font in letter_fonts}
    twins = {_folded(font) for font in TWINS}
    allowed = twins if own & twins else set()
    others = sorted(font for font in used if _folded(font) not in own)
    return [font for font in others if _folded(font) in allowed], [f for f in others if _folded(f) not in allowed]


def missing(faults: Collection[str]) -> FontError:
    """The error for letters that LibreOffice printed in other fonts."""
    remedy = "Install TH SarabunPSK or TH Sarabun New, or name a folder that has them"
    return OtherFontError("\n".join([*faults, remedy]))


def _files(folder: Path) -> Iterable[Path]:
    return folder.rglob("*") if folder.is_dir() else ()


def _folded(font: str) -> str:
    return font.replace(" ", "").casefold()
