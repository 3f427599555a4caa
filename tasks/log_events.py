"""Log lines about work without a person: letters, withdrawn drafts, closed circulars, incidents.

They are written after the commit, so that the log never reports work that was rolled back.
"""

from collections.abc import Sequence

from runtime.logs import log
from workflow.cascade.close import ClosedCircular
from workflow.followup.make import MadeFollowUp


def letters(all_made: Sequence[MadeFollowUp]) -> None:
    """Log letters that were issued, with their numbers, or drafted."""
    for made in all_made:
        about = {"circular": made.due.circular.code, "unit": made.sender_code, "letter": made.letter_id}
        stage = {"stage": made.due.ranked.stage.id, "named": made.offices}
        if made.issued is None:
            log().info("letter drafted", **about, **stage)
        else:
            log().info("letter issued", **about, number=made.issued.number, **stage)


def withdrawn(letter_id: int) -> None:
    """Log a needless draft that was withdrawn."""
    log().info("draft taken back", letter=letter_id)


def closed(circular: ClosedCircular) -> None:
    """Log a closed circular with its report."""
    log().info("circular closed", circular=circular.code, report=circular.report)


def incident(key: str, problem: str, circular: str = "", unit: str = "", letter: int = 0) -> None:
    """Log an incident; `circular` and `unit` are codes and `letter` is an id, if it concerns them."""
    fields = (("circular", circular), ("unit", unit), ("letter", letter))
    about = {name: value for name, value in fields if value}
    log().warning("incident", incident=key, problem=problem, **about)
