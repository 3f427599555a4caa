"""A letter from draft to issue: prepared once for its key, then registered, filed and frozen, or discarded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Connection, delete, update

from workflow import blobs
from workflow.act import Act
from workflow.errors import NotAllowedError, WianError
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import unnumbered
from workflow.letters.file_store import PrintedLetter
from workflow.letters.printer import LetterPrinter
from workflow.letters.printing import PrintedFiles, printed
from workflow.letters.proofread import AddresseesByLetter, faults_of, reached_by_cited
from workflow.letters.release import release
from workflow.localtime import local_date
from workflow.registers import numbers
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.bulk import insert_all, insert_new, update_all
from workflow.store.transitions import move_each, move_one, record_each

_Done = TypeVar("_Done")


@dataclass(frozen=True)
class IssuedLetter:
    """What registration gave a letter."""

    letter_id: int
    number: str
    date: date
    file: str


class LettersFaultError(WianError):
    """Letters that cannot be issued: why not, by the letter's id. None of those asked for was issued."""

    def __init__(self, faults: Mapping[int, WianError]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults.values()))
        self.faults = faults


def prepare(conn: Connection, draft: LetterDraft, act: Act) -> int | None:
    """Write the draft and its list; None if a letter with this key exists already."""
    return prepare_all(conn, [draft], act).get(draft.sender.id)


def prepare_all(conn: Connection, drafts: Sequence[LetterDraft], act: Act) -> dict[int, int]:
    """Write the drafts of one stage of a circular and their lists; return the letters' ids by sender.

    The unique key of `letter_keys` decides, so that sweeps running twice, in parallel or after a crash make one letter
    between them: senders that have one already are left out.
    """
    keys = _take_keys(conn, drafts)
    drafts = [draft for draft in drafts if draft.sender.id in keys]
    if not drafts:
        return {}
    created = {"state": "draft", "prepared_at": act.now}
    rows = [{**draft.row(), **created} for draft in drafts]
    ids: dict[int, int] = {row.sender_id: row.id for row in insert_all(conn, t.letters, rows, "sender_id", "id")}
    update_all(conn, t.letter_keys, [{"id": keys[sender_id], "letter_id": ids[sender_id]} for sender_id in ids])
    _write_lists(conn, {ids[draft.sender.id]: draft for draft in drafts})
    record_each(conn, Noun.LETTER, "prepare", ids.values(), act)
    return ids


def _take_keys(conn: Connection, drafts: Sequence[LetterDraft]) -> dict[int, int]:
    """By sender, the id of the key that its draft has taken; without those whose key was taken before."""
    key = ["circular_id", "sender_id", "stage", "about", "deadline_version"]
    keys = t.letter_keys.c
    taken = insert_new(conn, t.letter_keys, [draft.key() for draft in drafts], key, [keys.sender_id, keys.id])
    return {row.sender_id: row.id for row in taken}


def rewrite(conn: Connection, letter_id: int, draft: LetterDraft) -> None:
    """Bring a draft up to date: its text, its addressees and its list (the key stays)."""
    key = ("circular_id", "sender_id", "kind", "stage", "deadline_version", "stage_rank")
    row = {name: value for name, value in draft.row().items() if name not in key}
    conn.execute(update(t.letters).where(t.letters.c.id == letter_id).values(**row))
    conn.execute(delete(t.letter_tasks).where(t.letter_tasks.c.letter_id == letter_id))
    conn.execute(delete(t.letter_addressees).where(t.letter_addressees.c.letter_id == letter_id))
    _write_lists(conn, {letter_id: draft})


def send(conn: Connection, draft: LetterDraft, printer: LetterPrinter, act: Act) -> IssuedLetter:
    """Prepare a letter and issue it at once. Raises NotAllowedError if this sender has sent it already."""
    letter_id = prepare(conn, draft, act)
    if letter_id is None:
        raise NotAllowedError(f"{draft.sender.name} has sent this letter already (stage '{draft.stage}')")
    return issue(conn, letter_id, draft, printer, act)


