"""The lists that letters enclose, and the closing report's table."""

from templates.ooxml import Block, Column, Line, NewSection, Table


def enclosed_list(label: str) -> tuple[Block, ...]:
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


def _count(heading: str, key: str) -> Column:
    return Column(heading, 992, f"{{{{ row.{key} }}}}", total=f"{{{{ total.{key} }}}}")


REPORT: tuple[Block, ...] = (
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
