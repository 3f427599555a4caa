"""The reader of outcome files, as exported by the system in which the work is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.errors import Fault
from workflow.files.csv_tables import Row, read_rows, refuse
from workflow.registry.units import code_problem
from workflow.store import tables as t
from workflow.thai.dates import DateTextError, parse_date
from workflow.thai.mistakes import text_faults

COLUMNS = ("unit", "outcome", "note", "as_of")


@dataclass(frozen=True)
class Outcome:
    """A row of the file: a unit's outcome as of a day."""

    row: int
    unit: str
    outcome: str
    note: str
    as_of: date


def read_outcomes(path: Path, today: date) -> list[Outcome]:
    """The rows of an outcome file: unit code, outcome (missing, incorrect, nil, complete), note, as-of date.

    Raises InputError with the faults of all rows: blank or unknown values, invalid or future dates, repeated units.
    """
    rows = read_rows(path, needed=("unit", "outcome", "as_of"), allowed=COLUMNS)
    faults = [fault for row in rows for fault in _row_faults(row, today)]
    seen: dict[str, int] = {}
    for row in rows:
        if row["unit"] in seen:
            faults.append(row.fault("unit", f"unit {row['unit']} is given twice, first in row {seen[row['unit']]}"))
        seen.setdefault(row["unit"], row.number)
    refuse(path, sorted(faults, key=lambda fault: fault.row or 0))
    return [Outcome(r.number, r["unit"], r["outcome"], r["note"], parse_date(r["as_of"])) for r in rows]


def _row_faults(row: Row, today: date) -> Iterator[Fault]:
    if not row["unit"]:
        yield row.fault("unit", "blank", "a unit's code")
    if problem := code_problem(row["unit"]):
        yield row.fault("unit", problem, "a unit's code in digits 0-9")
    if row["outcome"] not in t.OUTCOMES:
        yield row.fault("outcome", f"unknown outcome '{row['outcome']}'", f"one of {', '.join(t.OUTCOMES)}")
    yield from (row.fault("note", problem) for problem in text_faults(row["note"]))
    try:
        if parse_date(row["as_of"]) > today:
            yield row.fault("as_of", f"{row['as_of']} is in the future", f"a day up to {today}")
    except DateTextError as error:
        yield row.fault("as_of", str(error), "a day such as 2020-08-20 or ๒๐ สิงหาคม ๒๕๖๓")
