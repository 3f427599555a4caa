"""Registers as CSV in the official columns (แบบที่ 13 receiving, แบบที่ 14 sending; ข้อ 38 and 43)."""

import csv
from pathlib import Path

from sqlalchemy import Connection, select

from workflow.store import tables as t
from workflow.thai.dates import thai_date
from workflow.thai.spacing import squash

_RECEIVE = "เลขทะเบียนรับ"
_SEND = "เลขทะเบียนส่ง"
_COLUMNS = ("ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")
_DATE = "วันที่ลงทะเบียน"
_STRUCK = "ยกเลิกการลงรับ"


def export(conn: Connection, folder: Path) -> list[Path]:
    """Write every register with entries as `<year>-<office>-<kind>.csv` into a folder; return the files.

    UTF-8 with a BOM, so that Excel shows the Thai. A receipt struck out keeps its number, with a remark.
    """
    folder.mkdir(parents=True, exist_ok=True)
    registers = conn.execute(
        select(t.registers).order_by(t.registers.c.year, t.registers.c.code, t.registers.c.kind)
    ).mappings()
    files = []
    for register in registers:
        rows = _rows(conn, register["id"])
        if rows:
            path = folder / f"{register['year']}-{register['code']}-{register['kind']}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow((_RECEIVE if register["kind"] == "receive" else _SEND, _DATE, *_COLUMNS))
                writer.writerows(rows)
            files.append(path)
    return files


def _rows(conn: Connection, register_id: int) -> list[tuple[object, ...]]:
    struck = select(t.receipts.c.entry_id).where(t.receipts.c.voided_at.is_not(None))
    entries = select(t.register_entries, t.register_entries.c.id.in_(struck).label("struck"))
    entries = entries.where(t.register_entries.c.register_id == register_id).order_by(t.register_entries.c.number)
    return [
        (
            row["number"],
            row["on"].isoformat(),
            squash(row["reference"]),
            squash(thai_date(row["dated"])),
            row["sender"],
            row["receiver"],
            row["subject"],
            row["action"],
            _STRUCK if row["struck"] else row["remark"],
        )
        for row in conn.execute(entries).mappings()
    ]
