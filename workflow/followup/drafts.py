"""Drafts that wait for approval: their issue, and the follow-up drafts whose lagging list has become empty."""

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
from workflow.letters import notices, preparation
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


def draft(conn: Connection, letter_id: int, act: Act, new_deadline: date | None = None) -> LetterDraft:
    """The current text of a draft, without a number. Raises as `approve` does."""
    row = _row(conn, letter_id)
    return notices.prepared(conn, row, act) if row["kind"] == NOTICE else make.draft(conn, letter_id, act, new_deadline)


def refresh(conn: Connection, letter_id: int, act: Act) -> LetterDraft:
    """Write a draft's row anew as it would be now; the next approval is held against it."""
    letter = draft(conn, letter_id, act)
    preparation.rewrite(conn, letter_id, letter)
    return letter


def _row(conn: Connection, letter_id: int) -> RowMapping:
    row = conn.execute(select(t.letters).where(t.letters.c.id == letter_id)).mappings().first()
    if row is None:
        raise UnknownLetterError(f"there is no letter {letter_id}")
    return row


_ROUND = (t.letters.c.circular_id, t.letters.c.stage, t.letters.c.deadline_version)


def needless_drafts(conn: Connection) -> list[int]:
    """The follow-up drafts whose lagging list is empty now, oldest first.

    Takes one statement for each circular, stage and deadline, however many drafts wait.
    """
    rows = conn.execute(
        select(*_ROUND, t.letters.c.id, t.letters.c.sender_id).where(t.DRAFT, t.letters.c.kind == FOLLOW_UP)
    ).all()
    waiting: dict[tuple[int, str, int], list[Row[int, str, int, int, int]]] = {}
    for row in rows:
        waiting.setdefault((row.circular_id, row.stage, row.deadline_version), []).append(row)
    with_drafts = any_of(t.circulars.c.id, {row.circular_id for row in rows})
    by_id = {circular.id: circular for circular in circulars.find(conn, with_drafts)} if rows else {}
    needless = (
        letter_id
        for (circular_id, stage, version), drafts in waiting.items()
        for letter_id in _drafts_without_offices(conn, by_id[circular_id], stage, version, drafts)
    )
    return sorted(needless)


def _drafts_without_offices(
    conn: Connection, circular: Circular, stage: str, version: int, drafts: Sequence[Row[int, str, int, int, int]]
) -> list[int]:
    senders = {row.sender_id for row in drafts}
    with_lagging = LagQuery(circular, circular.ladder.stage(stage), version).senders_with_lagging(conn, senders)
    return [row.id for row in drafts if row.sender_id not in with_lagging]


def is_needless(conn: Connection, letter_id: int) -> bool:
    """Whether a letter is a follow-up draft with an empty lagging list; locks its row and the lagging tasks."""
    circulars.lock(conn, conn.execute(select(t.letters.c.circular_id).where(t.letters.c.id == letter_id)).scalar_one())
    row = conn.execute(select(t.letters).where(t.letters.c.id == letter_id).with_for_update()).mappings().one()
    if row["state"] != "draft" or row["kind"] != FOLLOW_UP:
        return False
    circular = circulars.by_id(conn, row["circular_id"])
    query = LagQuery(circular, circular.ladder.stage(row["stage"]), row["deadline_version"])
    return not query.listed(conn, [row["sender_id"]])
