"""What can go wrong, in words a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


class WianError(Exception):
    """A refusal with a plain message; nothing has been changed."""

    def __reduce__(self) -> tuple[object, ...]:
        # Celery carries errors from process to process. Python would call the class again, with the finished message
        # in the place of what its own constructor takes.
        return _as_it_was, (type(self), self.args), self.__dict__


class NotAllowedError(WianError):
    """The state table does not allow this step now."""


class WordingError(NotAllowedError):
    """Words that a letter cannot carry; `thai` says so to whoever has typed them on a page."""

    def __init__(self, problem: str, thai: str) -> None:
        super().__init__(problem)
        self.thai = thai


class DeadlinePassedError(NotAllowedError):
    """A letter that would ask for something by a day gone by."""


class NothingToCiteError(NotAllowedError):
    """A notice about a letter that its addressees never had."""


class UnknownError(WianError):
    """A circular, unit, task or letter that does not exist."""


class UnknownUnitError(UnknownError):
    """A unit that does not exist."""


class UnknownLetterError(UnknownError):
    """A letter that does not exist."""


class UnknownSignerError(UnknownError):
    """A signer that has not been entered."""


class UnknownIncidentError(UnknownError):
    """An incident that does not stand."""


class EmblemError(WianError):
    """A picture of the emblem that cannot be used."""


class OwnTemplatesError(WianError):
    """The folder of the office's own templates is not there, or none has been chosen."""


class FontError(WianError):
    """A font that is asked for is missing, or the folder of fonts is not there."""


class OtherFontError(FontError):
    """Letters came out in other fonts than they ask for."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input file: where it is, what it is, what is expected instead.

    `row` is the line or spreadsheet row as the user sees it (the header is row 1); `field` is the column
    or the dotted name of the setting, such as `deadline` or `body[2]`.
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
    """A file that cannot be taken as it is; it carries every fault found, and nothing was changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _as_it_was(kind: type[WianError], words: tuple[object, ...]) -> WianError:
    return kind.__new__(kind, *words)
