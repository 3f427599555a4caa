"""Drafts that nobody needs any more: everybody on their lists has done it while they waited for approval."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from workflow import circulars, lagging
from workflow.circulars import Circular
from workflow.store import tables
from workflow.store.among import among
from workflow.store.paper import DRAFT, letters

_ASKED = (letters.c.circular_id, letters.c.stage, letters.c.deadline_version)


def find(conn: Connection) -> list[int]:
    """Every follow-up draft that would name nobody if it were issued now, oldest first.

    In one statement for each circular, stage and deadline, however many drafts wait.
    """
    rows = conn.execute(select(*_ASKED, letters.c.id, letters.c.sender_id).where(DRAFT, letters.c.stage_rank > 0)).all()
    waiting: dict[tuple[int, str, int], list[Row[int, str, int, int, int]]] = {}
    for row in rows:
        waiting.setdefault((row.circular_id, row.stage, row.deadline_version), []).append(row)
    wanted = among(tables.circulars.c.id, {row.circular_id for row in rows})
    by_id = {each.id: each for each in circulars.find(conn, wanted)} if rows else {}
    found = (
        draft
        for (circular_id, stage, version), drafts in waiting.items()
        for draft in _without_anybody(conn, by_id[circular_id], stage, version, drafts)
    )
    return sorted(found)


def _without_anybody(
    conn: Connection, circular: Circular, stage: str, version: int, drafts: Sequence[Row[int, str, int, int, int]]
) -> list[int]:
    senders = {row.sender_id for row in drafts}
    late = lagging.among_senders(conn, circular, circular.ladder.stage(stage), version, senders)
    return [row.id for row in drafts if row.sender_id not in late]


def is_still(conn: Connection, letter_id: int) -> bool:
    """Whether a letter is such a draft at this moment; its row, and the offices it would name, stay locked."""
    circulars.lock(conn, conn.execute(select(letters.c.circular_id).where(letters.c.id == letter_id)).scalar_one())
    row = conn.execute(select(letters).where(letters.c.id == letter_id).with_for_update()).mappings().one()
    if row["state"] != "draft" or row["stage_rank"] < 1:
        return False
    circular = circulars.by_id(conn, row["circular_id"])
    ranked = circular.ladder.stage(row["stage"])
    return not lagging.listed(conn, circular, ranked, row["deadline_version"], [row["sender_id"]])
