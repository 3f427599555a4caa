"""What is measured of the service from the database, each by one query that reads indexes of open things only."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from workflow.store import tables as t


def issued_letters(conn: Connection, above: int, upto: int | None = None) -> tuple[dict[tuple[str, str], int], int]:
    """How many letters have been issued, by stage and form, and the newest register entry among them.

    Only those whose register entries have ids above the one given, and not above `upto`: entries are numbered as
    they are made, so that letters counted before need not be read again.
    """
    group, entry = (t.letters.c.stage, t.letters.c.form), t.letters.c.entry_id
    counted = select(*group, func.count(), func.max(entry)).where(t.ISSUED, entry > above).group_by(*group)
    rows = conn.execute(counted if upto is None else counted.where(entry <= upto)).all()
    return {(stage, form): count for stage, form, count, _ in rows}, max((row[3] for row in rows), default=above)


def drafts(conn: Connection) -> int:
    """How many letters wait for a person's approval."""
    return conn.scalar(select(func.count()).select_from(t.letters).where(t.DRAFT)) or 0


def open_circulars(conn: Connection) -> int:
    """How many circulars are open."""
    mine = select(func.count()).select_from(t.circulars).where(t.OPEN_CIRCULAR)
    return conn.scalar(mine) or 0


def open_tasks(conn: Connection) -> dict[str, int]:
    """How many tasks are open, by the state of their circular."""
    each = select(t.tasks.c.circular_id, func.count().label("open")).where(t.OPEN_TASK)
    counted = each.group_by(t.tasks.c.circular_id).subquery()
    by_circular = counted.c.circular_id == t.circulars.c.id
    states = select(t.circulars.c.state, func.sum(counted.c.open)).join(counted, by_circular)
    return {state: int(count) for state, count in conn.execute(states.group_by(t.circulars.c.state))}


def mails_waiting(conn: Connection) -> tuple[int, datetime | None]:
    """How many deliveries wait for their mail to be sent, and since when the oldest does; None if none waits.

    Those that wait for a person are not among them: each has an incident, or is carried by hand (`to_carry`).
    """
    found = select(func.count(), func.min(t.deliveries.c.recorded_at)).where(t.WAITING_MAIL)
    count, since = conn.execute(found).one()
    return count, since


def to_carry(conn: Connection) -> int:
    """How many deliveries of secret letters nobody has said to have carried yet."""
    return conn.scalar(select(func.count()).select_from(t.deliveries).where(t.WAITING_HAND)) or 0


def pdfs_waiting(conn: Connection) -> int:
    """How many letters wait for their PDF to be made."""
    return conn.scalar(select(func.count()).select_from(t.letter_copies).where(t.WAITING_COPY)) or 0
