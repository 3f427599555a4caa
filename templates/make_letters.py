"""Make the letters' templates: `python -m templates.make_letters` writes templates/letters/*.docx anew.

Each letter is a list of lines, a paragraph style and a text. The order and the places are those of ข้อ 11
(external letter, แบบที่ 1) and ข้อ 14 (stamped letter, แบบที่ 3) of the saraban regulation of 2526. An officer may
instead edit the Word files themselves; whoever changes them here makes them again.
"""

from collections.abc import Sequence
from pathlib import Path

from templates import wording
from templates.ooxml import Block, Column, Line, NewSection, SideBySide, Table
from templates.package import letter_package
from workflow.letters.qr import qr_png

_HERE = Path(__file__).parent
FOLDER = _HERE / "letters"
_EMBLEM = _HERE.parent / "config" / "emblem.png"

_TOP: tuple[Block, ...] = (Line("Wian Urgency", "{{ urgency }}"),)
_EXTERNAL_TOP: tuple[Block, ...] = (
    *_TOP,
    Line("Wian Number", "ที่  {{ number }}\t{{ agency }}", drawing="emblem"),
    Line("Wian Number", "{%p for line in address %}"),
    Line("Wian Number", "\t{{ line }}"),
    Line("Wian Number", "{%p endfor %}"),
    Line("Wian Date", "\t{{ date }}"),
    Line("Wian Subject", "เรื่อง  {{ subject }}"),
    Line("Wian To", "เรียน  {{ to }}"),
    Line("Wian Reference", "{%p for reference in references %}"),
    Line(
        "Wian Reference",
        "{% if loop.first %}อ้างถึง  {% else %}\t{% endif %}"
        "{% if loop.length > 1 %}{{ loop.index|thai_digits }}.~{% endif %}{{ reference }}",
    ),
    Line("Wian Reference", "{%p endfor %}"),
    Line("Wian Enclosure", "{%p for enclosure in enclosures %}"),
    Line(
        "Wian Enclosure",
        "{% if loop.first %}สิ่งที่ส่งมาด้วย  {% else %}\t{% endif %}"
        "{% if loop.length > 1 %}{{ loop.index|thai_digits }}.~{% endif %}"
        "{{ enclosure.text }}\t{{ enclosure.quantity }}",
    ),
    Line("Wian Enclosure", "{%p endfor %}"),
)
_STAMPED_TOP: tuple[Block, ...] = (
    *_TOP,
    Line("Wian Number", "ที่  {{ number }}", drawing="emblem"),
    Line("Wian To Office", "ถึง  {{ to }}"),
)
_BLANKS: tuple[Block, ...] = (Line("Wian Blank", ""),) * 3
_CONTACT: tuple[Line, ...] = (
    Line("Wian Contact", "{%p for line in contact %}"),
    Line("Wian Contact", "{{ line }}"),
    Line("Wian Contact", "{%p endfor %}"),
)
_QR: tuple[Line, ...] = (
    Line("Wian QR", "{%p if qr %}"),
    Line("Wian QR", "", drawing="qr"),
    Line("Wian QR", "{{ qr.label }}"),
    Line("Wian QR Address", "{{ qr.address }}"),
    Line("Wian QR", "{%p endif %}"),
)
_SIGNED: tuple[Block, ...] = (
    Line("Wian Closing", "\t{{ closing }}"),
    *_BLANKS,  # room for the signature
    Line("Wian Signature", "\t{{ signer.name }}"),
    Line("Wian Signature", "{%p for line in signer.lines %}"),
    Line("Wian Signature", "\t{{ line }}"),
    Line("Wian Signature", "{%p endfor %}"),
    Line("Wian Contact", ""),
)
_SEALED: tuple[Block, ...] = (
    *_BLANKS,  # the seal's upper half; its lower half is beside the contact lines
    Line("Wian Seal", "\t{{ seal_agency }}", drawing="seal"),
    Line("Wian Seal", "\t{{ date }}"),
    *_BLANKS,
)


def _enclosed_list(label: str) -> tuple[Block, ...]:
    """The units concerned, on pages of their own, so that the letter itself stays the same for everybody."""
    return (
        Line("Wian Break", "{%p if list %}"),
        NewSection(),
        Line("Wian List Label", label),
        Line("Wian Title", "{{ list.title }}"),
        Line("Wian Title", "ข้อมูล ณ วันที่~{{ list.as_of }}"),
        Line("Wian Blank", ""),
        Table(
            "list.rows",
            (
                Column("ที่", 680, "{{ row.no }}"),
                Column("หน่วยงาน", 3288, "{{ row.unit }}", centred=False),
                Column("อำเภอ", 1531, "{{ row.district }}", centred=False),
                Column("ผลการดำเนินการ", 3572, "{{ row.matter }}", centred=False),
            ),
        ),
        Line("Wian Break", ""),
        Line("Wian Break", "{%p endif %}"),
    )


