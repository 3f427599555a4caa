"""What the tests of the sweep and of follow-up letters share: sweeping, and reading what it has made."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from runtime.services import Services
from tasks.sweep import SweepResult, sweep_here
from tests.support.circular_steps import PROVINCE, act, issue, moment, offices, reach_offices
from tests.support.saved_states import saved
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.circulars.circular import Circular
from workflow.followup import drafts, make
from workflow.followup.make import ApprovedDraft
from workflow.letters.text import paragraphs
from workflow.registry import lookup
from workflow.registry.signers import Signer
from workflow.store import tables as t
from workflow.thai.spacing import squash

Row = Mapping[str, Any]
Dump = dict[str, list[tuple[object, ...]]]

THIS_FILE = Path(__file__)
BEFORE_ANY, PROGRESS, REMINDER = "2020-08-19 09:00", "2020-08-20 09:00", "2020-08-25 09:00"
DEADLINE, FIRST, SECOND, FINAL = "2020-08-31", "2020-09-09 09:00", "2020-09-23 09:00", "2020-10-07 09:00"
"""Days of the sample circular's stages by the standard ladder, if each is approved on the day it is due."""


def ready(services: Services) -> Circular:
    """The sample circular, passed on to every office of Phrae."""
    return saved(services, "ready", _reach)


def _reach(services: Services) -> Circular:
    circular = issue(services)
    reach_offices(services, circular)
    return again(services, circular)


def issued(services: Services) -> Circular:
    """The sample circular, just issued."""
    return saved(services, "issued", issue)


def day_of(at: str) -> date:
    """The day of a moment as the tests write it."""
    return date.fromisoformat(at[:10])


def sweep(services: Services, at: str) -> SweepResult:
    """One sweep at a moment."""
    return sweep_here(services, moment(at))


def made(swept: SweepResult) -> list[tuple[str, str, int]]:
    """What a sweep made: stage, sender, how many are named."""
    return [(item.due.ranked.stage.id, item.sender, item.offices) for item in swept.made]


def find(services: Services, circular: Circular, stage: str) -> list[Row]:
    """The rows of all letters of one stage, oldest first."""
    mine = t.letters.c.circular_id == circular.id, t.letters.c.stage == stage
    with services.database.read() as conn:
        return [dict(row) for row in conn.execute(select(t.letters).where(*mine).order_by(t.letters.c.id)).mappings()]


def named(services: Services, letter_id: int) -> set[str]:
    """Codes of the offices on a letter's list."""
    rows = select(t.units.c.code).join(t.tasks, t.tasks.c.unit_id == t.units.c.id)
    rows = rows.join(t.letter_tasks, t.letter_tasks.c.task_id == t.tasks.c.id).where(
        t.letter_tasks.c.letter_id == letter_id
    )
    with services.database.read() as conn:
        return set(conn.scalars(rows))


def addressed(services: Services, letter_id: int) -> list[str]:
    """Codes of the units a letter is addressed to."""
    rows = select(t.units.c.code).join(t.letter_addressees, t.letter_addressees.c.unit_id == t.units.c.id)
    with services.database.read() as conn:
        return list(conn.scalars(rows.where(t.letter_addressees.c.letter_id == letter_id).order_by(t.units.c.code)))


def approve(
    services: Services, letter_id: int, at: str, new_deadline: str = "", signer: Signer | None = None
) -> ApprovedDraft:
    """A person approves a draft."""
    new = date.fromisoformat(new_deadline) if new_deadline else None
    with services.database.write() as conn:
        return make.approve(conn, letter_id, services.printer, act(at), new, signer)


def refresh(services: Services, letter_id: int, at: str) -> None:
    """A changed draft is shown again as it would be now."""
    with services.database.write() as conn:
        drafts.refresh(conn, letter_id, act(at))


def extend(services: Services, circular: Circular, code: str, new_deadline: str, at: str, why: str = "น้ำท่วม") -> int:
    """A unit and all below it get a later deadline; returns its version."""
    with services.database.write() as conn:
        top = lookup.by_code(conn, code)
        return deadlines.extend(conn, circular, top, date.fromisoformat(new_deadline), act(at, why=why))


def text_lines(services: Services, letter_id: int) -> list[str]:
    """The paragraphs of an issued letter that are not empty, as kept on disk."""
    with services.database.read() as conn:
        file = conn.scalar(select(t.letters.c.file).where(t.letters.c.id == letter_id))
    found = [squash(line) for line in paragraphs(services.printer.store.path(str(file)).read_bytes())]
    return [line for line in found if line]


def text(services: Services, letter_id: int) -> str:
    """The whole text of an issued letter."""
    return "\n".join(text_lines(services, letter_id))


def of_phrae(services: Services, circular: Circular) -> list[str]:
    """Codes of the offices below Phrae that have the work to do."""
    with services.database.read() as conn:
        phrae = lookup.by_code(conn, PROVINCE)
        mine = t.tasks.c.circular_id == circular.id, t.tasks.c.duty == "do", t.tasks.c.province_id == phrae.id
        chosen = select(t.tasks.c.unit_id).where(*mine)
        return list(conn.scalars(select(t.units.c.code).where(t.units.c.id.in_(chosen)).order_by(t.units.c.code)))


def all_but(services: Services, circular: Circular, late: Sequence[str], outcome: str = "missing") -> dict[str, str]:
    """Outcomes by which everybody has done it except `late`."""
    return {code: outcome if code in late else "complete" for code in offices(services, circular)}


def again(services: Services, circular: Circular) -> Circular:
    """The circular as it stands now."""
    with services.database.read() as conn:
        return circulars.by_code(conn, circular.code)


def dump(conn: Connection) -> Dump:
    """Every row of every table."""
    return {
        table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
        for table in t.metadata.sorted_tables
    }


def snapshot(services: Services) -> Dump:
    """Every row of every table, as committed."""
    with services.database.read() as conn:
        return dump(conn)


def numbers(services: Services, kind: str, code: str = PROVINCE) -> list[int]:
    """The numbers given in a unit's registers of one kind, in order."""
    rows = select(t.register_entries.c.number).join(t.registers, t.registers.c.id == t.register_entries.c.register_id)
    rows = rows.where(t.registers.c.code == code, t.registers.c.kind == kind).order_by(t.register_entries.c.number)
    with services.database.read() as conn:
        return list(conn.scalars(rows))


def letters_folder(services: Services) -> Path:
    """Where the letters lie."""
    return services.settings.letters.folder


def deadline_of(services: Services, circular: Circular, code: str) -> tuple[date, int]:
    """The deadline of an office and its version."""
    columns = select(t.tasks.c.deadline, t.tasks.c.deadline_version).join(t.units, t.units.c.id == t.tasks.c.unit_id)
    with services.database.read() as conn:
        row = conn.execute(columns.where(t.tasks.c.circular_id == circular.id, t.units.c.code == code)).one()
    return row[0], row[1]
