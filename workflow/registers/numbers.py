"""Registers (ทะเบียนหนังสือส่ง / ทะเบียนหนังสือรับ): running numbers per office, kind and Buddhist year.

A number is given in the transaction that uses it: a rollback takes the number back, so there are no gaps; the
register's row is locked until the end of the transaction, so there are no repeats. A register starts again at 1 on
1 January (ข้อ 43 of the saraban regulation: the number runs through the calendar year; ข้อ 32: circular letters have
a series of their own, marked ว).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

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
    func,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from workflow.errors import NotAllowedError
from workflow.store import tables as t
from workflow.store.bulk import Rows, insert_all
from workflow.store.dialect import insert_for
from workflow.thai.digits import buddhist_year, thai_digits
from workflow.thai.spacing import NBSP, squash

CIRCULAR_MARK = "ว"
SENT = ("send", "send_circular", "send_stamped")
"""The kinds of register of letters sent; the series of stamped ว letters is one of older versions."""
KINDS = ("receive", "send", "send_circular")
"""The kinds of register in which numbers are given."""
Key = tuple[str, str, int]
"""The key of a register: the code of its unit, its kind, and the Buddhist year."""

_REQUESTS = Rows("wanted", {"code": Text(), "kind": Text(), "year": Integer(), "count": Integer()})


@dataclass(frozen=True)
class RegisterEntry:
    """A register entry without the number. `reference` (ที่) may have `{number}` in place of the number."""

    reference: str
    dated: date
    sender: str
    receiver: str
    subject: str
    action: str = ""


@dataclass(frozen=True)
class RegisteredNumber:
    """A given number: the entry's id, the running number and the reference as printed."""

    entry_id: int
    number: int
    reference: str


@dataclass(frozen=True)
class EntryRequest:
    """A request for an entry in a register; `on` is the day of registration (None: the letter's date)."""

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
        """The register's key."""
        return self.code, self.kind, buddhist_year(self.day)


def enter(
    conn: Connection, code: str, kind: str, entry: RegisterEntry, now: datetime, on: date | None = None
) -> RegisteredNumber:
    """Give the next number of a register and write the entry; `on` is the day of registration (default: `dated`)."""
    return enter_all(conn, [EntryRequest(code, kind, entry, on)], now)[0]


def enter_all(conn: Connection, requests: Sequence[EntryRequest], now: datetime) -> list[RegisteredNumber]:
    """Give the next numbers of the registers in the order of the requests, and write the entries, set-based."""
    if not requests:
        return []
    next_numbers = _take(conn, Counter(request.register for request in requests))
    numbered = []
    for request in requests:
        register_id, number = next_numbers[request.register]
        next_numbers[request.register] = register_id, number + 1
        numbered.append((register_id, number, request.entry.reference.replace("{number}", thai_digits(number))))
    rows = [
        {
            "register_id": register_id,
            "number": number,
            "at": now,
            "on": request.day,
            "reference": reference,
            "dated": request.entry.dated,
            "sender": request.entry.sender,
            "receiver": request.entry.receiver,
            "subject": request.entry.subject,
            "action": request.entry.action,
            "printed": _printed(request, reference),
        }
        for request, (register_id, number, reference) in zip(requests, numbered, strict=True)
    ]
    try:
        inserted = insert_all(conn, t.register_entries, rows, "id", "register_id", "number")
    except IntegrityError as error:
        if "printed" not in str(error.orig):
            raise
        first, last = numbered[0][2], numbered[-1][2]
        taken = squash(first) if len(numbered) == 1 else f"a number from {squash(first)} to {squash(last)}"
        problem = f"{taken} stands on another letter of that office and year already"
        raise NotAllowedError(f"{problem}; carry the register on from its last number") from error
    entry_ids = {(row.register_id, row.number): row.id for row in inserted}
    return [
        RegisteredNumber(entry_ids[register_id, number], number, reference)
        for register_id, number, reference in numbered
    ]


def _printed(request: EntryRequest, reference: str) -> str | None:
    """The printed number with its office and year, which one letter only may bear; None for letters received."""
    if request.kind not in SENT:
        return None
    return f"{request.code}/{buddhist_year(request.day)}/{squash(reference)}"


