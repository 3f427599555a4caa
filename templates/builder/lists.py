"""The lists that letters enclose, and the closing report's table."""

from templates.builder.blocks import Block, Cell, Line, NewSection, Row, Table
from templates.builder.styles import TEXT_WIDTH

_LEFT, _CENTRED = "Wian Cell", "Wian Cell Centre"
_NUMBER, _PLACE, _UNIT = 745, 1700, 3336  # four digits; พระนครศรีอยุธยา; the longest usual name of an อบต.
_WIDTHS = (_NUMBER, _PLACE, _UNIT, TEXT_WIDTH - _NUMBER - _PLACE - _UNIT)


def _heading(*texts: str) -> Row:
    return Row(tuple(Cell(text, _CENTRED) for text in texts), heading=True)


def _office(kept: str = "") -> Row:
    """The row of an office; `kept` is Kept to keep it with the row below."""
    return Row(
        (
            Cell("{{ row.no }}", f"{_CENTRED}{kept}"),
            Cell("{{ row.place }}", f"{_LEFT}{kept}"),
            Cell("{{ row.unit }}", f"{_LEFT}{kept}"),
            Cell("{{ row.matter }}", f"{_LEFT}{kept}"),
        )
    )


def _sum(label: str, quantity: str) -> Row:
    return Row((Cell(label, "Wian Cell Kept", 3), Cell(f"จำนวน~{quantity}~แห่ง", "Wian Cell Kept")))


_LIST: tuple[Block, ...] = (
    Line("Wian Title", "{{ list.title }}"),
    Line("Wian Title", "ข้อมูล ณ วันที่~{{ list.as_of }}"),
    Line("Wian Blank", ""),
    Table(
        _WIDTHS,
        (
            _heading("ที่", "{{ list.place }}", "หน่วยงาน", "ผลการดำเนินการ"),
            "{%tr for group in list.groups %}",
            "{%tr if list.whole %}",
            Row((Cell("{{ group.name }}  จำนวน~{{ group.count }}~แห่ง", "Wian Cell Kept", len(_WIDTHS)),)),
            "{%tr endif %}",
            "{%tr for row in group.rows %}",
            "{%tr if row.no == list.count %}",  # the last row, so that a sum never stands alone on a page
            _office(" Kept"),
            "{%tr else %}",
            _office(),
            "{%tr endif %}",
            "{%tr endfor %}",
            "{%tr endfor %}",
            _sum("รวม{% if list.whole %} {{ list.whole }}{% else %}ทั้งสิ้น{% endif %}", "{{ list.count }}"),
            "{%tr if list.summary|length > 1 %}",
            "{%tr for part in list.summary %}",
            _sum("{{ part.matter }}", "{{ part.count }}"),
            "{%tr endfor %}",
            "{%tr endif %}",
        ),
    ),
    Line("Wian Break", ""),
)


_NUMBER_AMONG_ENCLOSURES = (
    "{% if enclosures|length > 1 %}{% for enclosure in enclosures %}"
    "{% if enclosure.text == list.title %} {{ loop.index|thai_digits }}{% endif %}{% endfor %}{% endif %}"
)


def enclosed_list(label: str) -> tuple[Block, ...]:
    """The lagging list on pages of its own, the same for all addressees."""
    return (
        Line("Wian Break", "{%p if list and list.inside %}"),
        NewSection(),
        Line("Wian List Label", label + _NUMBER_AMONG_ENCLOSURES),
        *_LIST,
        Line("Wian Break", "{%p endif %}"),
    )


SEPARATE_LIST: tuple[Block, ...] = (
    Line(
        "Wian List Label",
        "{% if form == 'external' %}สิ่งที่ส่งมาด้วย{% elif form == 'stamped' %}สิ่งที่ส่งมาพร้อมนี้{% else %}เอกสารแนบ{% endif %}",
    ),
    Line(
        "Wian List Label",
        "{% if form == 'memo' %}บันทึกข้อความ{% else %}หนังสือ{{ sender.name }}{% endif %} ที่~{{ number }} ลงวันที่~{{ date }}",
    ),
    Line("Wian Break", "{%p if list %}"),
    *_LIST,
    Line("Wian Break", "{%p endif %}"),
)
"""The list in a file of its own, with the name of its letter."""

_FIGURES = ("ทั้งหมด", "ครบถ้วน", "ไม่มีรายการ", "ยกเว้น", "ทันกำหนด", "ล่าช้า")
_KEYS = ("expected", "complete", "nil", "waived", "on_time", "late")


def _figures(first: str, item: str) -> Row:
    return Row((Cell(first), *(Cell(f"{{{{ {item}.{key} }}}}", _CENTRED) for key in _KEYS)))


REPORT: tuple[Block, ...] = (
    Line("Wian Title", "{{ title }}"),
    Line("Wian Subject", "เรื่อง  {{ subject }}"),
    Line("Wian Contact", "หนังสือที่  {{ number }} ลงวันที่~{{ date }}"),
    Line("Wian Contact", "กำหนดแล้วเสร็จ  {{ deadline }}"),
    Line("Wian Contact", "ปิดเรื่องเมื่อ  {{ closed_on }}"),
    Line("Wian Blank", ""),
    Table(
        (3119, *(992 for _ in _KEYS)),
        (
            _heading("หน่วยงาน", *_FIGURES),
            "{%tr for row in rows %}",
            _figures("{{ row.name }}", "row"),
            "{%tr endfor %}",
            _figures("รวม", "total"),
        ),
    ),
    Line("Wian Blank", ""),
)
