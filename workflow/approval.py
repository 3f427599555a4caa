"""Approving drafts, whether the ladder asked for them or an end did."""

from datetime import date

from sqlalchemy import Connection, RowMapping, select

from workflow import notices, reminder
from workflow.errors import NotAllowedError, UnknownError
from workflow.letters.paper import Paper
from workflow.letters.press import Press
from workflow.reminder import Approved
from workflow.signers import Signer
from workflow.store.change import Act
from workflow.store.paper import letters


def approve(
    conn: Connection,
    letter_id: int,
    press: Press,
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
) -> Approved:
    """Issue a draft. Raises UnknownError or NotAllowedError as `reminder.approve` and `notices.approve` do."""
    row = _row(conn, letter_id)
    if row["stage_rank"] != notices.RANK:
        return reminder.approve(conn, letter_id, press, act, new_deadline, signer)
    if new_deadline is not None:
        raise NotAllowedError(f"letter {letter_id} ('{row['stage']}') is no follow-up; it sets no deadline")
    locked = conn.execute(select(letters).where(letters.c.id == letter_id).with_for_update()).mappings().one()
    return Approved(notices.approve(conn, locked, press, act, signer), [])


def draft(conn: Connection, letter_id: int, act: Act) -> Paper:
    """A draft as it would be issued now, without its number. Raises as `approve` does."""
    row = _row(conn, letter_id)
    return notices.draft(conn, row, act) if row["stage_rank"] == notices.RANK else reminder.draft(conn, letter_id, act)


def _row(conn: Connection, letter_id: int) -> RowMapping:
    row = conn.execute(select(letters).where(letters.c.id == letter_id)).mappings().first()
    if row is None:
        raise UnknownError(f"there is no letter {letter_id}; `wian letter list` shows those there are")
    return row
