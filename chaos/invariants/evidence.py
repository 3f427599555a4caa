"""What a check looks at, and what it finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from chaos.record import Record
from workflow.calendar import WorkCalendar
from workflow.letters.printer import LetterPrinter


@dataclass(frozen=True)
class Evidence:
    """How things stand when everything is quiet. `expected` are how keys of incidents begin that there have to be."""

    conn: Connection
    printer: LetterPrinter
    calendar: WorkCalendar
    now: datetime
    record: Record
    expected: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """What a check found: the invariant, how many of what were looked at, and the rows that break it."""

    invariant: str
    what: str
    count: int
    broken: Sequence[str]


Check = Callable[[Evidence], Checked]
