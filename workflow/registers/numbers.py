"""Registers (ทะเบียนหนังสือส่ง / ทะเบียนหนังสือรับ): running numbers per office, kind and Buddhist year.

A number is taken in the transaction that uses it: if that is rolled back the number was never given, so there
are no gaps; the row of the register is locked until then, so there are no repeats. Each register starts again
at 1 on 1 January (ข้อ 43 of the saraban regulation: the number runs through the calendar year; ข้อ 32: circular
letters have a series of their own, marked ว).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Insert,
    Integer,
    Text,
    Update,
    and_,
    exists,
    literal,
    select,
    update,
)

from workflow.errors import NotAllowedError
from workflow.store import tables as t
from workflow.store.bulk import Rows, insert_all
from workflow.store.dialect import insert_for
from workflow.thai.digits import buddhist_year, thai_digits
from workflow.thai.spacing import NBSP

CIRCULAR_MARK = "ว"
Key = tuple[str, str, int]
"""By what a register is known: its code, kind and Buddhist year."""

_WANTED = Rows("wanted", {"code": Text(), "kind": Text(), "year": Integer(), "count": Integer()})


@dataclass(frozen=True)
class RegisterEntry:
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


@dataclass(frozen=True)
class EntryRequest:
    """An entry that is to be made: in which register, and on which day (None: the day the letter is dated)."""

    code: str
    kind: str
    entry: RegisterEntry
    on: date | None = None

    @property
    def day(self) -> date:
        """The day of registration."""
        return self.on or self.entry.dated

    @property
    def register(self) -> Key:
        """The register's key: code, kind and Buddhist year."""
        return self.code, self.kind, buddhist_year(self.day)


def enter(
    conn: Connection, code: str, kind: str, entry: RegisterEntry, now: datetime, on: date | None = None
) -> Registered:
    """Give the next number of a register and write its row; `on` is the day of registration (default: `dated`)."""
    return enter_all(conn, [EntryRequest(code, kind, entry, on)], now)[0]


def enter_all(conn: Connection, wanted: Sequence[EntryRequest], now: datetime) -> list[Registered]:
    """Give each the next number of its register, in the order given, and write the rows: a few statements for all."""
    if not wanted:
        return []
    taken = _take(conn, Counter(each.register for each in wanted))
    numbered = []
    for each in wanted:
        register_id, number = taken[each.register]
        taken[each.register] = register_id, number + 1
        numbered.append((register_id, number, each.entry.reference.replace("{number}", thai_digits(number))))
    rows = [
        {
            "register_id": register_id,
            "number": number,
            "at": now,
            "on": each.day,
            "reference": reference,
            "dated": each.entry.dated,
            "sender": each.entry.sender,
            "receiver": each.entry.receiver,
            "subject": each.entry.subject,
            "action": each.entry.action,
        }
        for each, (register_id, number, reference) in zip(wanted, numbered, strict=True)
    ]
    made = {
        (row.register_id, row.number): row.id
        for row in insert_all(conn, t.register_entries, rows, "id", "register_id", "number")
    }
    return [Registered(made[register_id, number], number, reference) for register_id, number, reference in numbered]


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
    if kind not in t.REGISTER_KINDS:
        raise NotAllowedError(f"there is no register '{kind}'; the registers are {', '.join(t.REGISTER_KINDS)}")
    if last < 0:
        raise NotAllowedError(f"a register cannot be carried on from {last}; expected 0 or more")
    register_id, first = _take(conn, {(code, kind, year): 0})[code, kind, year]
    given = first - 1
    if given > last:
        raise NotAllowedError(
            f"register {kind} of {code} for {year} already stands at {given}; "
            f"it cannot go back to {last}, because numbers are never used twice"
        )
    conn.execute(update(t.registers).where(t.registers.c.id == register_id).values(last_number=last))


def last_number(conn: Connection, code: str, kind: str, year: int) -> int:
    """The last number given in a register; 0 if none has been."""
    meant = t.registers.c.code == code, t.registers.c.kind == kind, t.registers.c.year == year
    row = conn.execute(select(t.registers.c.last_number).where(*meant)).first()
    return int(row[0]) if row else 0


def _take(conn: Connection, counts: Mapping[Key, int]) -> dict[Key, tuple[int, int]]:
    """Take so many numbers of each register; return the register's id and the first of them.

    Registers that are missing are opened before any is locked, and all are locked in one order, so that no two who
    take from the same can wait for each other in a ring.
    """
    rows = [
        {"code": code, "kind": kind, "year": year, "count": count}
        for (code, kind, year), count in sorted(counts.items())
    ]
    wanted = _WANTED.table(conn.dialect, rows)
    conn.execute(_opening(conn.dialect.name, wanted))
    return {
        (row.code, row.kind, row.year): (row.id, row.last_number - counts[row.code, row.kind, row.year] + 1)
        for row in conn.execute(_taking(wanted)).all()
    }


def _opening(dialect: str, wanted: FromClause) -> Insert:
    # "Do nothing on conflict" also waits for another transaction that is opening the same register.
    missing = select(wanted.c.code, wanted.c.kind, wanted.c.year, literal(0)).where(~exists().where(_is(wanted)))
    opened = insert_for(dialect, t.registers).from_select(["code", "kind", "year", "last_number"], missing)
    return opened.on_conflict_do_nothing()


def _taking(wanted: FromClause) -> Update:
    locked = select(t.registers.c.id, wanted.c.count).join(wanted, _is(wanted)).order_by(t.registers.c.id)
    chosen = locked.with_for_update(of=t.registers).cte("chosen")
    more = t.registers.c.last_number + chosen.c.count
    return update(t.registers).where(t.registers.c.id == chosen.c.id).values(last_number=more).returning(t.registers)


def _is(wanted: FromClause) -> ColumnElement[bool]:
    return and_(*(t.registers.c[name] == wanted.c[name] for name in ("code", "kind", "year")))
