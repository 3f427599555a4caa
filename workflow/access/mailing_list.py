"""The mailing list of new links, in the order of the tree."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, func, select

from workflow.access.links import NewLink
from workflow.store import tables as t
from workflow.thai.dates import thai_date
from workflow.thai.spacing import squash

COLUMNS = ("รหัส", "หน่วยงาน", "อำเภอ", "จังหวัด", "อีเมล", "ที่อยู่หน้าเว็บ", "รหัสสั้น", "ใช้ได้ถึง")


def mailing_list(
    conn: Connection, minted: Sequence[NewLink], page_address: Callable[[str], str]
) -> list[tuple[str, ...]]:
    """The rows of the links, in COLUMNS; `page_address` returns the address of a page by its token."""
    district, province = t.units.alias("district"), t.units.alias("province")
    by_task = {link.task_id: link for link in minted}
    circular = select(t.tasks.c.circular_id).where(t.tasks.c.id.in_(list(by_task)[:1])).scalar_subquery()
    rows = conn.execute(
        select(t.tasks.c.id, t.units.c.code, t.units.c.name, t.units.c.email)
        .add_columns(district.c.name.label("district"), province.c.name.label("province"))
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .outerjoin(district, district.c.id == t.tasks.c.district_id)
        .outerjoin(province, province.c.id == t.tasks.c.province_id)
        .where(t.tasks.c.circular_id == circular)
        .order_by(func.coalesce(province.c.code, ""), func.coalesce(district.c.code, ""), t.units.c.code)
    )
    lines: list[tuple[str, ...]] = []
    for row in rows:
        if link := by_task.get(row.id):
            place = row.code, row.name, row.district or "", row.province or "", row.email
            last = squash(thai_date(link.expires_on))
            lines.append((*place, page_address(link.token), link.short_code, last))
    return lines
