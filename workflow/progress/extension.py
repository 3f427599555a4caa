"""Granting or refusing more time to a unit and all below it, with the letter (X)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.act import Act
from workflow.circulars import deadlines
from workflow.circulars.circular import Circular, hold
from workflow.circulars.tree import above, below, task_of
from workflow.errors import NotAllowedError
from workflow.letters.citation import Citation
from workflow.letters.issue import IssuedLetter
from workflow.letters.notices import Notice, send
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t
from workflow.thai.dates import thai_date
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import check_text

REFUSAL = "refusal"


@dataclass(frozen=True)
class RequestLetter:
    """A unit's letter with a request for more time."""

    number: str
    day: date

    def reference(self, unit: Office) -> str:
        """The reference to the letter under อ้างถึง, in Thai digits."""
        return Citation(unit.name, thai_digits(self.number), thai_date(self.day)).reference()


def grant(
    conn: Connection,
    circular: Circular,
    top: Office,
    new: date,
    printer: LetterPrinter,
    act: Act,
    request: RequestLetter | None = None,
    signer: Signer | None = None,
) -> IssuedLetter:
    """Set a later deadline for a unit and all below it, with a letter from the level above to the unit.

    An extension for the issuer goes to all units directly below. Raises NotAllowedError as `deadlines.extend` does,
    and if the level above cannot write letters.
    """
    old, _ = _deadline(conn, circular, top)
    version = deadlines.extend(conn, circular, top, new, act)
    sender = _above(conn, circular, top)
    addressed = below(conn, circular, sender) if top.id == circular.issuer_id else [top]
    facts = {"requester": top.name if request else "", "because": "", "passed": False}
    references = [request.reference(top)] if request else []
    notice = Notice(
        "extension",
        "extension",
        "ขยายระยะเวลา",
        act.why,
        sender,
        addressed,
        version,
        new,
        old,
        facts,
        references=references,
    )
    return send(conn, circular, notice, printer, act, signer)


def refuse(
    conn: Connection,
    circular: Circular,
    top: Office,
    printer: LetterPrinter,
    act: Act,
    request: RequestLetter | None = None,
    because: str = "",
    signer: Signer | None = None,
) -> IssuedLetter:
    """Refuse a unit more time by a letter; `because` is the printed reason. One refusal per unit and deadline.

    Raises NotAllowedError if the circular is not open, for the issuer, for a reason that cannot be printed, and for a
    second refusal.
    """
    hold(conn, circular)
    if top.id == circular.issuer_id:
        raise NotAllowedError(f"{top.name} has issued the circular itself; nobody is above it who could refuse")
    check_text("the reason", because)
    deadline, version = _deadline(conn, circular, top)
    passed = deadline < local_date(act.now)
    facts = {"requester": top.name, "because": because, "passed": passed}
    references = [request.reference(top)] if request else []
    sender = _above(conn, circular, top)
    reason = act.why or "a request for more time is refused"
    notice = Notice(
        REFUSAL,
        REFUSAL,
        "การขอขยายระยะเวลา",
        reason,
        sender,
        [top],
        version,
        deadline,
        deadline,
        facts,
        about=f"task/{task_of(conn, circular, top)}",
        references=references,
    )
    return send(conn, circular, notice, printer, act, signer)


def _deadline(conn: Connection, circular: Circular, top: Office) -> tuple[date, int]:
    task = task_of(conn, circular, top)
    row = conn.execute(select(t.tasks.c.deadline, t.tasks.c.deadline_version).where(t.tasks.c.id == task)).one()
    return row.deadline, row.deadline_version


def _above(conn: Connection, circular: Circular, top: Office) -> Office:
    return above(conn, circular.id, top.id) or lookup.by_id(conn, circular.issuer_id)
