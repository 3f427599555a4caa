"""Which letters are due now, and from whom: by how things stand, never by equality of dates.

A stage is due when its day has come, some office it is about still lags, and its sender has made no letter of that
stage or a higher one for that deadline. So a missed day is caught up, a second run makes nothing more, and after an
outage only the highest due stage of each sender is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow.calendar import WorkCalendar
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Ranked, Stage
from workflow.followup.lagging import LagQuery
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.store import tables as t


@dataclass(frozen=True)
class Due:
    """One letter that is to be made: its key, how many offices lag, and why now."""

    circular: Circular
    sender_id: int
    ranked: Ranked
    version: int
    deadline: date
    lagging: int
    reason: str
    on: date
    """The day since which it has been due."""

    @property
    def lag_query(self) -> LagQuery:
        """Who lags, as this letter asks it; the same for all letters of a round."""
        return LagQuery(self.circular, self.ranked, self.version)


@dataclass(frozen=True)
class Timing:
    """When a stage is due: `on` is None while something else must come first; `why` explains it day by day."""

    on: date | None
    why: str


def due(conn: Connection, now: datetime, calendar: WorkCalendar) -> list[Due]:
    """All letters due at this moment, over all open circulars, mildest stage first; nothing is written."""
    today = local_date(now)
    return [item for circular in circulars.open_ones(conn) for item in due_of(conn, circular, today, calendar)]


def due_of(
    conn: Connection, circular: Circular, today: date, calendar: WorkCalendar, any_of: Mapping[int, Level] | None = None
) -> list[Due]:
    """All letters due under one circular: for each sender and deadline the highest due stage only.

    `any_of`: only those of these senders, each with its level.
    """
    highest: dict[tuple[int, int], Due] = {}
    versions = deadline_versions(conn, circular)
    for ranked in reversed(circular.ladder.ranked()):
        for version, deadline in versions.items():
            if not (in_season(ranked.stage, deadline, today, calendar) and _writes(circular, ranked.stage, any_of)):
                continue
            timed: dict[date | None, Timing] = {}  # the same for thousands of senders
            for sender_id, count, before in LagQuery(circular, ranked, version).senders(conn, any_of):
                when = timed.get(before) or timed.setdefault(before, timing(ranked.stage, deadline, before, calendar))
                if (sender_id, version) not in highest and when.on is not None and when.on <= today:
                    key, why = (sender_id, version), when.why
                    highest[key] = Due(circular, sender_id, ranked, version, deadline, count, why, when.on)
    return sorted(highest.values(), key=lambda item: (item.ranked.rank, item.sender_id, item.version))


def _writes(circular: Circular, stage: Stage, any_of: Mapping[int, Level] | None) -> bool:
    """Whether any of these senders may be one of the stage's."""
    if any_of is None:
        return True
    return circular.issuer_id in any_of if stage.sender == "department" else stage.sender in any_of.values()


def deadline_versions(conn: Connection, circular: Circular) -> dict[int, date]:
    """Every deadline there has been under a circular, by version; 1 is the original."""
    versions = select(t.deadlines.c.version, t.deadlines.c.date).where(t.deadlines.c.circular_id == circular.id)
    rows = conn.execute(versions.order_by(t.deadlines.c.version))
    return {row.version: row.date for row in rows}


def in_season(stage: Stage, deadline: date, today: date, calendar: WorkCalendar) -> bool:
    """Whether the stage's day has come; a reminder before the deadline is out of season once that has passed."""
    if stage.when.before is not None and today > deadline:
        return False
    return stage.when.count_from(deadline, calendar).date <= today


def timing(stage: Stage, deadline: date, before: date | None, calendar: WorkCalendar) -> Timing:
    """When a stage is due for one sender; `before` is the day on which the stage it follows was dealt with."""
    counted = stage.when.count_from(deadline, calendar)
    why = f"{stage.title}: due on {counted.date}\n{counted.explain()}"
    if not stage.follows:
        return Timing(counted.date, why)
    if before is None:
        return Timing(None, f"{why}\nbut the stage '{stage.follows}' has not been issued or discarded yet")
    waited = calendar.shift(before, stage.wait)
    if waited.date <= counted.date:
        return Timing(counted.date, why)
    return Timing(waited.date, f"{why}\nand {stage.wait} working days after '{stage.follows}':\n{waited.explain()}")
