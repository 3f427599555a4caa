"""Problems of a template, in words that lead an officer to the place in Word."""

from dataclasses import asdict, dataclass

from workflow.lint import Severity
from workflow.lint.findings import shortened


@dataclass(frozen=True)
class Problem:
    """A fault of a template, with place and text of its paragraph and the variable concerned, if any.

    `letter` is the sample letter that shows the fault, empty for the template itself, and `more` the number of other
    sample letters with it. `rule` is the linter's rule, empty for other checks.
    """

    place: str
    text: str
    problem: str
    variable: str = ""
    severity: Severity = Severity.ERROR
    rule: str = ""
    letter: str = ""
    more: int = 0

    def __str__(self) -> str:
        mild = "warning: " if self.severity is Severity.WARNING else ""
        where = " ".join([self.place, *([f"'{shortened(self.text)}'"] if self.text else [])])
        others = f" and {self.more} more" if self.more else ""
        shows = f" [in the sample letter '{self.letter}'{others}]" if self.letter else ""
        return f"{mild}{where}: {self.problem}{shows}"

    def record(self) -> dict[str, object]:
        """The problem as plain data."""
        return asdict(self)
