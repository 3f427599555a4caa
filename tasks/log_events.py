"""Lines of the log about work done without a person: one for each letter, incident and closed circular.

Written after the commit, so that the log never knows of something that has not happened.
"""

from collections.abc import Sequence

from runtime.logs import log
from workflow.cascade.close import ClosedCircular
from workflow.followup.make import MadeFollowUp


def letters(all_made: Sequence[MadeFollowUp]) -> None:
    """Letters that have been made: issued, with their numbers, or drafts."""
    for made in all_made:
        about = {"circular": made.due.circular.code, "unit": made.sender_code, "letter": made.letter_id}
        stage = {"stage": made.due.ranked.stage.id, "named": made.offices}
        if made.issued is None:
            log().info("letter drafted", **about, **stage)
        else:
            log().info("letter issued", **about, number=made.issued.number, **stage)


def withdrawn(letter_id: int) -> None:
    """A draft that has been taken back, since everybody on its list has done it."""
    log().info("draft taken back", letter=letter_id)


def closed(circular: ClosedCircular) -> None:
    """A circular that has been closed, with its report."""
    log().info("circular closed", circular=circular.code, report=circular.report)


def incident(key: str, problem: str, circular: str = "", unit: str = "", letter: int = 0) -> None:
    """Something a person must mend; `circular` and `unit` are codes and `letter` an id, where it is about one."""
    fields = (("circular", circular), ("unit", unit), ("letter", letter))
    about = {name: value for name, value in fields if value}
    log().warning("incident", incident=key, problem=problem, **about)
