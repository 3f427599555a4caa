"""The letter with the receiving stamp (ตรารับหนังสือ, ข้อ 37) at its upper right corner, as on paper."""

from datetime import date, time

from lxml import etree

from workflow.docx.edit import STYLES, EditError, WordFile, with_style, written
from workflow.docx.font_widths import advances
from workflow.docx.formatting import ParagraphFormat
from workflow.docx.parts import DOCUMENT, W
from workflow.docx.styles import Styles
from workflow.letters.pagination.blocks import UnknownLayoutError
from workflow.letters.pagination.line_wrap import lines_of
from workflow.letters.pagination.page_size import sheet_of
from workflow.letters.stamped_copies.stamp_line import body_look, line
from workflow.letters.stamped_copies.text_box import Box, put_box
from workflow.thai.dates import thai_date
from workflow.thai.digits import thai_digits, thai_time

STYLE = "Wian Received"
INK = "1A3C9C"  # blue, to set the stamp off from the letter

_STYLE_ID = STYLE.replace(" ", "")
_SIZES = ((28, 320), (26, 274))  # type in half points and lines in twips: the second for an office of two lines
_LOOK = (
    '<w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="exact"/>'
    '<w:ind w:left="57" w:right="57"/><w:jc w:val="{}"/>'
)
_WIDTH, _HEIGHT = 2835, 1417  # 5 by 2.5 cm (ข้อ 79)
_TOP, _FROM_RIGHT = 567, 567  # 1 cm
_AFTER_SIZE = ("u", "rtl", "cs", "lang", "eastAsianLayout")  # elements after the size in the schema
_ROOM = 2721  # for text, within the edges


def received_copy(docx: bytes, office: str, number: str, day: date, clock: time) -> bytes:
    """A copy of an issued letter with the receiving office's stamp, the same bytes for the same arguments.

    The stamp has the size of ข้อ 79; an office name of three or more lines makes it higher.

    Raises EditError for bytes that are no letter of Wian.
    """
    rows = [f"เลขรับ {thai_digits(number)}", f"วันที่ {thai_date(day)}", f"เวลา {thai_time(clock)}"]
    file = WordFile(docx)
    (size, leading), high = _fitted(office, len(rows))
    styles = with_style(file.part(STYLES), STYLE, _LOOK.format(leading, "left"))
    styles = with_style(styles, f"{STYLE} Office", _LOOK.format(leading, "center"))
    tree = etree.fromstring(file.part(DOCUMENT))
    try:
        sheet = sheet_of(file, tree, Styles(styles))
    except UnknownLayoutError:
        raise EditError("this is not a letter as Wian makes them: how it fills its pages is not known") from None
    look = _inked(body_look(tree), size)
    content = [line(office, f"{_STYLE_ID}Office", look), *(line(row, _STYLE_ID, look) for row in rows)]
    box = Box(sheet.across - _FROM_RIGHT - _WIDTH, _TOP, _WIDTH, high, edge=INK)
    put_box(next(tree.iter(f"{W}p")), "received", box, content)
    return file.replaced({DOCUMENT: written(tree), STYLES: styles})


def _fitted(office: str, rows: int) -> tuple[tuple[int, int], int]:
    """The size of type and lines that keeps the stamp's height, or the smallest size; and the height."""
    for size, leading in _SIZES:
        wraps = lines_of(office, advances(office, size), ParagraphFormat(), _ROOM).count
        if (needed := (wraps + rows) * leading) <= _HEIGHT:
            return (size, leading), _HEIGHT
    return (size, leading), needed + leading // 3


def _inked(look: etree._Element | None, size: int) -> etree._Element:
    """The run properties in the stamp's colour and size, ordered as in the schema."""
    inked = etree.Element(f"{W}rPr", nsmap={"w": W[1:-1]}) if look is None else look
    for name in ("sz", "szCs"):
        for old in inked.findall(f"{W}{name}"):
            inked.remove(old)
    after_size = [step for step in inked if step.tag in {f"{W}{name}" for name in _AFTER_SIZE}]
    place = inked.index(after_size[0]) if after_size else len(inked)
    parts = [("color", INK), ("sz", str(size)), ("szCs", str(size))]
    for step, (name, value) in enumerate(parts):
        inked.insert(place + step, etree.Element(f"{W}{name}", {f"{W}val": value}))
    return inked
