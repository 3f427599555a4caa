"""A letter printed for issue: its own file and the lists beside it."""

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


@dataclass(frozen=True)
class SeparateList:
    """A list in a file of its own beside a letter: its name, file, and record in the letter's row."""

    name: str
    printed: PrintedLetter
    record: dict[str, object]


def print_beside(
    templates: Sequence[str],
    facts: Mapping[str, object],
    printer: LetterPrinter,
    name: str,
    now: datetime,
    office: str = "",
) -> list[SeparateList]:
    """Print lists from the facts of the letter `name`; the facts named like a list's template contain its title."""
    return [_separate_list(template, facts, printer, f"{name}-{template}", now, office) for template in templates]


def is_beside(enclosed: Mapping[str, object]) -> bool:
    """Whether the record of an enclosure is of a separate list, and not of a numbered letter."""
    return "template" in enclosed


def _separate_list(
    template: str, facts: Mapping[str, object], printer: LetterPrinter, name: str, now: datetime, office: str
) -> SeparateList:
    printed = printer.make(template, facts, now, office)
    record = {
        "template": template,
        "title": cast(Mapping[str, object], facts[template])["title"],
        "file": printer.store.place(name, printed),
        "sha256": printed.sha256,
        "template_sha256": printed.template_sha256,
    }
    return SeparateList(name, printed, record)


@dataclass(frozen=True)
class PrintedFiles:
    """The named files of a letter, its own first, and the columns that its issue fills."""

    files: Sequence[tuple[str, PrintedLetter]]
    columns: Mapping[str, object]

    @property
    def letter(self) -> bytes:
        """The letter's own file."""
        return self.files[0][1].data


def printed(draft: LetterDraft, entry: numbers.RegisteredNumber, printer: LetterPrinter, act: Act) -> PrintedFiles:
    """Print a letter with its number and the lists that go beside it."""
    day = local_date(act.now)
    facts = numbered(printer.with_page(draft.facts), entry.reference, day)
    letter = printer.make(draft.template, facts, act.now, draft.sender.code)
    name = file_name(draft.sender.code, day, entry, draft.stage)
    lists = print_beside(draft.attached, facts, printer, name, act.now, draft.sender.code)
    columns = {
        "entry_id": entry.entry_id,
        "number": entry.reference,
        "date": day,
        "issued_at": act.now,
        "file": printer.store.place(name, letter),
        "facts": facts,
        "encloses": [*map(dict, draft.encloses), *(separate.record for separate in lists)],
        "sha256": letter.sha256,
        "template_sha256": letter.template_sha256,
        "template_version": letter.template_version,
        "program_version": printer.program_version,
    }
    return PrintedFiles([(name, letter), *((separate.name, separate.printed) for separate in lists)], columns)


def file_name(code: str, day: date, entry: numbers.RegisteredNumber, stage: str) -> str:
    """`2563/2020-05-19-DLA-1704-original`, with Arabic digits (amendment No. 4, Appendix 7)."""
    return f"{buddhist_year(day)}/{day}-{arabic_digits(code)}-{entry.number}-{stage}"
