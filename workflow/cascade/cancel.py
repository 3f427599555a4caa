"""The end of a circular before it is done: called off or replaced by another, told level by level."""

from collections.abc import Sequence

from sqlalchemy import Connection

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.tree import below
from workflow.errors import NotAllowedError
from workflow.letters.issue import IssuedLetter
from workflow.letters.issued import FORWARDING, ORIGINAL, EarlierLetter, letters_to, sent_by
from workflow.letters.notices import Notice, send
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.progress import completion
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.thai.mistakes import check_text

CANCELLATION, REPLACEMENT = "cancellation", "replacement"
_MARKS = {CANCELLATION: "ยกเลิก", REPLACEMENT: "ยกเลิกและใช้ฉบับใหม่แทน"}


def cancel(
    conn: Connection,
    circular: Circular,
    printer: LetterPrinter,
    act: Act,
    because: str = "",
    signer: Signer | None = None,
) -> tuple[int, IssuedLetter]:
    """Call a circular off and tell all who were sent it; return how many tasks were open, and the letter.

    `because` is printed. Raises NotAllowedError as `completion.cancel` does, or for words that cannot be printed.
    """
    check_text("the reason", because)
    count = completion.cancel(conn, circular, act)
    notice = _notice(conn, circular, CANCELLATION, act.why, {"because": because})
    return count, send(conn, circular, notice, printer, act, signer)


def replace(
    conn: Connection, circular: Circular, new: Circular, printer: LetterPrinter, act: Act, signer: Signer | None = None
) -> tuple[int, IssuedLetter]:
    """Call a circular off because `new` takes its place; the letter encloses the new one and tells its deadline.

    Raises NotAllowedError if the two are one, of different issuers, or not both open, or if the new one's deadline
    has passed: nobody is asked to do something by a day gone by.
    """
    if new.id == circular.id or new.issuer_id != circular.issuer_id or new.state != "open":
        problem = "a circular is replaced by another open one of the same issuer"
        raise NotAllowedError(f"'{new.code}' cannot replace '{circular.code}': {problem}")
    if new.deadline < local_date(act.now):
        raise NotAllowedError(f"'{new.code}' cannot replace '{circular.code}': its deadline {new.deadline} has passed")
    count = completion.cancel(conn, circular, act.because(act.why or f"replaced by {new.code}"))
    issued = next(e for e in sent_by(conn, new.id, new.issuer_id) if e.stage == ORIGINAL)
    told = {name: getattr(issued.citation(), name) for name in ("agency", "number", "date", "subject")}
    notice = _notice(
        conn, circular, REPLACEMENT, f"replaced by {new.code}", {"replacement": told}, new=new, encloses=[issued]
    )
    return count, send(conn, circular, notice, printer, act, signer)


def pass_on_end(
    conn: Connection, circular: Circular, unit: Office, printer: LetterPrinter, act: Act, signer: Signer | None = None
) -> IssuedLetter:
    """A unit tells those to whom it had passed the circular on that it is called off, enclosing what it was told.

    Raises NotAllowedError if the circular is not cancelled, if nobody has told the unit so, or if the unit had
    passed nothing on.
    """
    told = [e for e in letters_to(conn, circular.id, unit.id) if e.stage in (CANCELLATION, REPLACEMENT)]
    if circular.state != "cancelled" or not told:
        raise NotAllowedError(f"{unit.name} has had no letter that '{circular.code}' is called off")
    if not any(e.stage == FORWARDING for e in sent_by(conn, circular.id, unit.id)):
        raise NotAllowedError(f"{unit.name} had not passed '{circular.code}' on, so nobody below needs to be told")
    notice = Notice(
        stage=CANCELLATION,
        about=f"letter/{told[-1].id}",
        template=CANCELLATION,
        mark=_MARKS[CANCELLATION],
        reason=f"passes on {told[-1].citation().reference()}",
        sender=unit,
        addressed=below(conn, circular, unit),
        version=1,
        deadline=circular.deadline,
        old_deadline=circular.deadline,
        notice={"because": ""},
        upstream=told[-1],
        encloses=told[-1:],
    )
    return send(conn, circular, notice, printer, act, signer)


def _notice(
    conn: Connection,
    circular: Circular,
    stage: str,
    reason: str,
    facts: dict[str, object],
    new: Circular | None = None,
    encloses: Sequence[EarlierLetter] = (),
) -> Notice:
    """A notice from the issuer to all it was sent to; the deadline told is that of the `new` circular, if any.

    That deadline is not the old one moved: it may well be an earlier one.
    """
    deadline = (new or circular).deadline
    issuer = lookup.by_id(conn, circular.issuer_id)
    return Notice(
        stage=stage,
        template=stage,
        mark=_MARKS[stage],
        reason=reason,
        sender=issuer,
        addressed=below(conn, circular, issuer),
        version=1,
        deadline=deadline,
        old_deadline=deadline,
        notice=facts,
        encloses=encloses,
    )
