"""The evidence and the result of a check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from chaos.record import Record
from workflow.calendar import WorkCalendar
from workflow.letters.printer import LetterPrinter


@dataclass(frozen=True)
class Evidence:
    """The evidence after a run, when all is quiet; `expected` are key prefixes of required incidents."""

    conn: Connection
    printer: LetterPrinter
    calendar: WorkCalendar
    now: datetime
    record: Record
    expected: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """The result of a check: the invariant, the number and noun of checked rows, and the rows that break it."""

    invariant: str
    what: str
    count: int
    broken: Sequence[str]


Check = Callable[[Evidence], Checked]
