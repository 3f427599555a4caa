"""The issue of letters: a draft is registered, dated, printed and frozen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Connection

from workflow import blobs
from workflow.act import Act
from workflow.errors import NotAllowedError, WianError
from workflow.letters.cited_letters import AddresseesByLetter, addressees_of_cited
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import unnumbered
from workflow.letters.file_store import PrintedLetter
from workflow.letters.preparation import prepare
from workflow.letters.printer import LetterPrinter
from workflow.letters.printing import PrintedFiles, printed
from workflow.letters.release import release
from workflow.localtime import local_date
from workflow.registers import numbers
from workflow.states import Noun
from workflow.store.transitions import move_each

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class IssuedLetter:
    """The number, date and file of an issued letter."""

    letter_id: int
    number: str
    date: date
    file: str


class LettersFaultError(WianError):
    """The faults of letters by id; none of the letters issued together with them was issued."""

    def __init__(self, faults: Mapping[int, WianError]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults.values()))
        self.faults = faults


def send(conn: Connection, draft: LetterDraft, printer: LetterPrinter, act: Act) -> IssuedLetter:
    """Prepare a letter and issue it at once. Raises NotAllowedError if a letter with its key exists already."""
    letter_id = prepare(conn, draft, act)
    if letter_id is None:
        raise NotAllowedError(f"{draft.sender.name} has sent this letter already (stage '{draft.stage}')")
    return issue(conn, letter_id, draft, printer, act)


def issue(conn: Connection, letter_id: int, draft: LetterDraft, printer: LetterPrinter, act: Act) -> IssuedLetter:
    """Register, date, print and freeze the draft in the caller's transaction (ข้อ 43).

    Raises LetterFaultError, with nothing issued, if the linter reports an error in the letter.
    """
    try:
        return issue_all(conn, {letter_id: draft}, printer, act)[letter_id]
    except LettersFaultError as error:
        raise error.faults[letter_id] from None


def issue_all(
    conn: Connection,
    drafts: Mapping[int, LetterDraft],
    printer: LetterPrinter,
    act: Act,
    addressees_by_letter: AddresseesByLetter | None = None,
) -> dict[int, IssuedLetter]:
    """Register, date, print and freeze these drafts (by id) in a few statements, in the caller's transaction.

    `addressees_by_letter` covers the cited letters, and is read here if missing. Raises LettersFaultError with the
    faults of all letters; the transaction must then be rolled back, because the faultless letters have numbers.
    """
    from workflow.letters.proofread import faults_of  # noqa: PLC0415  (only what issues a letter loads the linter)

    day = local_date(act.now)
    requests, unnumbered = _split_faults(drafts, lambda letter_id: _entry_request(drafts[letter_id], day))
    entries = dict(zip(requests, numbers.enter_all(conn, list(requests.values()), act.now), strict=True))
    if addressees_by_letter is None:
        addressees_by_letter = addressees_of_cited(conn, drafts.values())
    # Printing all letters before proofreading all is about an eighth faster than letter by letter.
    files, unprinted = _split_faults(
        entries, lambda letter_id: printed(drafts[letter_id], entries[letter_id], printer, act)
    )
    proofs = {
        letter_id: (drafts[letter_id], printed_files.letter, entries[letter_id].reference)
        for letter_id, printed_files in files.items()
    }
    if faults := {**unnumbered, **unprinted, **faults_of(proofs, day, addressees_by_letter)}:
        raise LettersFaultError(faults)
    _store_files(conn, printer, files, act.now)
    columns = {letter_id: printed_files.columns for letter_id, printed_files in files.items()}
    move_each(conn, Noun.LETTER, "issue", columns, act)
    release(conn, list(drafts), printer, act)  # issue and release are one moment for now
    return {
        letter_id: IssuedLetter(letter_id, entries[letter_id].reference, day, str(columns[letter_id]["file"]))
        for letter_id in drafts
    }


def _store_files(conn: Connection, printer: LetterPrinter, letters: Mapping[int, PrintedFiles], now: datetime) -> None:
    files = [file for printed_files in letters.values() for file in printed_files.files]
    try:
        printer.store.keep_all(files)
    except WianError as error:
        raise LettersFaultError(dict.fromkeys(letters, error)) from error
    blobs.record(conn, blobs.LETTERS, {printer.store.place(*file): file[1].data for file in files}, now)


def _split_faults(
    letter_ids: Iterable[int], work: Callable[[int], _Result]
) -> tuple[dict[int, _Result], dict[int, WianError]]:
    """The results of `work` and its faults, both by letter."""
    results: dict[int, _Result] = {}
    faults: dict[int, WianError] = {}
    for letter_id in letter_ids:
        try:
            results[letter_id] = work(letter_id)
        except WianError as error:
            faults[letter_id] = error
    return results, faults


def proof(draft: LetterDraft, printer: LetterPrinter, now: datetime, template: str = "") -> PrintedLetter:
    """The draft printed with number and day blank, or the attached list named `template`."""
    form = numbers.reference_form(draft.sender.unit.prefix, draft.is_circular)
    facts = unnumbered(printer.with_page(draft.facts), form, local_date(now))
    return printer.make(template or draft.template, facts, now, draft.sender.code)


def series_of(draft: LetterDraft) -> str:
    """The series of the register that numbers this letter: ว letters have one of their own, stamped or not (ข้อ 32)."""
    return "send_circular" if draft.is_circular else "send"


def _entry_request(draft: LetterDraft, day: date) -> numbers.EntryRequest:
    unit = draft.sender.unit
    if not unit.prefix:
        raise NotAllowedError(f"{unit.name} ({unit.code}) has no letter-number prefix, so it cannot issue letters")
    entry = numbers.RegisterEntry(
        reference=numbers.reference_form(unit.prefix, draft.is_circular),
        dated=day,
        sender=unit.line_office if draft.form == "stamped" else unit.name,
        receiver=draft.receiver,
        subject=draft.subject,
    )
    return numbers.EntryRequest(unit.register, series_of(draft), entry)
