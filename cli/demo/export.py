"""The export of a demo: letters with an index, registers, tasks, events."""

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select

from runtime.services import Services
from workflow.letters.printing import is_beside
from workflow.letters.stamped_copies.received_stamp import received_copy
from workflow.registers.export import export as export_registers
from workflow.store import tables as t
from workflow.thai.spacing import squash


def export_all(here: Services, folder: Path) -> int:
    """Write letters/, received/, registers/, reports/, status.csv and events.csv; return the number of letters."""
    with here.database.read() as conn:
        index = [_letter(conn, row, here, folder) for row in _issued(conn)]
        _write_index(folder / "letters" / "index.json", index)
        _received(conn, here, folder / "received")
        export_registers(conn, folder / "registers")
        _reports(conn, here, folder / "reports")
        _table(folder / "status.csv", *_status(conn))
        _table(folder / "events.csv", *_events(conn))
    return len(index)


def _issued(conn: Connection) -> Iterable[RowMapping]:
    found = (
        select(t.letters, t.circulars.c.code, t.units.c.name)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .where(t.letters.c.state == "issued")
        .order_by(t.letters.c.issued_at, t.letters.c.id)
    )
    return conn.execute(found).mappings()


def _letter(conn: Connection, row: RowMapping, here: Services, folder: Path) -> dict[str, object]:
    target = _copied(here.printer.store.path(row["file"]), folder / "letters")
    for enclosed in filter(is_beside, row["encloses"]):
        _copied(here.printer.store.path(enclosed["file"]), folder / "letters")
    addressed = (
        select(t.units.c.code)
        .join(t.letter_addressees, t.letter_addressees.c.unit_id == t.units.c.id)
        .where(t.letter_addressees.c.letter_id == row["id"])
        .order_by(t.letter_addressees.c.position)
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


def _received(conn: Connection, here: Services, folder: Path) -> None:
    """Write the letters that came to offices that sent letters themselves, each with the office's receiving stamp."""
    folder.mkdir(parents=True, exist_ok=True)
    sent = t.letters.alias("sent")
    wrote = select(sent.c.sender_id).where(sent.c.circular_id == t.letters.c.circular_id, sent.c.state == "issued")
    receipt = t.receipts.c.number, t.receipts.c.date, t.receipts.c.time
    found = (
        select(t.letters.c.file, t.units.c.code, t.units.c.office, *receipt)
        .join(t.letters, t.letters.c.id == t.receipts.c.letter_id)
        .join(t.units, t.units.c.id == t.receipts.c.unit_id)
        .where(t.receipts.c.voided_at.is_(None), t.receipts.c.unit_id.in_(wrote))
        .order_by(t.receipts.c.id)
    )
    for row in conn.execute(found):
        kept = here.printer.store.path(row.file)
        stamped = received_copy(kept.read_bytes(), row.office, row.number, row.date, row.time)
        (folder / f"{row.code}-{kept.name}").write_bytes(stamped)


def _named(letter: dict[str, object]) -> dict[str, object]:
    shown = ("agency", "number", "date", "title", "sha256")
    kept: dict[str, object] = {name: letter[name] for name in shown if name in letter}
    if "file" in letter:
        kept["file"] = Path(str(letter["file"])).name
    return kept


def _write_index(path: Path, index: Sequence[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(index, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _reports(conn: Connection, here: Services, folder: Path) -> None:
    for file in conn.scalars(select(t.circulars.c.report_file).where(t.circulars.c.report_file.is_not(None))):
        _copied(here.printer.store.path(file), folder)


def _status(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    above = t.units.alias("above")
    receipt = (
        select(t.receipts.c.letter_id, t.receipts.c.unit_id, t.receipts.c.number, t.receipts.c.date, t.receipts.c.time)
        .join(t.letters, t.letters.c.id == t.receipts.c.letter_id)
        .where(t.receipts.c.voided_at.is_(None), t.letters.c.kind.in_(t.CARRIER_KINDS))
        .add_columns(t.letters.c.circular_id)
        .subquery()
    )
    on = (receipt.c.unit_id == t.tasks.c.unit_id) & (receipt.c.circular_id == t.tasks.c.circular_id)
    own = (t.letters.c.sender_id == t.tasks.c.unit_id) & (t.letters.c.circular_id == t.tasks.c.circular_id)
    columns = {
        "circular": t.circulars.c.code,
        "unit": t.units.c.code,
        "name": t.units.c.name,
        "level": t.tasks.c.level,
        "above": above.c.code,
        "duty": t.tasks.c.duty,
        "state": t.tasks.c.state,
        "outcome": t.tasks.c.outcome,
        "note": t.tasks.c.note,
        "as_of": t.tasks.c.as_of,
        "receive_number": receipt.c.number,
        "received_on": receipt.c.date,
        "received_at": receipt.c.time,
        "passed_on_as": t.letters.c.number,
        "deadline": t.tasks.c.deadline,
        "done_on": t.tasks.c.done_on,
        "on_time": t.tasks.c.done_on <= t.circulars.c.deadline,
    }
    rows = (
        select(*columns.values())
        .join(t.circulars, t.circulars.c.id == t.tasks.c.circular_id)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .outerjoin(above, above.c.id == t.tasks.c.above_id)
        .outerjoin(receipt, on)
        .outerjoin(t.letters, own & (t.letters.c.kind.in_(t.CARRIER_KINDS)) & (t.letters.c.state == "issued"))
        .order_by(t.circulars.c.id, t.tasks.c.id)
    )
    return list(columns), conn.execute(rows)


def _events(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = {
        "at": t.events.c.at,
        "actor": t.events.c.actor,
        "circular": t.circulars.c.code,
        "noun": t.events.c.noun,
        "unit": t.units.c.code,
        "action": t.events.c.action,
        "from": t.events.c.from_state,
        "to": t.events.c.to_state,
        "why": t.events.c.why,
    }
    rows = (
        select(*columns.values())
        .outerjoin(t.circulars, t.circulars.c.id == t.events.c.circular_id)
        .outerjoin(t.units, t.units.c.id == t.events.c.unit_id)
        .order_by(t.events.c.id)
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
