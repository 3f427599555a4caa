"""The moments at which a sweep runs: each is claimed by a unique key, so that several schedulers change nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from workflow.followup.due import Due
from workflow.store import tables as t
from workflow.store.dialect import insert_for


def slot(now: datetime, minutes: int) -> datetime:
    """The beginning of the slot of so many minutes in which a moment lies."""
    whole = timedelta(minutes=minutes)
    since = now - datetime(1970, 1, 1, tzinfo=UTC)
    return now - since % whole


def claim(conn: Connection, now: datetime, minutes: int) -> bool:
    """Claim the present slot; False if another scheduler's sweep has it."""
    row = {"slot": slot(now, minutes), "began_at": now}
    claimed = insert_for(conn.dialect.name, t.sweeps).values(row).on_conflict_do_nothing(index_elements=["slot"])
    return conn.execute(claimed.returning(t.sweeps.c.slot)).first() is not None


def finish(conn: Connection, now: datetime, minutes: int, began: datetime, due: Sequence[Due] = ()) -> None:
    """Note when the sweep of the slot in which it began was through, and what it had found due."""
    oldest = min((item.on for item in due), default=None)
    ended = update(t.sweeps).where(t.sweeps.c.slot == slot(began, minutes))
    conn.execute(ended.values(ended_at=now, due=len(due), oldest_due=oldest))


@dataclass(frozen=True)
class EndedSweep:
    """The last sweep that was through: when, and what it had found due, the oldest of it since which day."""

    began_at: datetime
    ended_at: datetime
    due: int
    oldest_due: date | None


def last(conn: Connection, now: datetime) -> EndedSweep | None:
    """The last sweep that was through by now; None if none ever was."""
    ended = select(t.sweeps.c.began_at, t.sweeps.c.ended_at, func.coalesce(t.sweeps.c.due, 0), t.sweeps.c.oldest_due)
    through = ended.where(t.sweeps.c.ended_at.is_not(None), t.sweeps.c.slot <= now)
    row = conn.execute(through.order_by(t.sweeps.c.slot.desc()).limit(1)).first()
    return None if row is None else EndedSweep(*row)


def last_sweep(conn: Connection, now: datetime) -> datetime | None:
    """When a sweep was last through by now; None if none ever was."""
    ended = last(conn, now)
    return None if ended is None else ended.ended_at


def future(conn: Connection, after: datetime) -> list[datetime]:
    """The slots beyond this moment, which a clock that was ahead has claimed, earliest first."""
    return list(conn.scalars(select(t.sweeps.c.slot).where(t.sweeps.c.slot > after).order_by(t.sweeps.c.slot)))


def free_future(conn: Connection, after: datetime) -> None:
    """Free the slots beyond this moment: the sweeps of then need them."""
    conn.execute(delete(t.sweeps).where(t.sweeps.c.slot > after))


def unended(conn: Connection, since: datetime, before: datetime) -> list[datetime]:
    """The slots of this time whose sweep was claimed and never ended, oldest first."""
    chosen = select(t.sweeps.c.slot).where(t.sweeps.c.slot.between(since, before), t.sweeps.c.ended_at.is_(None))
    return list(conn.scalars(chosen.order_by(t.sweeps.c.slot)))
