"""The linter's findings about a letter, and the context of facts that rules may use."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workflow.registry.units import Unit
from workflow.thai.spacing import squash

if TYPE_CHECKING:
    from workflow.registry.signers import Signer

_SHOWN = 60


class Severity(StrEnum):
    """An error breaks a written rule or the practice of real letters; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


class Form(StrEnum):
    """The letter forms that the rules know (ข้อ 11-14), and other documents."""

    EXTERNAL = "external"
    STAMPED = "stamped"
    MEMO = "memo"
    OTHER = "other"


@dataclass(frozen=True)
class Seen:
    """An observation of a rule's check: place, text, problem, and the expected text."""

    place: str
    problem: str
    text: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Finding:
    """A broken rule. `more` counts the further places with the same problem."""

    rule: str
    severity: Severity
    place: str
    text: str
    problem: str
    expected: str
    clause: str
    certainty: str
    more: int = 0

    def __str__(self) -> str:
        quoted = f" '{shortened(self.text)}'" if self.text else ""
        again = f" (and {self.more} more)" if self.more else ""
        said = f"{self.severity} {self.rule}: {self.place}{quoted}{again}: {self.problem}"
        said += f"; expected {self.expected}" if self.expected else ""
        doubt = f"; {self.certainty}: ask a saraban officer" if self.certainty.startswith("GK") else ""
        return f"{said} [{self.clause}{doubt}]"

    def record(self) -> dict[str, object]:
        """The finding as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class CitedLetter:
    """An earlier letter as registered; `addressees` are unit codes."""

    number: str
    addressees: frozenset[str]


@dataclass(frozen=True)
class Receipt:
    """A receipt of the letter: when, the latest time allowed (ภาคผนวก 7), and whether by e-mail."""

    by: str
    at: datetime.datetime
    due: datetime.datetime | None = None
    email: bool = False


@dataclass(frozen=True)
class SupportedStatements:
    """What the data of a letter support; a count of 0 stands for a letter without a list.

    `deadlines` are the days that the letter sets or that the addressees were told, `numbers` those of letters that it
    may name, `urgency` the least it bears.
    """

    count: int = 0
    missing: int = 0
    incorrect: int = 0
    total: int = 0
    many: bool = False
    days_late: int = 0
    passed: bool = False
    everybody: bool = False
    deadlines: frozenset[datetime.date] = frozenset()
    numbers: frozenset[str] = frozenset()
    urgency: str = ""


@dataclass(frozen=True)
class LetterContext:
    """Facts from outside the letter; a rule whose facts are missing does not run.

    min_days: the least number of days from letter to deadline. used_numbers: earlier numbers of the same register and
    year. must_be_signed: whether it is a final demand or an escalation. copies: the circular's letters to other
    receivers. pages: the rendered page count without enclosures.
    """

    form: Form | None = None
    circular: bool | None = None
    number: str | None = None
    used_numbers: frozenset[str] | None = None
    date: datetime.date | None = None
    deadline: datetime.date | None = None
    previous_deadline: datetime.date | None = None
    min_days: int = 0
    cited: tuple[CitedLetter, ...] | None = None
    addressees: tuple[Unit, ...] | None = None
    signer: Signer | None = None
    upstream_subject: str | None = None
    must_be_signed: bool | None = None
    receipts: tuple[Receipt, ...] | None = None
    copies: tuple[bytes, ...] | None = None
    pages: int | None = None
    supported: SupportedStatements | None = None


def shortened(text: str) -> str:
    """A text cut to a length that can be shown."""
    plain = squash(text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
