"""The styles of `styles` in a Word file, and the format of texts."""

from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.font import Font
from docx.text.parfmt import ParagraphFormat

from templates.builder import word_xml
from templates.builder.styles import FONT, LABEL, STYLES, TABLE, Style

_RED = RGBColor(0xFF, 0, 0)
_ALIGNMENTS = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "thaiDistribute": WD_ALIGN_PARAGRAPH.THAI_JUSTIFY,
}
_STOPS = {
    "left": WD_TAB_ALIGNMENT.LEFT,
    "center": WD_TAB_ALIGNMENT.CENTER,
    "right": WD_TAB_ALIGNMENT.RIGHT,
}


def add_styles(document: Document) -> None:
    """Replace the file's styles by the letters' styles."""
    styles = document.styles
    styles.element.clear()
    normal = cast(ParagraphStyle, styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH, builtin=True))
    _set_style(normal, Style("Normal"))
    word_xml.make_default(normal)
    word_xml.add_table_styles(styles, TABLE)
    label = cast(CharacterStyle, styles.add_style(LABEL.name, WD_STYLE_TYPE.CHARACTER))
    label.quick_style = True
    set_look(label.font, LABEL)
    for style in STYLES.values():
        added = cast(ParagraphStyle, styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH))
        added.base_style = normal
        _set_style(added, style)


def set_look(font: Font, look: Style, *, thai: bool = False) -> None:
    """Set font, size, weight and colour; `thai` marks the text as Thai, whatever its characters."""
    font.name, font.size = FONT, Pt(look.size / 2)
    if look.bold:
        font.bold = font.cs_bold = True
    if look.red:
        font.color.rgb = _RED
    if thai:
        font.complex_script = True
    word_xml.set_for_all_scripts(font, FONT)


def _set_style(added: ParagraphStyle, style: Style) -> None:
    added.quick_style = True
    set_look(added.font, style)
    shape = added.paragraph_format
    shape.space_before, shape.space_after = Twips(style.before), Twips(0)
    shape.line_spacing = Twips(style.exact) if style.exact else 1.0
    if style.align:
        shape.alignment = _ALIGNMENTS[style.align]
    if style.keep_next:
        shape.keep_with_next = True
        shape.keep_together = None if style.split else True
    for kind, place in style.tabs:
        alignment, _, dots = kind.partition(".")
        leader = WD_TAB_LEADER.DOTS if dots else WD_TAB_LEADER.SPACES
        shape.tab_stops.add_tab_stop(Twips(place), _STOPS[alignment], leader)
    _indent(shape, style)
    if style.close_up:
        word_xml.close_up(shape)


def _indent(shape: ParagraphFormat, style: Style) -> None:
    if style.indent:
        shape.left_indent = Twips(style.indent)
    if style.hanging:
        shape.left_indent, shape.first_line_indent = Twips(style.hanging), Twips(-style.hanging)
    if style.first_line:
        shape.first_line_indent = Twips(style.first_line)
