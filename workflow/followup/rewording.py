"""The rewording of a draft: an officer's own paragraphs in place of the template's text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError
from workflow.followup import drafts
from workflow.letters import preparation
from workflow.letters.draft import LetterDraft
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import LetterFaultError, trial_findings
from workflow.letters.words.blanks import with_blanks
from workflow.letters.words.check import check_stage_words
from workflow.letters.words.draft_check import check_draft_words
from workflow.letters.words.kept import keep_with_draft
from workflow.letters.words.printed import printed_paragraphs
from workflow.lint.findings import Severity
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.transitions import move_one
from workflow.thai.mistakes import with_thai_digits
from workflow.thai.spacing import visible


def reword(
    conn: Connection,
    letter_id: int,
    paragraphs: Sequence[str],
    printer: LetterPrinter,
    act: Act,
    new_deadline: date | None = None,
) -> LetterDraft:
    """Keep these paragraphs as the text of a draft; none restores the template's. Returns the draft as it is now.

    Figures and days of the letter become blanks, so that they keep up with the list. With the `new_deadline` that is
    to be approved the words are checked as they will be then; it is not kept. Raises WordsFaultError for words that do
    not agree with the letter's facts and LetterFaultError for what the linter refuses; nothing is changed then.
    """
    _lock_circular(conn, letter_id)
    draft = drafts.draft(conn, letter_id, act, new_deadline)
    typed = [text for text in (with_thai_digits(visible(paragraph)) for paragraph in paragraphs) if text]
    if typed:
        check_stage_words(typed)
    plain = replace(draft, words=())
    worded = replace(draft, words=[with_blanks(text, plain.facts) for text in typed])
    check_draft_words(worded)
    if faults := [f for f in trial_findings(conn, worded, printer, act) if f.severity is Severity.ERROR]:
        raise LetterFaultError(worded.template, faults)
    keep_with_draft(conn, letter_id, worded.words)
    kept = drafts.draft(conn, letter_id, act)
    preparation.rewrite(conn, letter_id, kept)
    move_one(conn, Noun.LETTER, "reword", letter_id, act)
    return kept


def reword_paragraph(
    conn: Connection,
    letter_id: int,
    number: int,
    text: str,
    printer: LetterPrinter,
    act: Act,
    new_deadline: date | None = None,
) -> LetterDraft:
    """Replace one paragraph of a draft, from 1; an empty text removes it. The others keep their blanks.

    Raises NotAllowedError for a number that the letter has not, and as `reword` does.
    """
    _lock_circular(conn, letter_id)
    draft = drafts.draft(conn, letter_id, act, new_deadline)
    paragraphs = list(draft.words) or printed_paragraphs(draft, printer, act.now)
    if not 1 <= number <= len(paragraphs):
        raise NotAllowedError(f"the letter has {len(paragraphs)} paragraphs, not {number}")
    paragraphs[number - 1] = text
    return reword(conn, letter_id, paragraphs, printer, act, new_deadline)


def _lock_circular(conn: Connection, letter_id: int) -> None:
    """Lock a letter's circular, before its draft and tasks (the order of `store.locks`)."""
    circular_id = conn.scalar(select(t.letters.c.circular_id).where(t.letters.c.id == letter_id))
    if circular_id is not None:
        circulars.lock(conn, circular_id)
