"""The moments at which a sweep runs: each is claimed by a unique key, so that several schedulers change nothing."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.store.tables import sweeps


def slot(now: datetime, minutes: int) -> datetime:
    """The beginning of the slot of so many minutes in which a moment lies."""
    whole = timedelta(minutes=minutes)
    since = now - datetime(1970, 1, 1, tzinfo=UTC)
    return now - since % whole


def claim(conn: Connection, now: datetime, minutes: int) -> bool:
    """Claim the present slot; False if another scheduler's sweep has it."""
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    row = {"slot": slot(now, minutes), "began_at": now}
    claimed = make(sweeps).values(row).on_conflict_do_nothing(index_elements=["slot"])
    return conn.execute(claimed.returning(sweeps.c.slot)).first() is not None


def finish(conn: Connection, now: datetime, minutes: int, began: datetime) -> None:
    """Note when the sweep of the slot in which it began was through."""
    conn.execute(update(sweeps).where(sweeps.c.slot == slot(began, minutes)).values(ended_at=now))


def last_sweep(conn: Connection) -> datetime | None:
    """When a sweep was last through; None if none ever was."""
    newest: datetime | None = conn.scalar(select(func.max(sweeps.c.ended_at)))
    return newest


def unended(conn: Connection, since: datetime, before: datetime) -> list[datetime]:
    """The slots of this time whose sweep was claimed and never ended, oldest first."""
    chosen = select(sweeps.c.slot).where(sweeps.c.slot.between(since, before), sweeps.c.ended_at.is_(None))
    return list(conn.scalars(chosen.order_by(sweeps.c.slot)))
