"""The figures of the service from the database, one query per figure on the indexes of open rows only."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from workflow.store import tables as t


def issued_letters(conn: Connection, above: int, upto: int | None = None) -> tuple[dict[tuple[str, str], int], int]:
    """The numbers of issued letters by stage and form, and the id of their newest register entry.

    Only letters with register entries after the id `above` and up to `upto` count. The ids rise, so that letters
    counted before need not be read again.
    """
    group, entry = (t.letters.c.stage, t.letters.c.form), t.letters.c.entry_id
    counted = select(*group, func.count(), func.max(entry)).where(t.ISSUED, entry > above).group_by(*group)
    rows = conn.execute(counted if upto is None else counted.where(entry <= upto)).all()
    return {(stage, form): count for stage, form, count, _ in rows}, max((row[3] for row in rows), default=above)


def drafts(conn: Connection) -> int:
    """The number of letters that wait for approval."""
    return conn.scalar(select(func.count()).select_from(t.letters).where(t.DRAFT)) or 0


def open_circulars(conn: Connection) -> int:
    """The number of open circulars."""
    return conn.scalar(select(func.count()).select_from(t.circulars).where(t.OPEN_CIRCULAR)) or 0


def open_tasks(conn: Connection) -> dict[str, int]:
    """The numbers of open tasks by the state of their circular."""
    open_rows = select(t.tasks.c.circular_id, func.count().label("open")).where(t.OPEN_TASK)
    counted = open_rows.group_by(t.tasks.c.circular_id).subquery()
    by_circular = counted.c.circular_id == t.circulars.c.id
    states = select(t.circulars.c.state, func.sum(counted.c.open)).join(counted, by_circular)
    return {state: int(count) for state, count in conn.execute(states.group_by(t.circulars.c.state))}


def mails_waiting(conn: Connection) -> tuple[int, datetime | None]:
    """The number of deliveries with an unsent mail, and the time of the oldest; None without any.

    Deliveries that wait for a person have an incident or are carried by hand (`to_carry`), and do not count.
    """
    waiting = select(func.count(), func.min(t.deliveries.c.recorded_at)).where(t.WAITING_MAIL)
    count, since = conn.execute(waiting).one()
    return count, since


def to_carry(conn: Connection) -> int:
    """The number of secret letters not yet reported as carried."""
    return conn.scalar(select(func.count()).select_from(t.deliveries).where(t.WAITING_HAND)) or 0


def pdfs_waiting(conn: Connection) -> int:
    """The number of letters that wait for their PDF."""
    return conn.scalar(select(func.count()).select_from(t.letter_copies).where(t.WAITING_COPY)) or 0
