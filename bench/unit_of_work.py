"""The peer for issuing: the same tasks and events, row by row, through SQLAlchemy's ORM unit of work."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import DeclarativeBase, Mapped, Session, foreign, relationship

from workflow.store.change import Act
from workflow.store.database import Database
from workflow.store.tables import events, tasks

_ACTIONS = {"passed_on": "originate", "sent": "address", "waiting": "plan"}


class Base(DeclarativeBase):
    """Classes mapped onto Wian's own tables."""


class Event(Base):
    """One row of the events."""

    __table__ = events


class Task(Base):
    """One row of the tasks, with its events."""

    __table__ = tasks
    events: Mapped[list[Event]] = relationship(Event, primaryjoin=foreign(events.c.subject_id) == tasks.c.id)


def plant_by_row(database: Database, circular_id: int, rows: Sequence[Mapping[str, object]], act: Act) -> None:
    """Add a task and its first event for each row, flush once and commit; who takes part is given already."""
    with database.engine.connect() as conn, Session(conn.execution_options(wian_mode="IMMEDIATE")) as session:
        for row in rows:
            task = Task(**{**row, "circular_id": circular_id})
            task.events.append(
                Event(
                    at=act.now,
                    actor=act.actor,
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
