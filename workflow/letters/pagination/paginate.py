"""The pagination of a letter: unchanged, set closer on one page, or divided with continuation words.

A single-spaced line of 16-point TH SarabunPSK is 20.96 points high in Word (OS/2 measures, 850 + 460 of 1000) and
18.08 points in LibreOffice (hhea, 850 + 250 + 30), so a letter may fit its page in one and not in the other. Pages are
computed with the higher line; a letter that fits only with 18-point lines gets lines of exactly 18 points.
"""

from collections.abc import Mapping

from lxml import etree

from workflow.docx.edit import STYLES, WordFile, with_style, written
from workflow.docx.parts import DOCUMENT
from workflow.docx.styles import Styles, styles_of
from workflow.letters.pagination.apply_breaks import (
    CONTINUATION,
    CONTINUATION_LOOK,
    end_pages,
    fix_lines,
    free_pictures,
)
from workflow.letters.pagination.blocks import BODY, LINE, Text, UnknownLayoutError, in_word, stacked, texts
from workflow.letters.pagination.fits_one_page import surely_fits
from workflow.letters.pagination.page_breaks import breaks
from workflow.letters.pagination.page_size import Sheet, sheet_of

SNUG = 360  # twips: 18 points for 16-point type
_TYPE = 32


def paged(docx: bytes) -> bytes:
    """The letter with fixed pages; the same object if it fits one page unchanged.

    Letters without the styles Wian Body, with pages fixed before, with content of unknown height, or without a place
    for a page break stay unchanged. Raises EditError for bytes that are no Word file.
    """
    file = WordFile(docx)
    document, styles = file.part(DOCUMENT), file.part(STYLES)
    looks = styles_of(styles)
    if not any(style.encode() in document for style in BODY) or surely_fits(document, looks):
        return docx
    tree = etree.fromstring(document)
    try:
        sheet = sheet_of(file, tree, looks)
    except UnknownLayoutError:
        return docx
    settled = any(text.look.new_page for text in texts(sheet.blocks))
    if settled or stacked(sheet.blocks, in_word) <= sheet.heights[0]:
        return docx
    changed = _set_close(tree, styles, sheet, looks) or _divided(tree, styles, sheet)
    return file.replaced(changed) if changed else docx


def _set_close(tree: etree._Element, styles: bytes, sheet: Sheet, looks: Styles) -> dict[str, bytes]:
    """The parts changed by setting lines closer; none if the letter still needs a second page."""
    close = _close_lines(sheet, looks)

    def line(text: Text) -> float:
        return in_word(text) if text.picture else close.get(text.look.style, in_word(text))

    if stacked(sheet.blocks, line) > sheet.heights[0]:
        return {}
    changed = {STYLES: _closely_set(styles, close)}
    return changed | ({DOCUMENT: written(tree)} if free_pictures(tree) else {})


def _divided(tree: etree._Element, styles: bytes, sheet: Sheet) -> dict[str, bytes]:
    """The parts changed by dividing the letter into pages; none without a place for a page break."""
    styles = with_style(styles, CONTINUATION, CONTINUATION_LOOK)
    look, text = styles_of(styles).style(CONTINUATION.replace(" ", ""))
    page_breaks = breaks(sheet.blocks, sheet.heights, look.before + text.size * LINE)
    if not page_breaks:
        return {}
    end_pages(tree, page_breaks)
    return {DOCUMENT: written(tree), STYLES: styles}


def _close_lines(sheet: Sheet, looks: Styles) -> dict[str, int]:
    """The close line height by single-spaced style, from the largest type in the letter or the style."""
    all_styles = {name: looks.style(name) for name in looks.paragraph_styles}
    single = {name: text.size for name, (look, text) in all_styles.items() if (look.rule, look.line) == ("auto", 240)}
    for text in texts(sheet.blocks):
        if text.look.style in single:
            single[text.look.style] = max(text.size, single[text.look.style])
    return {name: round(size * SNUG / _TYPE) for name, size in single.items()}


def _closely_set(styles: bytes, heights: Mapping[str, int]) -> bytes:
    tree = etree.fromstring(styles)
    fix_lines(tree, heights)
    return written(tree)
