"""Due letters: the follow-ups to make now, by sender.

A stage is due for a sender once its day has come, while an office of the stage lags and the sender has no letter of
that stage or a higher one for that deadline. So a missed day is caught up, a second run makes nothing more, and after
an outage each sender makes its highest due stage only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow.calendar import WorkCalendar
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import RankedStage, Stage
from workflow.followup.lagging import LagQuery
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.store import tables as t


@dataclass(frozen=True)
class DueLetter:
    """A letter to make now: its sender, stage and deadline, the number of lagging offices, the reason."""

    circular: Circular
    sender_id: int
    ranked: RankedStage
    version: int
    deadline: date
    lagging: int
    reason: str
    since: date
    """The day on which the letter became due."""

    @property
    def lag_query(self) -> LagQuery:
        """The query for the lagging offices, the same for all letters of a round."""
        return LagQuery(self.circular, self.ranked, self.version)


@dataclass(frozen=True)
class Timing:
    """The day on which a stage is due, None while the stage it follows is open; `why` counts the days."""

    day: date | None
    why: str


def due(conn: Connection, now: datetime, calendar: WorkCalendar) -> list[DueLetter]:
    """The due letters of all open circulars, mildest stage first; writes nothing."""
    today = local_date(now)
    return [letter for circular in circulars.open_ones(conn) for letter in due_of(conn, circular, today, calendar)]


def due_of(
    conn: Connection,
    circular: Circular,
    today: date,
    calendar: WorkCalendar,
    senders: Mapping[int, Level] | None = None,
) -> list[DueLetter]:
    """The due letters of one circular: the highest due stage of each sender and deadline.

    `senders` limits them to these senders, by id with their level.
    """
    highest: dict[tuple[int, int], DueLetter] = {}
    versions = deadline_versions(conn, circular)
    for ranked in reversed(circular.ladder.ranked_stages()):
        for version, deadline in versions.items():
            if not (
                in_season(ranked.stage, deadline, today, calendar) and _has_sender(circular, ranked.stage, senders)
            ):
                continue
            timings: dict[date | None, Timing] = {}  # the same for thousands of senders
            for sender_id, count, before in LagQuery(circular, ranked, version).senders(conn, senders):
                when = timings.get(before) or timings.setdefault(
                    before, timing(ranked.stage, deadline, before, calendar)
                )
                if (sender_id, version) not in highest and when.day is not None and when.day <= today:
                    letter = DueLetter(circular, sender_id, ranked, version, deadline, count, when.why, when.day)
                    highest[sender_id, version] = letter
    return sorted(highest.values(), key=lambda letter: (letter.ranked.rank, letter.sender_id, letter.version))


def _has_sender(circular: Circular, stage: Stage, senders: Mapping[int, Level] | None) -> bool:
    """Whether a sender of the stage may be among these senders."""
    if senders is None:
        return True
    return circular.issuer_id in senders if stage.sender == "department" else stage.sender in senders.values()


def deadline_versions(conn: Connection, circular: Circular) -> dict[int, date]:
    """All deadlines of a circular by version; 1 is the original."""
    versions = select(t.deadlines.c.version, t.deadlines.c.date).where(t.deadlines.c.circular_id == circular.id)
    rows = conn.execute(versions.order_by(t.deadlines.c.version))
    return {row.version: row.date for row in rows}


def in_season(stage: Stage, deadline: date, today: date, calendar: WorkCalendar) -> bool:
    """Whether the stage's day has come; a reminder before the deadline is out of season after the deadline."""
    if stage.when.before is not None and today > deadline:
        return False
    return stage.when.count_from(deadline, calendar).date <= today


def timing(stage: Stage, deadline: date, before: date | None, calendar: WorkCalendar) -> Timing:
    """The timing of a stage for one sender; `before` is the day on which the preceding stage was settled."""
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