def issue(conn: Connection, letter_id: int, draft: LetterDraft, printer: LetterPrinter, act: Act) -> IssuedLetter:
    """Register the draft, date it, write its file and freeze it, all in the caller's transaction (ข้อ 43).

    Raises LetterFaultError if the linter finds an error in the letter: then nothing has been issued.
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
    day = local_date(act.now)
    wanted, unfit = _collect_faults(drafts, lambda letter_id: _register_request(drafts[letter_id], day))
    entered = dict(zip(wanted, numbers.enter_all(conn, list(wanted.values()), act.now), strict=True))
    went_to = reached_by_cited(conn, drafts.values()) if addressees_by_letter is None else addressees_by_letter
    # First all are printed, then all inspected: with one letter after the other both take about an eighth longer.
    sheets, unprinted = _collect_faults(entered, lambda each: printed(drafts[each], entered[each], printer, act))
    letters_printed = {each: (drafts[each], sheet.letter, entered[each].reference) for each, sheet in sheets.items()}
    if faults := {**unfit, **unprinted, **faults_of(letters_printed, day, went_to)}:
        raise LettersFaultError(faults)
    _store_files(conn, printer, sheets, act.now)
    columns = {letter_id: sheet.columns for letter_id, sheet in sheets.items()}
    move_each(conn, Noun.LETTER, "issue", columns, act)
    release(conn, list(drafts), printer, act)  # for now the two moments are one
    return {each: IssuedLetter(each, entered[each].reference, day, str(columns[each]["file"])) for each in drafts}


def _store_files(conn: Connection, printer: LetterPrinter, sheets: Mapping[int, PrintedFiles], now: datetime) -> None:
    files = [file for sheet in sheets.values() for file in sheet.files]
    try:
        printer.store.keep_all(files)
    except WianError as error:
        raise LettersFaultError(dict.fromkeys(sheets, error)) from error
    blobs.record(conn, blobs.LETTERS, {printer.store.place(*file): file[1].data for file in files}, now)


def _collect_faults(ids: Iterable[int], work: Callable[[int], _Done]) -> tuple[dict[int, _Done], dict[int, WianError]]:
    """Do a piece of work for each letter; return what came out, and why not where it could not be done."""
    done: dict[int, _Done] = {}
    faults: dict[int, WianError] = {}
    for letter_id in ids:
        try:
            done[letter_id] = work(letter_id)
        except WianError as error:
            faults[letter_id] = error
    return done, faults


def discard(conn: Connection, letter_id: int, act: Act) -> None:
    """Decide not to send a draft. Raises NotAllowedError without a reason, or if it is no draft any more."""
    if not act.why.strip():
        raise NotAllowedError("a draft is only discarded for a reason: say why")
    move_one(conn, Noun.LETTER, "discard", letter_id, act, discarded_on=local_date(act.now))


def proof(draft: LetterDraft, printer: LetterPrinter, now: datetime, template: str = "") -> PrintedLetter:
    """The draft as it would look, or one of its `attached` lists, with the places of number and day blank."""
    form = numbers.reference_form(draft.sender.unit.prefix, draft.is_circular)
    facts = unnumbered(printer.with_page(draft.facts), form, local_date(now))
    return printer.make(template or draft.template, facts, now)


def series_of(draft: LetterDraft) -> str:
    """The register this letter is numbered in."""
    if not draft.is_circular:
        return "send"
    return numbers.series_for(draft.form, draft.sender.unit.stamped_series)


def _register_request(draft: LetterDraft, day: date) -> numbers.EntryRequest:
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


def _write_lists(conn: Connection, drafts: Mapping[int, LetterDraft]) -> None:
    addressed = [
        {"letter_id": letter_id, "position": place, "unit_id": member.id}
        for letter_id, draft in drafts.items()
        for place, member in enumerate(draft.addressees, start=1)
    ]
    insert_all(conn, t.letter_addressees, addressed)
    rows = [
        {
            "letter_id": letter_id,
            "position": place,
            "task_id": listed.task_id,
            "unit_name": listed.unit_name,
            "district_name": listed.district_name,
            "outcome": listed.outcome,
            "note": listed.note,
            "deadline": draft.previous_deadline or draft.deadline,
            "deadline_version": draft.deadline_version,
        }
        for letter_id, draft in drafts.items()
        for place, listed in enumerate(draft.listed, start=1)
    ]
    insert_all(conn, t.letter_tasks, rows)
