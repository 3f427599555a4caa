"""The peer for issuing: the same tasks and events, row by row, through SQLAlchemy's ORM unit of work."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import DeclarativeBase, Mapped, Session, foreign, relationship

from workflow.act import Act
from workflow.store import tables as t
from workflow.store.database import Database

_ACTIONS = {"passed_on": "originate", "sent": "address", "waiting": "plan"}


class Base(DeclarativeBase):
    """Classes mapped onto Wian's own tables."""


class Event(Base):
    """A row of events."""

    __table__ = t.events


class Task(Base):
    """A row of tasks with its events."""

    __table__ = t.tasks
    events: Mapped[list[Event]] = relationship(Event, primaryjoin=foreign(t.events.c.subject_id) == t.tasks.c.id)


def plant_by_row(database: Database, circular_id: int, rows: Sequence[Mapping[str, object]], act: Act) -> None:
    """Add a task and its first event for every row, flush once and commit; the participants are known already."""
    with database.engine.connect() as conn, Session(conn.execution_options(wian_mode="IMMEDIATE")) as session:
        for row in rows:
            task = Task(**{**row, "circular_id": circular_id})
            task.events.append(
                Event(
                    at=act.now,
                    actor=act.actor,
                    actor_kind=act.actor_kind,
                    noun="task",
                    circular_id=circular_id,
                    unit_id=row["unit_id"],
                    action=_ACTIONS[str(row["state"])],
                    from_state="",
                    to_state=row["state"],
                    why=act.why,
                )
            )
            session.add(task)
        session.commit()