def _body(*texts: str) -> tuple[Block, ...]:
    return tuple(Line("Wian Body", text) for text in texts)


def _end(*texts: str) -> tuple[Block, ...]:
    """The last two paragraphs of the text, which stay with the signature or the seal."""
    return tuple(Line("Wian Body End", text) for text in texts)


def _foot(qr: bool) -> tuple[Block, ...]:
    """The contact lines; the QR code beside them, so that the letter stays on one page."""
    return (SideBySide(_CONTACT, _QR),) if qr else _CONTACT


def _external(*body: Block, qr: bool = False, enclosed: bool = False) -> tuple[Block, ...]:
    ending = _enclosed_list("สิ่งที่ส่งมาด้วย") if enclosed else ()
    return (*_EXTERNAL_TOP, *body, *_SIGNED, *_foot(qr), *ending)


def _stamped(*body: Block, qr: bool = False, enclosed: bool = False) -> tuple[Block, ...]:
    ending = _enclosed_list("สิ่งที่ส่งมาพร้อมนี้") if enclosed else ()
    return (*_STAMPED_TOP, *body, *_SEALED, *_foot(qr), *ending)


def _count(heading: str, key: str) -> Column:
    return Column(heading, 992, f"{{{{ row.{key} }}}}", total=f"{{{{ total.{key} }}}}")


_REPORT: tuple[Block, ...] = (
    Line("Wian Title", "{{ title }}"),
    Line("Wian Subject", "เรื่อง  {{ subject }}"),
    Line("Wian Contact", "หนังสือที่  {{ number }} ลงวันที่~{{ date }}"),
    Line("Wian Contact", "กำหนดแล้วเสร็จ  {{ deadline }}"),
    Line("Wian Contact", "ปิดเรื่องเมื่อ  {{ closed_on }}"),
    Line("Wian Blank", ""),
    Table(
        "rows",
        (
            Column("หน่วยงาน", 3119, "{{ row.name }}", centred=False, total="รวม"),
            _count("ทั้งหมด", "expected"),
            _count("ครบถ้วน", "complete"),
            _count("ไม่มีรายการ", "nil"),
            _count("ยกเว้น", "waived"),
            _count("ทันกำหนด", "on_time"),
            _count("ล่าช้า", "late"),
        ),
    ),
    Line("Wian Blank", ""),
)

LETTERS: dict[str, tuple[Block, ...]] = {
    "original": _external(
        *_body("{%p for text in body %}", "{%p if loop.revindex > 2 %}", "{{ text }}", "{%p else %}"),
        *_end("{{ text }}"),
        *_body("{%p endif %}", "{%p endfor %}"),
        qr=True,
    ),
    "forwarding": _external(
        *_body("{%p if phrases.background %}", wording.FORWARD_BACKGROUND),
        *_end(wording.FORWARD_NEWS + " ในการนี้ " + wording.FORWARD_ASKS),
        *_body("{%p else %}", "ด้วย" + wording.FORWARD_NEWS),
        *_end("{{ sender.name }} " + wording.FORWARD_ASKS),
        *_body("{%p endif %}"),
        *_end(wording.FORWARD_END),
    ),
    "progress": _stamped(*_body(wording.PROGRESS_REQUESTED), *_end(wording.PROGRESS), qr=True),
    "reminder": _stamped(*_body(wording.REQUESTED), *_end(wording.REMINDER), enclosed=True),
    "followup": _stamped(*_body(wording.REQUESTED_AGAIN), *_end(wording.FOLLOWUP), enclosed=True),
    "final-followup": _external(
        *_body(wording.FINAL_REQUESTED), *_end(wording.FINAL, wording.FINAL_END), enclosed=True
    ),
    "closing-report": _REPORT,
}


def packages() -> dict[str, bytes]:
    """Return every template's file name and bytes, the same every time."""
    return {f"{name}.docx": _package(blocks) for name, blocks in LETTERS.items()}


def _package(blocks: Sequence[Block]) -> bytes:
    official = any(isinstance(block, Line) and block.drawing == "emblem" for block in blocks)
    pictures = {"emblem": _EMBLEM.read_bytes()} if official else {}
    if any(isinstance(block, SideBySide) for block in blocks):
        pictures["qr"] = qr_png("https://example.go.th/")
    return letter_package(blocks, pictures, secrecy=official)


def main() -> None:
    """Write the templates into templates/letters."""
    for name, data in packages().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
