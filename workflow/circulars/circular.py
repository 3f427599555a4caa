"""Circulars as they stand in the database."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, TextClause, select

from workflow.circulars.file import CircularFile
from workflow.circulars.ladder import Ladder
from workflow.errors import NotAllowedError, UnknownError
from workflow.states import Noun
from workflow.store import tables as t


@dataclass(frozen=True)
class Circular:
    """An issued circular: its file and ladder as they were at issue, and how it stands."""

    id: int
    code: str
    issuer_id: int
    state: str
    subject: str
    deadline: date
    issued_on: date
    content: CircularFile
    ladder: Ladder


def by_code(conn: Connection, code: str) -> Circular:
    """The circular with this code. Raises UnknownError, naming those there are."""
    found = find(conn, t.circulars.c.code == code)
    if not found:
        known = conn.scalars(select(t.circulars.c.code).order_by(t.circulars.c.id)).all()
        raise UnknownError(f"there is no circular '{code}'; there are: {', '.join(known) or 'none yet'}")
    return found[0]


def by_id(conn: Connection, circular_id: int) -> Circular:
    """The circular with this id, which must exist."""
    return find(conn, t.circulars.c.id == circular_id)[0]


def open_ones(conn: Connection) -> list[Circular]:
    """All circulars still open. The condition is written as the partial index has it."""
    return find(conn, t.OPEN_CIRCULAR)


@dataclass(frozen=True)
class EndedCircular:
    """How a circular came to its end: the step of the state table (`close` or `cancel`), when, and why."""

    action: str
    at: datetime
    why: str


def ended(conn: Connection, circular: Circular) -> EndedCircular | None:
    """How a circular that is over came to its end; None while it is open."""
    ends = (
        t.events.c.noun == str(Noun.CIRCULAR),
        t.events.c.subject_id == circular.id,
        t.events.c.to_state == circular.state,
    )
    last = select(t.events.c.action, t.events.c.at, t.events.c.why).where(*ends).order_by(t.events.c.id.desc()).limit(1)
    row = None if circular.state == "open" else conn.execute(last).first()
    return EndedCircular(*row) if row else None


def hold(conn: Connection, circular: Circular) -> None:
    """Keep all others from settling this circular until the transaction ends; they wait their turn.

    Whether a level is done is judged by looking at all units below it; two that finish at the same moment would
    otherwise each see the other unfinished. Raises NotAllowedError if the circular is not open any more.
    """
    state = lock(conn, circular.id)
    if state != "open":
        raise NotAllowedError(f"circular '{circular.code}' is {state}; nothing about it changes any more")


def lock(conn: Connection, circular_id: int) -> str:
    """As `hold`, for a circular that may be over as well; return its state. The first of all locks (`store.locks`)."""
    # Not against new rows that refer to the circular: a letter under way locks offices first and refers to it then.
    locked = select(t.circulars.c.state).where(t.circulars.c.id == circular_id).with_for_update(key_share=True)
    state: str = conn.execute(locked).scalar_one()
    return state


def find(conn: Connection, where: ColumnElement[bool] | TextClause) -> list[Circular]:
    """All circulars for which the condition holds, oldest first."""
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
