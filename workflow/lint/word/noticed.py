"""What is noticed in any paragraph of a document: dates, faults of its text, grades."""

from workflow.lint.word.runs import Written, noticing, noticing_faults
from workflow.thai.dates import FoundDate, find_dates
from workflow.thai.mistakes import text_faults


@noticing
def dates_in(written: Written) -> list[FoundDate]:
    """The dates in a paragraph."""
    return find_dates(written.plain)


@noticing_faults
def faults_in(written: Written) -> list[str]:
    """What `text_faults` finds in it; tabs and line breaks are no matter here."""
    return text_faults(written.text.replace("\t", " ").replace("\n", " ")) if written.plain else []


@noticing
def may_be_graded(written: Written) -> bool:
    """Whether it may be a grade of urgency or secrecy."""
    return "ด่วน" in written.text or "ลับ" in written.text
