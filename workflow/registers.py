"""Registers (ทะเบียนหนังสือส่ง / ทะเบียนหนังสือรับ): running numbers per office, kind and Buddhist year.

A number is taken in the transaction that uses it: if that is rolled back the number was never given, so there
are no gaps; the row of the register is locked until then, so there are no repeats. Each register starts again
at 1 on 1 January (ข้อ 43 of the saraban regulation: the number runs through the calendar year; ข้อ 32: circular
letters have a series of their own, marked ว).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.errors import NotAllowedError
from workflow.store.paper import REGISTER_KINDS, register_entries, registers
from workflow.thai import NBSP, buddhist_year, thai_digits

CIRCULAR_MARK = "ว"


@dataclass(frozen=True)
class Entry:
    """What is written into a register beside the number. `reference` (ที่) may use `{number}` for that number."""

    reference: str
    dated: date
    sender: str
    receiver: str
    subject: str
    action: str = ""


@dataclass(frozen=True)
class Registered:
    """A number that has been given: the entry's id, the running number and the reference as printed."""

    entry_id: int
    number: int
    reference: str


def enter(conn: Connection, code: str, kind: str, entry: Entry, now: datetime, on: date | None = None) -> Registered:
    """Give the next number of a register and write its row; `on` is the day of registration (default: `dated`)."""
    day = on or entry.dated
    register_id, number = _next(conn, code, kind, buddhist_year(day))
    reference = entry.reference.replace("{number}", thai_digits(number))
    row = {
        "register_id": register_id,
        "number": number,
        "at": now,
        "on": day,
        "reference": reference,
        "dated": entry.dated,
        "sender": entry.sender,
        "receiver": entry.receiver,
        "subject": entry.subject,
        "action": entry.action,
    }
    inserted = conn.execute(register_entries.insert().values(row))
    assert inserted.inserted_primary_key is not None
    return Registered(inserted.inserted_primary_key[0], number, reference)


def reference_form(prefix: str, circular: bool) -> str:
    """The ที่ of a letter with `{number}` still open: `พร ๐๐๒๓.๑/ว {number}` for a circular letter (ข้อ 32)."""
    prefix = prefix.replace(" ", NBSP)
    return f"{prefix}/{CIRCULAR_MARK}{NBSP}{{number}}" if circular else f"{prefix}/{{number}}"


def series_for(form: str, stamped_series: str) -> str:
    """Which register a ว letter of this form is numbered in.

    Offices differ: stamped letters share the office's circular series or have their own (saraban.md §4.1).
    """
    return "send_stamped" if form == "stamped" and stamped_series == "own" else "send_circular"


def carry_on(conn: Connection, code: str, kind: str, year: int, last: int) -> None:
    """Continue a register that was kept elsewhere: the next number given will be `last` + 1.

    `year` is the Buddhist year. Raises NotAllowedError for an unknown kind of register, or if numbers up to or
    beyond `last` have been given already: a number is never used twice.
    """
    if kind not in REGISTER_KINDS:
        raise NotAllowedError(f"there is no register '{kind}'; the registers are {', '.join(REGISTER_KINDS)}")
    if last < 0:
        raise NotAllowedError(f"a register cannot be carried on from {last}; expected 0 or more")
    row = _row(conn, code, kind, year)
    if row[1] > last:
        raise NotAllowedError(
            f"register {kind} of {code} for {year} already stands at {row[1]}; "
            f"it cannot go back to {last}, because numbers are never used twice"
        )
    conn.execute(update(registers).where(registers.c.id == row[0]).values(last_number=last))


def last_number(conn: Connection, code: str, kind: str, year: int) -> int:
    """The last number given in a register; 0 if none has been."""
    row = conn.execute(select(registers.c.last_number).where(*_is(code, kind, year))).first()
    return int(row[0]) if row else 0


def _next(conn: Connection, code: str, kind: str, year: int) -> tuple[int, int]:
    _open(conn, code, kind, year)
    taken = (
        update(registers)
        .where(*_is(code, kind, year))
        .values(last_number=registers.c.last_number + 1)
        .returning(registers.c.id, registers.c.last_number)
    )
    row = conn.execute(taken).one()
    return int(row[0]), int(row[1])


def _row(conn: Connection, code: str, kind: str, year: int) -> tuple[int, int]:
    _open(conn, code, kind, year)
    found = select(registers.c.id, registers.c.last_number).where(*_is(code, kind, year)).with_for_update()
    row = conn.execute(found).one()
    return int(row[0]), int(row[1])


def _open(conn: Connection, code: str, kind: str, year: int) -> None:
    # "Do nothing on conflict" also waits for another transaction that is opening the same register.
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    row = {"code": code, "kind": kind, "year": year, "last_number": 0}
    conn.execute(make(registers).values(row).on_conflict_do_nothing())


def _is(code: str, kind: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return registers.c.code == code, registers.c.kind == kind, registers.c.year == year
