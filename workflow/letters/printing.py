"""The lists that go with a letter as files of their own, beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from workflow.act import Act
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import numbered
from workflow.letters.file_store import PrintedLetter
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.registers import numbers
from workflow.thai.digits import arabic_digits, buddhist_year

Enclosed = dict[str, object]


@dataclass(frozen=True)
class SeparateLists:
    """A list printed to go with a letter: under which name it is kept, and what is recorded of it with the letter."""

    name: str
    printed: PrintedLetter
    enclosed: Enclosed


def print_beside(
    templates: Sequence[str], facts: Mapping[str, object], printer: LetterPrinter, name: str, now: datetime
) -> list[SeparateLists]:
    """Print these lists to go beside the letter called `name`.

    Each is printed from the letter's own facts, of which those named like its template have its title.
    """
    return [_printed(template, facts, printer, f"{name}-{template}", now) for template in templates]


def is_beside(enclosed: Mapping[str, object]) -> bool:
    """Whether something recorded as enclosed is such a list, and not a letter with a number of its own."""
    return "template" in enclosed


def _printed(
    template: str, facts: Mapping[str, object], printer: LetterPrinter, name: str, now: datetime
) -> SeparateLists:
    printed = printer.make(template, facts, now)
    enclosed = {
        "template": template,
        "title": cast(Mapping[str, object], facts[template])["title"],
        "file": printer.store.place(name, printed),
        "sha256": printed.sha256,
        "template_sha256": printed.template_sha256,
    }
    return SeparateLists(name, printed, enclosed)


@dataclass(frozen=True)
class PrintedFiles:
    """A letter printed: its files with their names, its own first, and the columns that are filled at issue."""

    files: Sequence[tuple[str, PrintedLetter]]
    columns: Mapping[str, object]

    @property
    def letter(self) -> bytes:
        """The letter's own file."""
        return self.files[0][1].data


def printed(draft: LetterDraft, entered: numbers.RegisteredNumber, printer: LetterPrinter, act: Act) -> PrintedFiles:
    """Print a letter with its number and the lists that go beside it."""
    day = local_date(act.now)
    facts = numbered(printer.with_page(draft.facts), entered.reference, day)
    letter = printer.make(draft.template, facts, act.now)
    name = file_name(draft.sender.code, day, entered, draft.stage)
    beside = print_beside(draft.attached, facts, printer, name, act.now)
    columns = {
        "entry_id": entered.entry_id,
        "number": entered.reference,
        "date": day,
        "issued_at": act.now,
        "file": printer.store.place(name, letter),
        "facts": facts,
        "encloses": [*map(dict, draft.encloses), *(each.enclosed for each in beside)],
        "sha256": letter.sha256,
        "template_sha256": letter.template_sha256,
        "template_version": letter.template_version,
        "program_version": printer.program_version,
    }
    return PrintedFiles([(name, letter), *((each.name, each.printed) for each in beside)], columns)


def file_name(code: str, day: date, entered: numbers.RegisteredNumber, stage: str) -> str:
    """`2563/2020-05-19-DLA-1704-original`: Arabic digits, as files are named (amendment No. 4, Appendix 7)."""
    return f"{buddhist_year(day)}/{day}-{arabic_digits(code)}-{entered.number}-{stage}"
