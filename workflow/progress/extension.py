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
from workflow.thai.conjunctions import without_conjunction
from workflow.thai.dates import thai_date, thai_date_weekday
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import check_text

EXTENSION, REFUSAL = "extension", "refusal"


@dataclass(frozen=True)
class RequestLetter:
    """A unit's letter with a request for more time, until `wished` if that is known."""

    number: str
    day: date
    wished: date | None = None

    def references(self, unit: Office) -> list[str]:
        """The reference to the letter under อ้างถึง, in Thai digits."""
        return [Citation(unit.name, thai_digits(self.number), thai_date(self.day)).reference()]

    @property
    def asked_on(self) -> date | None:
        """The day of a request on a page; a letter says its own."""
        return None


@dataclass(frozen=True)
class PageRequest:
    """A unit's request on its page, which has no number, so that no letter can be cited."""

    wished: date | None
    asked_on: date | None

    def references(self, unit: Office) -> list[str]:
        """No letter was written."""
        return []


TimeRequest = RequestLetter | PageRequest
UNRECORDED = PageRequest(None, None)
"""A request of which nothing is known but that there was one."""


def grant(
    conn: Connection,
    circular: Circular,
    top: Office,
    new: date,
    printer: LetterPrinter,
    act: Act,
    request: TimeRequest | None = None,
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
    facts = _request_facts(top, request) | {"because": "", "passed": False}
    facts["less"] = bool(request and request.wished and new < request.wished)
    notice = Notice(
        stage=EXTENSION,
        template=EXTENSION,
        subject=f"การ{'ขอ' if request else ''}ขยายระยะเวลา{circular.content.matter}",
        reason=act.why,
        sender=sender,
        addressed=addressed,
        version=version,
        deadline=new,
        old_deadline=old,
        notice=facts,
        references=request.references(top) if request else None,
    )
    return send(conn, circular, notice, printer, act, signer)


def refuse(
    conn: Connection,
    circular: Circular,
    top: Office,
    printer: LetterPrinter,
    act: Act,
    request: TimeRequest = UNRECORDED,
    because: str = "",
    signer: Signer | None = None,
) -> IssuedLetter:
    """Refuse a unit more time by a letter; `because` is the printed reason. One refusal per unit and deadline.

    Raises NotAllowedError if the circular is not open, for the issuer, without a reason or for one that cannot be
    printed, and for a second refusal.
    """
    hold(conn, circular)
    if top.id == circular.issuer_id:
        raise NotAllowedError(f"{top.name} has issued the circular itself; nobody is above it who could refuse")
    check_text("the reason", because)
    if not (reason := without_conjunction(because).strip()):
        raise NotAllowedError("a refusal says why (--because): the letter gives the reason after เนื่องจาก")
    deadline, version = _deadline(conn, circular, top)
    passed = deadline < local_date(act.now)
    notice = Notice(
        stage=REFUSAL,
        template=REFUSAL,
        subject=f"การขอขยายระยะเวลา{circular.content.matter}",
        reason=act.why or "a request for more time is refused",
        sender=_above(conn, circular, top),
        addressed=[top],
        version=version,
        deadline=deadline,
        old_deadline=deadline,
        notice=_request_facts(top, request) | {"because": reason, "passed": passed, "less": False},
        about=f"task/{task_of(conn, circular, top)}",
        references=request.references(top),
    )
    return send(conn, circular, notice, printer, act, signer)


def _request_facts(top: Office, request: TimeRequest | None) -> dict[str, object]:
    wished, asked_on = (request.wished, request.asked_on) if request else (None, None)
    return {
        "requester": top.name if request else "",
        "asked": thai_date_weekday(wished) if wished else "",
        "asked_on": thai_date(asked_on) if asked_on else "",
    }


def _deadline(conn: Connection, circular: Circular, top: Office) -> tuple[date, int]:
    task = task_of(conn, circular, top)
    row = conn.execute(select(t.tasks.c.deadline, t.tasks.c.deadline_version).where(t.tasks.c.id == task)).one()
    return row.deadline, row.deadline_version


def _above(conn: Connection, circular: Circular, top: Office) -> Office:
    return above(conn, circular.id, top.id) or lookup.by_id(conn, circular.issuer_id)
