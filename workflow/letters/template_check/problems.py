"""What is wrong with a template, in words that lead an officer to the place in Word."""

from dataclasses import asdict, dataclass

from workflow.lint import Severity
from workflow.lint.findings import shortened


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `place` and `text` are the paragraph's, `variable` the one concerned, if there is one.

    `letter` is the sample letter in which it shows, '' if it shows in the template itself; `more` in how many other
    sample letters it shows too. `rule` is the linter's, where it is the linter that says so.
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
        """As plain data."""
        return asdict(self)
