"""Drafts that wait for approval: of follow-ups and of notices; which of them name nobody any more."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Row, RowMapping, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, UnknownLetterError
from workflow.followup import make
from workflow.followup.lagging import LagQuery
from workflow.followup.make import ApprovedDraft
from workflow.letters import notices
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FOLLOW_UP, NOTICE
from workflow.letters.printer import LetterPrinter
from workflow.registry.signers import Signer
from workflow.store import tables as t
from workflow.store.any_of import any_of


def approve(
    conn: Connection,
    letter_id: int,
    printer: LetterPrinter,
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
) -> ApprovedDraft:
    """Issue a draft. Raises UnknownError or NotAllowedError as `make.approve` and `notices.approve` do."""
    row = _row(conn, letter_id)
    if row["kind"] != NOTICE:
        return make.approve(conn, letter_id, printer, act, new_deadline, signer)
    if new_deadline is not None:
        raise NotAllowedError(f"letter {letter_id} ('{row['stage']}') is no follow-up; it sets no deadline")
    locked = conn.execute(select(t.letters).where(t.letters.c.id == letter_id).with_for_update()).mappings().one()
    return ApprovedDraft(notices.approve(conn, locked, printer, act, signer), [])


def draft(conn: Connection, letter_id: int, act: Act) -> LetterDraft:
    """A draft as it would be issued now, without its number. Raises as `approve` does."""
    row = _row(conn, letter_id)
    return notices.prepared(conn, row, act) if row["kind"] == NOTICE else make.draft(conn, letter_id, act)


def _row(conn: Connection, letter_id: int) -> RowMapping:
    row = conn.execute(select(t.letters).where(t.letters.c.id == letter_id)).mappings().first()
    if row is None:
        raise UnknownLetterError(f"there is no letter {letter_id}")
    return row


_ROUND = (t.letters.c.circular_id, t.letters.c.stage, t.letters.c.deadline_version)


def needless_drafts(conn: Connection) -> list[int]:
    """Every follow-up draft that would name nobody if it were issued now, oldest first.

    In one statement for each circular, stage and deadline, however many drafts wait.
    """
    rows = conn.execute(
        select(*_ROUND, t.letters.c.id, t.letters.c.sender_id).where(t.DRAFT, t.letters.c.kind == FOLLOW_UP)
    ).all()
    waiting: dict[tuple[int, str, int], list[Row[int, str, int, int, int]]] = {}
    for row in rows:
        waiting.setdefault((row.circular_id, row.stage, row.deadline_version), []).append(row)
    of_drafts = any_of(t.circulars.c.id, {row.circular_id for row in rows})
    by_id = {circular.id: circular for circular in circulars.find(conn, of_drafts)} if rows else {}
    needless = (
        draft
        for (circular_id, stage, version), drafts in waiting.items()
        for draft in _without_anybody(conn, by_id[circular_id], stage, version, drafts)
    )
    return sorted(needless)


def _without_anybody(
    conn: Connection, circular: Circular, stage: str, version: int, drafts: Sequence[Row[int, str, int, int, int]]
) -> list[int]:
    senders = {row.sender_id for row in drafts}
    late = LagQuery(circular, circular.ladder.stage(stage), version).above_anybody(conn, senders)
    return [row.id for row in drafts if row.sender_id not in late]


def is_needless(conn: Connection, letter_id: int) -> bool:
    """Whether a letter is such a draft at this moment; its row, and the offices it would name, stay locked."""
    circulars.lock(conn, conn.execute(select(t.letters.c.circular_id).where(t.letters.c.id == letter_id)).scalar_one())
    row = conn.execute(select(t.letters).where(t.letters.c.id == letter_id).with_for_update()).mappings().one()
    if row["state"] != "draft" or row["kind"] != FOLLOW_UP:
        return False
    circular = circulars.by_id(conn, row["circular_id"])
    query = LagQuery(circular, circular.ladder.stage(row["stage"]), row["deadline_version"])
    return not query.listed(conn, [row["sender_id"]])
