"""The own words of an office or of a circular for all its later letters of a stage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, WianError
from workflow.followup import drafts
from workflow.letters.draft import LetterDraft
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import LetterFaultError, trial_findings
from workflow.letters.words.check import check_stage_words
from workflow.letters.words.draft_check import check_draft_words
from workflow.letters.words.kept import BESIDE_LADDERS, keep_with_office
from workflow.letters.words.printed import printed_paragraphs
from workflow.lint.findings import Severity
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.thai.mistakes import with_thai_digits
from workflow.thai.spacing import visible


@dataclass(frozen=True)
class ChangedDraft:
    """A waiting draft that says something else in the new words, as it would be printed now."""

    letter_id: int
    circular: str
    sender: str
    paragraphs: Sequence[str]


def set_office_words(
    conn: Connection,
    office: Office,
    stage: str,
    paragraphs: Sequence[str],
    printer: LetterPrinter,
    act: Act,
    known: Collection[str],
) -> list[ChangedDraft]:
    """Let an office's letters of a stage say this from now on; none restores the template's words.

    Returns the waiting drafts that change. `known` are the stages there are. Raises NotAllowedError for another stage,
    WordsFaultError or LetterFaultError for words that cannot be printed or do not agree with a waiting draft.
    """
    words = _checked(stage, paragraphs, (*known, *BESIDE_LADDERS))
    where = t.letters.c.stage == stage, t.letters.c.sender_id == office.id
    _lock_circulars(conn, where)
    lookup.hold(conn, [office.id])
    before = _waiting(conn, where, act)
    keep_with_office(conn, office.id, stage, words)
    return _changed(conn, before, printer, act)


def set_circular_words(
    conn: Connection, circular: Circular, stage: str, paragraphs: Sequence[str], printer: LetterPrinter, act: Act
) -> list[ChangedDraft]:
    """Let a circular's letters of a stage say this from now on; as `set_office_words`."""
    words = _checked(stage, paragraphs, (*(known.id for known in circular.ladder.stages), *BESIDE_LADDERS))
    circulars.hold(conn, circular)
    before = _waiting(conn, (t.letters.c.stage == stage, t.letters.c.circular_id == circular.id), act)
    circulars.set_words(conn, circular, stage, words, act)
    return _changed(conn, before, printer, act)


def _checked(stage: str, paragraphs: Sequence[str], known: Collection[str]) -> list[str]:
    if stage not in known:
        raise NotAllowedError(f"there is no stage '{stage}'; expected one of {', '.join(dict.fromkeys(known))}")
    typed = [text for text in (with_thai_digits(visible(paragraph)) for paragraph in paragraphs) if text]
    if typed:
        check_stage_words(typed)
    return typed


def _lock_circulars(conn: Connection, where: Collection[ColumnElement[bool]]) -> None:
    """Lock the circulars of waiting drafts, before their tasks (the order of `store.locks`)."""
    for circular_id in sorted(set(conn.scalars(select(t.letters.c.circular_id).where(*where, t.DRAFT)))):
        circulars.lock(conn, circular_id)


def _waiting(conn: Connection, where: Collection[ColumnElement[bool]], act: Act) -> dict[int, LetterDraft]:
    """The waiting drafts without words of their own, by id; those that a person must mend first are left out."""
    reworded = exists().where(t.letter_words.c.letter_id == t.letters.c.id)
    found = {}
    for letter_id in conn.scalars(select(t.letters.c.id).where(*where, t.DRAFT, ~reworded).order_by(t.letters.c.id)):
        try:
            found[letter_id] = drafts.draft(conn, letter_id, act)
        except WianError:
            continue
    return found


def _changed(conn: Connection, before: dict[int, LetterDraft], printer: LetterPrinter, act: Act) -> list[ChangedDraft]:
    changed = []
    for letter_id, old in before.items():
        draft = drafts.draft(conn, letter_id, act)
        if draft.words == old.words:
            continue
        _check(conn, letter_id, draft, printer, act)
        code = circulars.by_id(conn, draft.circular_id).code
        changed.append(ChangedDraft(letter_id, code, draft.sender.name, printed_paragraphs(draft, printer, act.now)))
    return changed


def _check(conn: Connection, letter_id: int, draft: LetterDraft, printer: LetterPrinter, act: Act) -> None:
    try:
        check_draft_words(draft)
        if faults := [f for f in trial_findings(conn, draft, printer, act) if f.severity is Severity.ERROR]:
            raise LetterFaultError(draft.template, faults)
    except WianError as error:
        raise NotAllowedError(f"letter {letter_id} of {draft.sender.name} could not say so: {error}") from error
