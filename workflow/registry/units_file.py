"""The reader of files of units: CSV in UTF-8, one row per office, in the columns of `Unit`.

Lines of an address or contact block are separated by ` | `. All faults of a file are reported at once, and a faulty
file is refused as a whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

from workflow.errors import Fault
from workflow.files.csv_tables import Row, read_rows, refuse
from workflow.registry.kinds import KINDS, Level
from workflow.registry.units import Unit, code_problem
from workflow.thai.dates import DateTextError, parse_date
from workflow.thai.marks import in_order
from workflow.thai.mistakes import text_faults

COLUMNS = tuple(field.name for field in fields(Unit) if field.name != "level")
"""The columns of the file; the level follows from the kind."""

_SERIES = "stamped_series"
"""A column of older files: all ว letters of an office now run in one series (ข้อ 32), stamped ones too."""

BLOCKS = ("address", "contact_signed", "contact_stamped")
DATES = ("valid_from", "valid_to")

_NEEDED = ("code", "name", "kind", "parent")
_PRINTED = ("name", "letterhead", *BLOCKS, "post", "office", "line_office")
_PREFIX = re.compile(r"[ก-ฮ]{2,3} [๐-๙]{4,5}(\.[๐-๙]{1,3}){0,2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_units(path: Path, known: Mapping[str, Level] | None = None) -> list[Unit]:
    """The units of a file, in file order. `known` are levels by code of other units that the file may refer to.

    Raises InputError with the faults, or the first of them if they are many.
    """
    rows = read_rows(path, needed=_NEEDED, allowed=(*COLUMNS, _SERIES))
    faults = [fault for row in rows for fault in _cell_faults(row)]
    faults += _relation_faults(rows, known or {})
    refuse(path, sorted(faults, key=lambda fault: fault.row or 0))
    return [_unit(row) for row in rows]


def _cell_faults(row: Row) -> Iterator[Fault]:
    kind = KINDS.get(row["kind"])
    needed = ("code", "name", "kind") + (("parent",) if kind is None or kind.parent_level else ())
    yield from (row.fault(column, "blank", "a value") for column in needed if not row[column])
    if row["kind"] and kind is None:
        yield row.fault("kind", f"unknown kind '{row['kind']}'", f"one of {', '.join(KINDS)}")
    if kind and row["name"] and not kind.fits(row["name"]):
        expected = f"{kind.noun}, followed directly by the proper name" if kind.names_several else kind.noun
        yield row.fault("name", f"'{row['name']}' is not the full name of a {kind.code}", expected)
    for column in ("code", "parent", "register"):
        if problem := code_problem(row[column]):
            yield row.fault(column, problem, "up to 20 of A-Z, a-z, 0-9, - and _")
    yield from _form_faults(row)
    yield from _date_faults(row)
    for column in _PRINTED:
        yield from (row.fault(column, problem) for line in row.lines(column) for problem in text_faults(line))


def _form_faults(row: Row) -> Iterator[Fault]:
    if row[_SERIES] not in ("", "circular"):
        problem = f"'{row[_SERIES]}' would print one number on two letters: all ว letters are numbered in one series"
        yield row.fault(_SERIES, problem, "circular, or a blank cell")
    if row["prefix"] and not _PREFIX.fullmatch(row["prefix"]):
        yield row.fault("prefix", f"'{row['prefix']}' is no letter-number prefix", "a text like พร ๐๐๒๓.๑")
    if row["email"] and not _EMAIL.fullmatch(row["email"]):
        yield row.fault("email", f"'{row['email']}' is no e-mail address", "an address like saraban@dla.go.th")


def _date_faults(row: Row) -> Iterator[Fault]:
    days = dict[str, date]()
    for column in DATES:
        try:
            if day := _day(row[column]):
                days[column] = day
        except DateTextError as error:
            yield row.fault(column, str(error), "a date like 2024-10-01")
    if len(days) == len(DATES) and days["valid_from"] >= days["valid_to"]:
        yield row.fault("valid_to", "not after valid_from", "the first day on which the unit no longer exists")


def _day(text: str) -> date | None:
    if text and not _ISO.fullmatch(text):
        raise DateTextError(f"'{text}' is not a date in ISO form")
    return parse_date(text) if text else None


def _relation_faults(rows: Sequence[Row], known: Mapping[str, Level]) -> Iterator[Fault]:
    # Reversed, so that of two rows with one code the first counts, and the second alone is at fault.
    own = {row["code"]: KINDS[row["kind"]].level for row in reversed(rows) if row["kind"] in KINDS}
    levels = {**known, **own}
    codes = {*known, *(row["code"] for row in rows)}
    first_code, first_name, first_prefix = dict[str, Row](), dict[tuple[str, str], Row](), dict[str, Row]()
    for row in rows:
        yield from _reference_faults(row, levels, codes)
        earlier = first_code.setdefault(row["code"], row)
        if row["code"] and earlier is not row:
            yield row.fault("code", f"'{row['code']}' is also the code of row {earlier.number}", "a code of its own")
        # Two spellings of one name, with marks typed in another order, are one office.
        earlier = first_name.setdefault((row["parent"], in_order(row["name"])), row)
        if row["name"] and earlier is not row:
            problem = f"'{row['name']}' under {row['parent'] or 'nobody'} is also in row {earlier.number}"
            yield row.fault("name", problem, "each office once")
        earlier = first_prefix.setdefault(row["prefix"], row)
        if row["prefix"] and (earlier["register"] or earlier["code"]) != (row["register"] or row["code"]):
            problem = f"'{row['prefix']}' is also in row {earlier.number}, which has another register"
            yield row.fault("prefix", f"{problem}: two letters could get the same number", "a prefix of its own")


def _reference_faults(row: Row, levels: Mapping[str, Level], codes: set[str]) -> Iterator[Fault]:
    kind, parent = KINDS.get(row["kind"]), row["parent"]
    above = kind.parent_level if kind else None
    if kind and parent and above is None:
        yield row.fault("parent", f"a {kind.code} answers to nobody, but '{parent}' is given", "a blank cell")
    elif parent and parent not in codes:
        yield row.fault("parent", f"there is no unit '{parent}'", f"the code of a {above or 'unit'} above")
    elif kind and parent and levels.get(parent, above) != above:
        # Each level answers to the one above it, so a circle of parents always has such a fault in it.
        problem = f"a {kind.code} ({kind.abbr}) answers to its {above}, but '{parent}' is a {levels[parent]}"
        yield row.fault("parent", problem, f"the code of a {above}")
    if row["register"] and row["register"] not in codes:
        yield row.fault("register", f"there is no unit '{row['register']}'", "the code of a unit, or a blank cell")


def _unit(row: Row) -> Unit:
    values: dict[str, object] = {column: row[column] for column in COLUMNS if column in row.cells and row[column]}
    values |= {column: row.lines(column) for column in BLOCKS}
    values |= {column: _day(row[column]) for column in DATES}
    return Unit(level=KINDS[row["kind"]].level, **values)  # type: ignore[arg-type]  # fields by column name
