"""Circulars in the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, select

from workflow.act import Act
from workflow.circulars.file import CircularFile
from workflow.circulars.heading import CircularHeading, unknown
from workflow.circulars.ladder import Ladder
from workflow.errors import NotAllowedError
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.transitions import move_one


@dataclass(frozen=True)
class Circular(CircularHeading):
    """A circular's row; `content` and `ladder` are those at its issue."""

    content: CircularFile
    ladder: Ladder


def by_code(conn: Connection, code: str) -> Circular:
    """The circular with this code. Raises UnknownError with the known codes."""
    matches = find(conn, t.circulars.c.code == code)
    if not matches:
        raise unknown(conn, code)
    return matches[0]


def by_id(conn: Connection, circular_id: int) -> Circular:
    """The circular with this id, which must exist."""
    return find(conn, t.circulars.c.id == circular_id)[0]


def open_ones(conn: Connection) -> list[Circular]:
    """All open circulars; the condition is that of the partial index."""
    return find(conn, t.OPEN_CIRCULAR)


@dataclass(frozen=True)
class CircularEnd:
    """The end of a circular: the step of the state table (`close` or `cancel`), time and reason."""

    action: str
    at: datetime
    why: str


def end_of(conn: Connection, circular: Circular) -> CircularEnd | None:
    """The end of a circular; None while it is open."""
    ends = (
        t.events.c.noun == str(Noun.CIRCULAR),
        t.events.c.subject_id == circular.id,
        t.events.c.to_state == circular.state,
    )
    last = select(t.events.c.action, t.events.c.at, t.events.c.why).where(*ends).order_by(t.events.c.id.desc()).limit(1)
    row = None if circular.state == "open" else conn.execute(last).first()
    return CircularEnd(*row) if row else None


def hold(conn: Connection, circular: Circular) -> None:
    """Lock an open circular until the transaction ends, so that levels are settled by one transaction at a time.

    A level is done when all units below it are; two transactions that finish the last two units would otherwise both
    see an unfinished one. Raises NotAllowedError if the circular is not open any more.
    """
    state = lock(conn, circular.id)
    if state != "open":
        raise NotAllowedError(f"circular '{circular.code}' is {state}; nothing about it changes any more")


def require_approval(conn: Connection, circular: Circular, stage_ids: Collection[str], act: Act) -> None:
    """Let the letters of these stages wait for a person from now on. Raises NotAllowedError for an unknown stage."""
    hold(conn, circular)
    known = {stage.id for stage in circular.ladder.stages}
    if unknown := sorted(set(stage_ids) - known):
        raise NotAllowedError(f"the ladder has no stage '{unknown[0]}'; expected some of {', '.join(sorted(known))}")
    ladder = circular.ladder.with_approval(stage_ids).model_dump(mode="json")
    named = act.because(act.why or f"letters of {', '.join(stage_ids)} wait for approval")
    move_one(conn, Noun.CIRCULAR, "require_approval", circular.id, named, ladder=ladder)


def set_words(conn: Connection, circular: Circular, stage: str, words: Sequence[str], act: Act) -> None:
    """Let the circular's letters of a stage say this from now on; none removes its own words for the stage."""
    hold(conn, circular)
    others = {name: texts for name, texts in circular.content.words.items() if name != stage}
    content = circular.content.model_copy(update={"words": others | ({stage: list(words)} if words else {})})
    named = act.because(act.why or f"letters of '{stage}' say it in other words")
    move_one(conn, Noun.CIRCULAR, "reword", circular.id, named, content=content.model_dump(mode="json"))


def lock(conn: Connection, circular_id: int) -> str:
    """Lock a circular, open or not, and return its state. The first of all locks (`store.locks`)."""
    # Not against new rows that refer to the circular: a letter's transaction locks offices first and inserts then.
    locked = select(t.circulars.c.state).where(t.circulars.c.id == circular_id).with_for_update(key_share=True)
    state: str = conn.execute(locked).scalar_one()
    return state


def find(conn: Connection, where: ColumnElement[bool] | TextClause) -> list[Circular]:
    """The circulars that meet a condition, oldest first."""
    rows = conn.execute(select(t.circulars).where(where).order_by(t.circulars.c.id)).mappings()
    return [
        Circular(
            id=row["id"],
            code=row["code"],
            issuer_id=row["issuer_id"],
            state=row["state"],
            subject=row["subject"],
            deadline=row["deadline"],
            issued_on=row["issued_on"],
            content=CircularFile.model_validate(row["content"]),
            ladder=Ladder.model_validate(row["ladder"]),
        )
        for row in rows
    ]
