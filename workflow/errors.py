"""The errors of the domain, with messages that a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


class WianError(Exception):
    """A refusal with a plain message; nothing has changed."""

    def __reduce__(self) -> tuple[object, ...]:
        # Celery pickles errors between processes. Python would call the class with the finished message in place of
        # the constructor's own arguments.
        return _unpickled, (type(self), self.args), self.__dict__


class NotAllowedError(WianError):
    """The state table does not allow this step now."""


class WordingError(NotAllowedError):
    """A text that a letter cannot print; `thai` is the message for the page on which it was typed."""

    def __init__(self, problem: str, thai: str) -> None:
        super().__init__(problem)
        self.thai = thai


class DeadlinePassedError(NotAllowedError):
    """A letter would set a deadline in the past."""


class NothingToCiteError(NotAllowedError):
    """A notice would cite a letter that its addressees never received."""


class UnknownError(WianError):
    """A circular, unit, task or letter that does not exist."""


class UnknownUnitError(UnknownError):
    """A unit that does not exist."""


class UnknownLetterError(UnknownError):
    """A letter that does not exist."""


class UnknownSignerError(UnknownError):
    """A signer who is not in the registry."""


class UnknownIncidentError(UnknownError):
    """An incident that is not open."""


class EmblemError(WianError):
    """An unusable picture of the emblem."""


class OwnTemplatesError(WianError):
    """The folder of the office's own templates is missing or not configured."""


class FontError(WianError):
    """A required font or the folder of fonts is missing."""


class OtherFontError(FontError):
    """Letters were printed in other fonts than they name."""


@dataclass(frozen=True)
class Fault:
    """A fault in an input file: place, problem, and the expected value.

    `row` is the line or spreadsheet row as the user sees it (the header is row 1); `field` is the column or the
    dotted name of the setting, such as `deadline` or `body[2]`.
    """

    file: str
    problem: str
    field: str = ""
    row: int | None = None
    expected: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.field:
            place += f", field {self.field}"
        text = f"{place}: {self.problem}"
        return f"{text}; expected {self.expected}" if self.expected else text


class InputError(WianError):
    """A refused file, with all its faults; nothing has changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _unpickled(kind: type[WianError], arguments: tuple[object, ...]) -> WianError:
    return kind.__new__(kind, *arguments)
