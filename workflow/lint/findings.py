"""What the linter says about a letter, and what Wian may tell it beforehand."""

import datetime
from dataclasses import asdict, dataclass
from enum import StrEnum

from workflow.registry.signers import Signer
from workflow.registry.units import Unit
from workflow.thai.spacing import squash

_SHOWN = 60


class Severity(StrEnum):
    """An error breaks a rule that is written down or seen in real letters; a warning asks somebody to look."""

    ERROR = "error"
    WARNING = "warning"


class Form(StrEnum):
    """The forms of letter the rules know (ข้อ 11-14), and every other document."""

    EXTERNAL = "external"
    STAMPED = "stamped"
    MEMO = "memo"
    OTHER = "other"


@dataclass(frozen=True)
class Seen:
    """What a rule's check saw: where, in which words, what is wrong with it, and what is expected instead."""

    place: str
    problem: str
    text: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Finding:
    """A rule broken. `more` is in how many further places the same rule is broken in the same way."""

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
        """As plain data."""
        return asdict(self)


@dataclass(frozen=True)
class CitedLetter:
    """An earlier letter as its register has it; `addressees` are the codes of the units it went to."""

    number: str
    addressees: frozenset[str]


@dataclass(frozen=True)
class Receipt:
    """When somebody received the letter, when that was due at the latest (ภาคผนวก 7), and whether by e-mail."""

    by: str
    at: datetime.datetime
    due: datetime.datetime | None = None
    email: bool = False


@dataclass(frozen=True)
class LetterContext:
    """What only the system knows; a rule that needs something not given is not asked.

    min_days: the least days from the letter to its deadline. used_numbers: numbers given before in the same
    register and year. signed_from: the stage rank from which letters are signed (R3 on the standard ladder).
    copies: the same circular as made for other receivers. pages: of the letter without enclosures, as rendered.
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
    stage_rank: int | None = None
    signed_from: int = 5
    receipts: tuple[Receipt, ...] | None = None
    copies: tuple[bytes, ...] | None = None
    pages: int | None = None


def shortened(text: str) -> str:
    """A piece of a text short enough to be shown."""
    plain = squash(text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
