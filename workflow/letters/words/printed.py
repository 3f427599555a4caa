"""The paragraphs of a draft's text as they are printed."""

from datetime import datetime

from workflow.letters.draft import LetterDraft
from workflow.letters.issue import proof
from workflow.letters.printer import LetterPrinter
from workflow.letters.text import passages


def printed_paragraphs(draft: LetterDraft, printer: LetterPrinter, now: datetime) -> list[str]:
    """The paragraphs of the text between head and signature, blanks filled, number and day not yet given."""
    return [passage.text for passage in passages(proof(draft, printer, now).data) if passage.body]
