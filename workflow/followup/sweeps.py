"""The time slots of sweeps: a unique key lets one scheduler claim a slot, so that several run no sweep twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from workflow.followup.due import DueLetter
from workflow.store import tables as t
from workflow.store.dialect import insert_for


def slot(now: datetime, minutes: int) -> datetime:
    """The beginning of the slot, `minutes` long, that contains this moment."""
    whole = timedelta(minutes=minutes)
    since = now - datetime(1970, 1, 1, tzinfo=UTC)
    return now - since % whole


def claim(conn: Connection, now: datetime, minutes: int) -> bool:
    """Claim the present slot; False if another scheduler has claimed it."""
    row = {"slot": slot(now, minutes), "began_at": now}
    claimed = insert_for(conn.dialect.name, t.sweeps).values(row).on_conflict_do_nothing(index_elements=["slot"])
    return conn.execute(claimed.returning(t.sweeps.c.slot)).first() is not None


def finish(conn: Connection, now: datetime, minutes: int, began: datetime, due: Sequence[DueLetter] = ()) -> None:
    """Record the end of the sweep that began at `began`, and its due letters."""
    oldest = min((item.since for item in due), default=None)
    ended = update(t.sweeps).where(t.sweeps.c.slot == slot(began, minutes))
    conn.execute(ended.values(ended_at=now, due=len(due), oldest_due=oldest))


@dataclass(frozen=True)
class EndedSweep:
    """A finished sweep: its times, the number of due letters, and the day on which the oldest became due."""

    began_at: datetime
    ended_at: datetime
    due: int
    oldest_due: date | None


def last(conn: Connection, now: datetime) -> EndedSweep | None:
    """The last finished sweep by now; None before the first."""
    ended = select(t.sweeps.c.began_at, t.sweeps.c.ended_at, func.coalesce(t.sweeps.c.due, 0), t.sweeps.c.oldest_due)
    finished = ended.where(t.sweeps.c.ended_at.is_not(None), t.sweeps.c.slot <= now)
    row = conn.execute(finished.order_by(t.sweeps.c.slot.desc()).limit(1)).first()
    return None if row is None else EndedSweep(*row)


def last_sweep(conn: Connection, now: datetime) -> datetime | None:
    """The end of the last finished sweep by now; None before the first."""
    ended = last(conn, now)
    return None if ended is None else ended.ended_at


def future(conn: Connection, after: datetime) -> list[datetime]:
    """Claimed slots after this moment, earliest first; a clock that was ahead has claimed them."""
    return list(conn.scalars(select(t.sweeps.c.slot).where(t.sweeps.c.slot > after).order_by(t.sweeps.c.slot)))


def free_future(conn: Connection, after: datetime) -> None:
    """Free the claimed slots after this moment for their own sweeps."""
    conn.execute(delete(t.sweeps).where(t.sweeps.c.slot > after))


def unended(conn: Connection, since: datetime, before: datetime) -> list[datetime]:
    """The slots of this period with an unfinished sweep, oldest first."""
    slots = select(t.sweeps.c.slot).where(t.sweeps.c.slot.between(since, before), t.sweeps.c.ended_at.is_(None))
    return list(conn.scalars(slots.order_by(t.sweeps.c.slot)))
