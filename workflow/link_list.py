"""The list of new links for mailing, in the order of the tree."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from workflow.links import Minted
from workflow.store.tables import tasks, units
from workflow.thai import squash, thai_date

COLUMNS = ("รหัส", "หน่วยงาน", "อำเภอ", "จังหวัด", "อีเมล", "ที่อยู่หน้าเว็บ", "รหัสสั้น", "ใช้ได้ถึง")


def mailing_list(conn: Connection, minted: Sequence[Minted], pages: str) -> list[tuple[str, ...]]:
    """A row under COLUMNS for each link; `pages` is where the pages are served, without a stroke at the end."""
    district, province = units.alias("district"), units.alias("province")
    by_task = {link.task_id: link for link in minted}
    circular = select(tasks.c.circular_id).where(tasks.c.id.in_(list(by_task)[:1])).scalar_subquery()
    rows = conn.execute(
        select(tasks.c.id, units.c.code, units.c.name, units.c.email)
        .add_columns(district.c.name.label("district"), province.c.name.label("province"))
        .join(units, units.c.id == tasks.c.unit_id)
        .outerjoin(district, district.c.id == tasks.c.district_id)
        .outerjoin(province, province.c.id == tasks.c.province_id)
        .where(tasks.c.circular_id == circular)
        .order_by(func.coalesce(province.c.code, ""), func.coalesce(district.c.code, ""), units.c.code)
    )
    listed: list[tuple[str, ...]] = []
    for row in rows:
        if link := by_task.get(row.id):
            place = row.code, row.name, row.district or "", row.province or "", row.email
            last = squash(thai_date(link.expires_on))
            listed.append((*place, f"{pages}/t/{link.token}", link.short_code, last))
    return listed
