"""What a demo leaves behind: letters with an index, registers, tasks, events."""

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select

from commands.common import Desk
from workflow.letters.beside import is_beside
from workflow.register_export import export as export_registers
from workflow.store.paper import letter_addressees, letters, receipts
from workflow.store.tables import circulars, events, tasks, units
from workflow.thai import squash


def export_all(here: Desk, folder: Path) -> int:
    """Write letters/, registers/, reports/, status.csv and events.csv into a folder; return how many letters."""
    with here.database.read() as conn:
        index = [_letter(conn, row, here, folder) for row in _issued(conn)]
        _write_index(folder / "letters" / "index.json", index)
        export_registers(conn, folder / "registers")
        _reports(conn, here, folder / "reports")
        _table(folder / "status.csv", *_status(conn))
        _table(folder / "events.csv", *_events(conn))
    return len(index)


def _issued(conn: Connection) -> Iterable[RowMapping]:
    found = (
        select(letters, circulars.c.code, units.c.name)
        .join(circulars, circulars.c.id == letters.c.circular_id)
        .join(units, units.c.id == letters.c.sender_id)
        .where(letters.c.state == "issued")
        .order_by(letters.c.issued_at, letters.c.id)
    )
    return conn.execute(found).mappings()


def _letter(conn: Connection, row: RowMapping, here: Desk, folder: Path) -> dict[str, object]:
    target = _copied(here.press.path(row["file"]), folder / "letters")
    for enclosed in filter(is_beside, row["encloses"]):
        _copied(here.press.path(enclosed["file"]), folder / "letters")
    addressed = (
        select(units.c.code)
        .join(letter_addressees, letter_addressees.c.unit_id == units.c.id)
        .where(letter_addressees.c.letter_id == row["id"])
        .order_by(letter_addressees.c.position)
    )
    return {
        "file": target.name,
        "sha256": row["sha256"],
        "circular": row["code"],
        "form": row["form"],
        "stage": row["stage"],
        "number": squash(row["number"]),
        "date": row["date"].isoformat(),
        "from": row["name"],
        "to": row["receiver"],
        "addressees": list(conn.scalars(addressed)),
        "cites": [_named(cite) for cite in row["cites"]],
        "encloses": [_named(enclosed) for enclosed in row["encloses"]],
        "deadline": row["deadline"].isoformat(),
        "template": row["template"],
        "template_sha256": row["template_sha256"],
        "template_version": row["template_version"],
    }


def _copied(kept: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.copyfile(kept, folder / kept.name)


def _named(letter: dict[str, object]) -> dict[str, object]:
    shown = ("agency", "number", "date", "title", "sha256")
    kept: dict[str, object] = {name: letter[name] for name in shown if name in letter}
    if "file" in letter:
        kept["file"] = Path(str(letter["file"])).name
    return kept


def _write_index(path: Path, index: Sequence[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(index, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _reports(conn: Connection, here: Desk, folder: Path) -> None:
    for file in conn.scalars(select(circulars.c.report_file).where(circulars.c.report_file.is_not(None))):
        _copied(here.press.path(file), folder)


def _status(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    above = units.alias("above")
    receipt = (
        select(receipts.c.letter_id, receipts.c.unit_id, receipts.c.number, receipts.c.date, receipts.c.time)
        .join(letters, letters.c.id == receipts.c.letter_id)
        .where(receipts.c.voided_at.is_(None), letters.c.stage_rank == 0)
        .add_columns(letters.c.circular_id)
        .subquery()
    )
    on = (receipt.c.unit_id == tasks.c.unit_id) & (receipt.c.circular_id == tasks.c.circular_id)
    own = (letters.c.sender_id == tasks.c.unit_id) & (letters.c.circular_id == tasks.c.circular_id)
    columns = {
        "circular": circulars.c.code,
        "unit": units.c.code,
        "name": units.c.name,
        "level": tasks.c.level,
        "above": above.c.code,
        "duty": tasks.c.duty,
        "state": tasks.c.state,
        "outcome": tasks.c.outcome,
        "note": tasks.c.note,
        "as_of": tasks.c.as_of,
        "receive_number": receipt.c.number,
        "received_on": receipt.c.date,
        "received_at": receipt.c.time,
        "passed_on_as": letters.c.number,
        "deadline": tasks.c.deadline,
        "done_on": tasks.c.done_on,
        "on_time": tasks.c.done_on <= circulars.c.deadline,
    }
    rows = (
        select(*columns.values())
        .join(circulars, circulars.c.id == tasks.c.circular_id)
        .join(units, units.c.id == tasks.c.unit_id)
        .outerjoin(above, above.c.id == tasks.c.above_id)
        .outerjoin(receipt, on)
        .outerjoin(letters, own & (letters.c.stage_rank == 0) & (letters.c.state == "issued"))
        .order_by(circulars.c.id, tasks.c.id)
    )
    return list(columns), conn.execute(rows)


def _events(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = {
        "at": events.c.at,
        "actor": events.c.actor,
        "circular": circulars.c.code,
        "noun": events.c.noun,
        "unit": units.c.code,
        "action": events.c.action,
        "from": events.c.from_state,
        "to": events.c.to_state,
        "why": events.c.why,
    }
    rows = (
        select(*columns.values())
        .join(circulars, circulars.c.id == events.c.circular_id)
        .join(units, units.c.id == events.c.unit_id)
        .order_by(events.c.id)
    )
    return list(columns), conn.execute(rows)


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return squash(value) if isinstance(value, str) else value
