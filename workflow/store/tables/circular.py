"""The tables of circulars: their tasks, deadlines and figures."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from workflow.states import Noun, open_states, states_of
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

OPEN_TASK = text(one_of("state", open_states(Noun.TASK)))
"""Which tasks are open: the condition of the partial index, to be used word for word in queries."""


OPEN_CIRCULAR = text("state = 'open'")
"""Which circulars are open: the condition of the partial index, to be used word for word in queries."""

DOING = text(one_of("duty", ("do",)))
"""The tasks of those that have the work to do: the condition of the partial index, to be used word for word."""


FIGURED = ("state", "outcome", "done_on", "received_on")


"""What figures look at in a task."""


COUNTED = ("expected", "received", "complete", "nil", "waived", "missing", "incorrect", "on_time", "late")


"""What figures count, for each node of the tree: offices that have the work to do."""


OUTCOMES = ("missing", "incorrect", "nil", "complete")


circulars = Table(
    "circulars",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(60), nullable=False, unique=True),
    Column("issuer_id", ForeignKey("units.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("report_file", Text),
    Column("report_sha256", String(64)),
    Column("import_wins", Boolean, nullable=False),
    Column("verify_reports", Boolean, nullable=False),
    Column("content", JSON, nullable=False),  # the circular's file as it was checked
    Column("ladder", JSON, nullable=False),  # as it was in force
    CheckConstraint(one_of("state", states_of(Noun.CIRCULAR)), name="state"),
    Index(
        "ix_circulars_open",
        "id",
        sqlite_where=OPEN_CIRCULAR,
        postgresql_where=OPEN_CIRCULAR,
    ),
    sqlite_autoincrement=True,
)


tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    # The tree as it was when the circular was issued: a unit that moves later keeps its place here. These are
    # copied from the registry by the one statement that plants the tree, so a check of each row buys nothing.
    Column("above_id", Integer),
    Column("level", String(20), nullable=False),
    Column("province_id", Integer),
    Column("district_id", Integer),
    Column("duty", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", String(10), nullable=False, server_default="missing"),
    Column("note", Text, nullable=False, server_default=""),
    Column("as_of", Date),
    Column("deadline", Date, nullable=False),
    Column("deadline_version", Integer, nullable=False),
    Column("done_on", Date),
    Column("received_on", Date),  # the day of the receipt that stands, beside it so that figures need no receipts
    UniqueConstraint("unit_id", "circular_id"),  # in this order it also finds all tasks of a unit
    CheckConstraint(one_of("state", states_of(Noun.TASK)), name="state"),
    CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
    CheckConstraint(one_of("duty", ("pass_on", "do")), name="duty"),
    Index("ix_tasks_open", "circular_id", "province_id", sqlite_where=OPEN_TASK, postgresql_where=OPEN_TASK),
    Index("ix_tasks_open_district", "circular_id", "district_id", sqlite_where=OPEN_TASK, postgresql_where=OPEN_TASK),
    Index("ix_tasks_above", "circular_id", "above_id"),
    # All that the figures of a circular by province are made of, so that the tasks themselves are not read for them.
    Index("ix_tasks_figures", "circular_id", "province_id", *FIGURED, sqlite_where=DOING, postgresql_where=DOING),
    sqlite_autoincrement=True,
)


figures = Table(
    "figures",
    metadata,
    Column("circular_id", ForeignKey("circulars.id"), primary_key=True),
    Column("province_id", ForeignKey("units.id"), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    Column("at", UtcDateTime, nullable=False),  # when they were found to have changed
)


deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("date", Date, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),  # the unit at the top of the subtree it is for
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("circular_id", "version"),
    sqlite_autoincrement=True,
)
