"""Cancelling or replacing an open circular, with notices that go down level by level."""

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
from workflow.thai.conjunctions import without_conjunction
from workflow.thai.mistakes import check_text

CANCELLATION, REPLACEMENT = "cancellation", "replacement"
_SUBJECTS = {CANCELLATION: "ขอยกเลิก{matter}", REPLACEMENT: "ขอยกเลิก{matter}และให้ใช้หนังสือฉบับใหม่แทน"}


def cancel(
    conn: Connection,
    circular: Circular,
    printer: LetterPrinter,
    act: Act,
    because: str = "",
    signer: Signer | None = None,
) -> tuple[int, IssuedLetter]:
    """Cancel a circular and notify the units it was sent to; return the number of cancelled tasks, and the letter.

    `because` is the printed reason. Raises NotAllowedError as `completion.cancel` does, WordingError for a reason
    that cannot be printed.
    """
    check_text("the reason", because)
    count = completion.cancel(conn, circular, act)
    notice = _notice(conn, circular, CANCELLATION, act.why, {"because": without_conjunction(because)})
    return count, send(conn, circular, notice, printer, act, signer)


def replace(
    conn: Connection, circular: Circular, new: Circular, printer: LetterPrinter, act: Act, signer: Signer | None = None
) -> tuple[int, IssuedLetter]:
    """Cancel a circular in favour of `new`; the letter encloses the new circular and says its deadline.

    Raises NotAllowedError if the two are the same, of different issuers, or not both open, or if the new deadline has
    passed.
    """
    if new.id == circular.id or new.issuer_id != circular.issuer_id or new.state != "open":
        problem = "a circular is replaced by another open one of the same issuer"
        raise NotAllowedError(f"'{new.code}' cannot replace '{circular.code}': {problem}")
    if new.deadline < local_date(act.now):
        raise NotAllowedError(f"'{new.code}' cannot replace '{circular.code}': its deadline {new.deadline} has passed")
    count = completion.cancel(conn, circular, act.because(act.why or f"replaced by {new.code}"))
    original = next(letter for letter in sent_by(conn, new.id, new.issuer_id) if letter.stage == ORIGINAL)
    facts = {name: getattr(original.citation(), name) for name in ("agency", "number", "date", "subject")}
    notice = _notice(
        conn, circular, REPLACEMENT, f"replaced by {new.code}", {"replacement": facts}, new=new, encloses=[original]
    )
    return count, send(conn, circular, notice, printer, act, signer)


def pass_on_end(
    conn: Connection, circular: Circular, unit: Office, printer: LetterPrinter, act: Act, signer: Signer | None = None
) -> IssuedLetter:
    """Send a unit's notice of cancellation to the units below it, enclosing the notice from above.

    Raises NotAllowedError if the circular is not cancelled, if the unit has received no notice, or if it had not
    passed the circular on.
    """
    notices = [
        letter for letter in letters_to(conn, circular.id, unit.id) if letter.stage in (CANCELLATION, REPLACEMENT)
    ]
    if circular.state != "cancelled" or not notices:
        raise NotAllowedError(f"{unit.name} has had no letter that '{circular.code}' is called off")
    if not any(letter.stage == FORWARDING for letter in sent_by(conn, circular.id, unit.id)):
        raise NotAllowedError(f"{unit.name} had not passed '{circular.code}' on, so nobody below needs to be told")
    notice = Notice(
        stage=CANCELLATION,
        about=f"letter/{notices[-1].id}",
        template=CANCELLATION,
        subject=_SUBJECTS[CANCELLATION].format(matter=circular.content.matter),
        reason=f"passes on {notices[-1].citation().reference()}",
        sender=unit,
        addressed=below(conn, circular, unit),
        version=1,
        deadline=circular.deadline,
        old_deadline=circular.deadline,
        notice={"because": ""},
        upstream=notices[-1],
        encloses=notices[-1:],
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
    """A notice from the issuer to the units directly below; it says the deadline of the `new` circular, if any.

    The new deadline is not an extension of the old one and may be earlier.
    """
    deadline = (new or circular).deadline
    issuer = lookup.by_id(conn, circular.issuer_id)
    return Notice(
        stage=stage,
        template=stage,
        subject=_SUBJECTS[stage].format(matter=circular.content.matter),
        reason=reason,
        sender=issuer,
        addressed=below(conn, circular, issuer),
        version=1,
        deadline=deadline,
        old_deadline=deadline,
        notice=facts,
        encloses=encloses,
    )
