"""A letter printed with its number, with the lists that go beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow import registers
from workflow.calendar import local_date
from workflow.letters.beside import print_beside
from workflow.letters.facts import numbered
from workflow.letters.paper import Paper
from workflow.letters.press import Press, Printed
from workflow.store.change import Act
from workflow.thai import arabic_digits, buddhist_year


@dataclass(frozen=True)
class Sheets:
    """A letter printed: its files with their names, its own first, and the columns that are filled at issue."""

    files: Sequence[tuple[str, Printed]]
    columns: Mapping[str, object]

    @property
    def letter(self) -> bytes:
        """The letter's own file."""
        return self.files[0][1].data


def printed(paper: Paper, entered: registers.Registered, press: Press, act: Act) -> Sheets:
    """Print a letter with its number and the lists that go beside it."""
    day = local_date(act.now)
    facts = numbered(press.with_page(paper.facts), entered.reference, day)
    letter = press.make(paper.template, facts, act.now)
    name = file_name(paper.sender.unit.code, day, entered, paper.stage)
    beside = print_beside(paper.attached, facts, press, name, act.now)
    columns = {
        "entry_id": entered.entry_id,
        "number": entered.reference,
        "date": day,
        "issued_at": act.now,
        "file": press.place(name, letter),
        "facts": facts,
        "encloses": [*map(dict, paper.encloses), *(each.enclosed for each in beside)],
        "sha256": letter.sha256,
        "template_sha256": letter.template_sha256,
        "template_version": letter.template_version,
    }
    return Sheets([(name, letter), *((each.name, each.printed) for each in beside)], columns)


def file_name(code: str, day: date, entered: registers.Registered, stage: str) -> str:
    """`2563/2020-05-19-DLA-1704-original`: Arabic digits, as files are named (amendment No. 4, Appendix 7)."""
    return f"{buddhist_year(day)}/{day}-{arabic_digits(code)}-{entered.number}-{stage}"
