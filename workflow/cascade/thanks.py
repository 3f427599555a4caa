"""Letters of thanks after the circular is done, if its ladder has them (T)."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, select

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Thanks
from workflow.circulars.tree import below
from workflow.letters import issue as letter_issue
from workflow.letters import notices, preparation
from workflow.letters.draft import LetterDraft
from workflow.letters.notices import Notice
from workflow.letters.printer import LetterPrinter
from workflow.registry import lookup, signers
from workflow.registry.lookup import Office
from workflow.store import tables as t

THANKS = "thanks"


def thank(conn: Connection, circular: Circular, printer: LetterPrinter, act: Act) -> list[int]:
    """Prepare the letters of thanks of the ladder's levels to the units that have done it; return the letters' ids.

    Senders are units that sent or passed on the circular; units that were only excused are not thanked.
    """
    thanks = circular.ladder.thanks
    if thanks is None:
        return []
    senders = _senders(conn, circular, thanks.senders)
    drafts = {sender.id: draft for sender in senders if (draft := _draft(conn, circular, sender, thanks, act))}
    if not drafts:
        return []
    ids = preparation.prepare_all(conn, list(drafts.values()), act, issued_at_once=not thanks.approval)
    if not thanks.approval:
        # Together, so that one statement takes all numbers (`store.locks`).
        letter_issue.issue_all(
            conn, {letter_id: drafts[sender_id] for sender_id, letter_id in ids.items()}, printer, act
        )
    return list(ids.values())


def _draft(conn: Connection, circular: Circular, sender: Office, thanks: Thanks, act: Act) -> LetterDraft | None:
    deserving = _units_with_done_tasks(conn, circular)
    addressed = [office for office in below(conn, circular, sender) if office.id in deserving]
    if not addressed:
        return None
    notice = Notice(
        stage=THANKS,
        template=THANKS,
        subject=f"ขอขอบคุณความร่วมมือใน{circular.content.matter}",
        reason="everybody has done it",
        sender=sender,
        addressed=addressed,
        version=1,
        deadline=circular.deadline,
        old_deadline=circular.deadline,
        notice={"everybody": not _excused_below(conn, circular, sender)},
        urgent=False,
    )
    signer = None if thanks.approval else signers.signer_for(conn, sender, "external", act, None)
    return notices.compose(conn, circular, notice, signer)


def _units_with_done_tasks(conn: Connection, circular: Circular) -> set[int]:
    """The offices that have done it, and the levels above them."""
    done = select(t.tasks.c.unit_id, t.tasks.c.district_id, t.tasks.c.province_id).where(
        t.tasks.c.circular_id == circular.id, t.tasks.c.duty == "do", t.tasks.c.state == "done"
    )
    return {unit_id for row in conn.execute(done) for unit_id in row if unit_id is not None}


def _senders(conn: Connection, circular: Circular, levels: Sequence[str]) -> list[Office]:
    sender_ids = select(t.letters.c.sender_id).where(
        t.letters.c.circular_id == circular.id, t.letters.c.kind.in_(t.CARRIER_KINDS), t.letters.c.state == "issued"
    )
    return lookup.find(conn, t.units.c.id.in_(sender_ids) & t.units.c.level.in_(levels))


def _excused_below(conn: Connection, circular: Circular, sender: Office) -> bool:
    if sender.id == circular.issuer_id:
        below_sender = t.tasks.c.circular_id == circular.id
    else:
        below_sender = (t.tasks.c.province_id == sender.id) | (t.tasks.c.district_id == sender.id)
    excused = exists().where(t.tasks.c.circular_id == circular.id, t.tasks.c.state == "waived", below_sender)
    return bool(conn.scalar(select(excused)))