def clashing_numbers(conn: Connection) -> list[str]:
    """The printed numbers that stand on several letters of an office and year, as older versions could give them."""
    register = t.register_entries.join(t.registers, t.registers.c.id == t.register_entries.c.register_id)
    printed = t.registers.c.code, t.registers.c.year, t.register_entries.c.reference
    twice = select(*printed).select_from(register).where(t.registers.c.kind.in_(SENT)).group_by(*printed)
    rows = conn.execute(twice.having(func.count() > 1).order_by(*printed)).all()
    return [f"{row.code}, {row.year}: {squash(row.reference)}" for row in rows]


def reference_form(prefix: str, circular: bool) -> str:
    """The ที่ of a letter without the number: `พร ๐๐๒๓.๑/ว {number}` for a circular letter (ข้อ 32)."""
    prefix = prefix.replace(" ", NBSP)
    return f"{prefix}/{CIRCULAR_MARK}{NBSP}{{number}}" if circular else f"{prefix}/{{number}}"


def carry_on(conn: Connection, code: str, kind: str, year: int, last: int) -> None:
    """Continue a register that was kept elsewhere: the next number will be `last` + 1.

    `year` is the Buddhist year. Raises NotAllowedError for an unknown kind of register, for the series of stamped ว
    letters that older versions had, or for a `last` below the last given number, as a number is never used twice.
    """
    if kind == "send_stamped":
        joined = "stamped ว letters are numbered in send_circular"
        raise NotAllowedError(f"{joined}; carry that on from the higher of the two last numbers")
    if kind not in KINDS:
        raise NotAllowedError(f"there is no register '{kind}'; the registers are {', '.join(KINDS)}")
    if last < 0:
        raise NotAllowedError(f"a register cannot be carried on from {last}; expected 0 or more")
    register_id, first = _take(conn, {(code, kind, year): 0})[code, kind, year]
    last_given = first - 1
    if last_given > last:
        raise NotAllowedError(
            f"register {kind} of {code} for {year} already stands at {last_given}; "
            f"it cannot go back to {last}, because numbers are never used twice"
        )
    conn.execute(update(t.registers).where(t.registers.c.id == register_id).values(last_number=last))


def last_number(conn: Connection, code: str, kind: str, year: int) -> int:
    """The last given number of a register; 0 for a new register."""
    key = t.registers.c.code == code, t.registers.c.kind == kind, t.registers.c.year == year
    row = conn.execute(select(t.registers.c.last_number).where(*key)).first()
    return int(row[0]) if row else 0


def _take(conn: Connection, counts: Mapping[Key, int]) -> dict[Key, tuple[int, int]]:
    """Take these counts of numbers from the registers; return (register id, first number) by register.

    Missing registers are opened before the first lock, and locks are taken in one order, so that concurrent
    transactions cannot deadlock.
    """
    rows = [
        {"code": code, "kind": kind, "year": year, "count": count}
        for (code, kind, year), count in sorted(counts.items())
    ]
    requests = _REQUESTS.parameter(conn.dialect, rows)
    conn.execute(_open_missing(conn.dialect.name), requests)
    return {
        (row.code, row.kind, row.year): (row.id, row.last_number - counts[row.code, row.kind, row.year] + 1)
        for row in conn.execute(_advance(conn.dialect.name), requests).all()
    }


@cache
def _open_missing(dialect: str) -> Insert:
    requests = _REQUESTS.table(dialect)
    # "Do nothing on conflict" also waits for another transaction that is opening the same register.
    known = exists().where(_same_register(requests))
    missing = select(requests.c.code, requests.c.kind, requests.c.year, literal(0)).where(~known)
    opened = insert_for(dialect, t.registers).from_select(["code", "kind", "year", "last_number"], missing)
    return opened.on_conflict_do_nothing()


@cache
def _advance(dialect: str) -> Update:
    requests = _REQUESTS.table(dialect)
    registers = select(t.registers.c.id, requests.c.count).join(requests, _same_register(requests))
    chosen = registers.order_by(t.registers.c.id).with_for_update(of=t.registers).cte("chosen")
    more = t.registers.c.last_number + chosen.c.count
    return update(t.registers).where(t.registers.c.id == chosen.c.id).values(last_number=more).returning(t.registers)


def _same_register(requests: FromClause) -> ColumnElement[bool]:
    return and_(*(t.registers.c[name] == requests.c[name] for name in ("code", "kind", "year")))
