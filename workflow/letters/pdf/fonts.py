"""The fonts of printed letters: where LibreOffice finds them, and which of them a PDF holds."""

from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2 as pdfium

from workflow.errors import FontError, OtherFontError

TWINS = ("TH SarabunPSK", "TH Sarabun New")
"""Two fonts whose letters are equally wide: either may stand in for the other (see docs/fonts.md)."""

_TEXT = pdfium.raw.FPDF_PAGEOBJ_TEXT
_THAI = ("\u0e01", "\u0e5b")
# After what the system says: Debian puts a font of another size in the place of TH Sarabun.
_STANDS_IN = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="append" binding="same"><string>{}</string></edit></match>'
)


def fontconfig(folder: Path | None, system: str) -> str:
    """A configuration for fontconfig: the system's own file, and the fonts of a folder, if any, besides.

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
    """The families of the fonts that the Thai text of a PDF is set in."""
    found = set()
    with closing(pdfium.PdfDocument(pdf)) as document:
        for page in document:
            text = page.get_textpage()
            for piece in page.get_objects([_TEXT], textpage=text):
                if any(_THAI[0] <= char <= _THAI[1] for char in piece.extract()):
                    found.add(str(piece.get_font().get_family_name()))
    return found


def stand_ins(asked: Iterable[str], used: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the fonts used those not asked for: first those as wide as one asked for, then the others."""
    wanted = {_folded(font) for font in asked}
    twins = {_folded(font) for font in TWINS}
    allowed = twins if wanted & twins else set()
    others = sorted(font for font in used if _folded(font) not in wanted)
    return [font for font in others if _folded(font) in allowed], [f for f in others if _folded(f) not in allowed]


def missing(faults: Collection[str]) -> FontError:
    """The refusal where LibreOffice took other fonts than the letters ask for."""
    remedy = "Install TH SarabunPSK or TH Sarabun New, or name a folder that has them"
    return OtherFontError("\n".join([*faults, remedy]))


def _files(folder: Path) -> Iterable[Path]:
    return folder.rglob("*") if folder.is_dir() else ()


def _folded(font: str) -> str:
    return font.replace(" ", "").casefold()
