"""Who lags: the open tasks a stage is about, the senders above them, and the list for one sender."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from workflow.circulars import Circular
from workflow.ladder import Ranked, Stage
from workflow.letters.lifecycle import Listed
from workflow.states import Noun, open_states
from workflow.store.paper import letter_tasks, letters
from workflow.store.tables import OPEN_TASK, tasks, units

NO_DISTRICT = "-"


def is_lagging(circular: Circular, stage: Stage, version: int) -> ColumnElement[bool]:
    """The condition for tasks a stage is about: open, to be done, and missing or wrong as the stage says.

    The open states stand in it word for word as in the partial index, so that closed tasks cost nothing.
    """
    return and_(
        tasks.c.circular_id == circular.id,
        text(f"tasks.{OPEN_TASK.text}"),
        tasks.c.duty == "do",
        tasks.c.deadline_version == version,
        tasks.c.outcome.in_(stage.outcomes),
        # What an office has reported and nobody has checked yet is not held against it.
        tasks.c.state != "reported",
    )


def sender_of(circular: Circular, stage: Stage) -> ColumnElement[int]:
    """Which unit of the stage's level a task's office lies below."""
    if stage.sender == "department":
        return literal(circular.issuer_id)
    return tasks.c.province_id if stage.sender == "province" else tasks.c.district_id


def senders(circular: Circular, ranked: Ranked, version: int) -> Select[int, int, date | None]:
    """Senders with offices that lag and without this letter: how many lag, and the day of the stage before."""
    stage, sender = ranked.stage, sender_of(circular, ranked.stage)
    other = aliased(letters, name="other")
    mine = and_(other.c.circular_id == circular.id, other.c.sender_id == sender)
    has_written = exists().where(mine, other.c.stage_rank == 0, other.c.state == "issued")
    served = exists().where(mine, other.c.stage_rank >= ranked.rank, other.c.deadline_version == version)
    before = select(_day(other)).where(mine, _dealt_with(other, stage, version)).scalar_subquery()
    return (
        select(
            sender.label("sender_id"),
            func.count().label("lagging"),
            (before if stage.follows else literal(None)).label("before"),
        )
        .where(is_lagging(circular, stage, version), _not_named_before(circular, ranked, sender))
        .where(tasks.c.unit_id != sender, has_written, ~served)
        .group_by(sender)
    )


def day_dealt_with(conn: Connection, circular: Circular, stage: Stage, version: int, sender_id: int) -> date | None:
    """The day on which one sender issued or discarded the stage that this one follows; None if it has not."""
    mine = letters.c.circular_id == circular.id, letters.c.sender_id == sender_id
    day: date | None = conn.scalar(select(_day(letters)).where(*mine, _dealt_with(letters, stage, version)))
    return day


def listed(
    conn: Connection, circular: Circular, ranked: Ranked, version: int, sender_id: int
) -> list[tuple[Listed, int]]:
    """The lagging offices below one sender, by district, each with the unit directly below the sender over it.

    The rows stay locked until the transaction ends: an office that does it meanwhile waits, so nobody is named
    who had done it before the letter was made.
    """
    district, office = units.alias("district"), units.alias("office")
    sender = sender_of(circular, ranked.stage)
    mine = (
        is_lagging(circular, ranked.stage, version),
        _not_named_before(circular, ranked, sender),
        sender == sender_id,
        tasks.c.unit_id != sender_id,
    )
    # Locked by id, as imports lock them, so that the two wait for each other instead of meeting in a deadlock;
    # what is read afterwards is how things stand once every lock is held.
    conn.execute(select(tasks.c.id).where(*mine).order_by(tasks.c.id).with_for_update(key_share=True))
    rows = conn.execute(
        select(tasks.c.id, office.c.name, func.coalesce(district.c.name, ""), tasks.c.outcome, tasks.c.note)
        .add_columns(_directly_below(ranked.stage))
        .join(office, office.c.id == tasks.c.unit_id)
        .outerjoin(district, district.c.id == tasks.c.district_id)
        .where(*mine)
        .order_by(district.c.code.is_(None), district.c.code, office.c.code)
    )
    return [
        (Listed(task, name, place or NO_DISTRICT, outcome, note), below)
        for task, name, place, outcome, note, below in rows
    ]


def places(conn: Connection, circular: Circular, ranked: Ranked, version: int, sender_id: int) -> set[int]:
    """The units directly below a sender that have, or have below them, offices with this deadline."""
    sender = sender_of(circular, ranked.stage)
    mine = tasks.c.circular_id == circular.id, tasks.c.duty == "do", sender == sender_id
    found = select(_directly_below(ranked.stage)).where(*mine, tasks.c.deadline_version == version).distinct()
    return set(conn.scalars(found))


def duties_below(conn: Connection, circular: Circular, ranked: Ranked, sender_id: int) -> int:
    """How many offices have to do it below a sender, done or not."""
    sender = sender_of(circular, ranked.stage)
    mine = tasks.c.circular_id == circular.id, tasks.c.duty == "do", sender == sender_id
    return int(conn.scalar(select(func.count()).select_from(tasks).where(*mine)) or 0)


def _directly_below(stage: Stage) -> ColumnElement[int]:
    if stage.sender == "department":
        return func.coalesce(tasks.c.province_id, tasks.c.unit_id)
    return func.coalesce(tasks.c.district_id, tasks.c.unit_id) if stage.sender == "province" else tasks.c.unit_id


def _day(letter: FromClause) -> ColumnElement[date | None]:
    return func.coalesce(func.max(letter.c.date), func.max(letter.c.discarded_on))


def _dealt_with(letter: FromClause, stage: Stage, version: int) -> ColumnElement[bool]:
    """Whether a letter is the one this stage follows, settled for this deadline.

    A letter under another deadline counts only if it was issued and named somebody who is still late under this
    one: an office with a deadline of its own is not chased for the second time before it was for the first.
    """
    named, late = aliased(letter_tasks, name="named_then"), aliased(tasks, name="late_now")
    same_people = exists().where(
        named.c.letter_id == letter.c.id,
        late.c.id == named.c.task_id,
        late.c.deadline_version == version,
        late.c.state.in_(open_states(Noun.TASK)),
    )
    settled = or_(
        and_(letter.c.deadline_version == version, letter.c.state != "draft"),
        and_(letter.c.state == "issued", same_people),
    )
    return and_(letter.c.stage == stage.follows, settled)


def _not_named_before(circular: Circular, ranked: Ranked, sender: ColumnElement[int]) -> ColumnElement[bool]:
    """No letter of this rung or a higher one sent by this sender has named the office, whatever the deadline then."""
    named, letter = aliased(letter_tasks, name="named"), aliased(letters, name="naming")
    return ~exists().where(
        named.c.task_id == tasks.c.id,
        letter.c.id == named.c.letter_id,
        letter.c.circular_id == circular.id,
        letter.c.sender_id == sender,
        letter.c.stage_rank >= ranked.rank,
        # A discarded letter was never sent: it settles its own deadline only.
        letter.c.state == "issued",
    )
