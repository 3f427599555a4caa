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
"""The condition of open tasks, in the wording of the partial index."""


OPEN_CIRCULAR = text("state = 'open'")
"""The condition of open circulars, in the wording of the partial index."""

DOING = text(one_of("duty", ("do",)))
"""The condition of tasks with the duty to do the work, in the wording of the partial index."""


FIGURED = ("state", "outcome", "done_on", "received_on")


"""The columns of tasks that figures use."""


COUNTED = ("expected", "received", "complete", "nil", "waived", "missing", "incorrect", "on_time", "late")


"""The counts of figures for a node of the tree: offices that have the work to do."""


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
    Column("content", JSON, nullable=False),  # the checked circular's file
    Column("ladder", JSON, nullable=False),  # the ladder in force at the issue
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
    # The tree at the issue of the circular: a unit that moves later keeps its place here. The statement that plants
    # the tree copies these ids from the registry, so foreign keys would check nothing new.
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
    Column("received_on", Date),  # the day of the valid receipt, copied for figures
    UniqueConstraint("unit_id", "circular_id"),  # in this order also the index for all tasks of a unit
    CheckConstraint(one_of("state", states_of(Noun.TASK)), name="state"),
    CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
    CheckConstraint(one_of("duty", ("pass_on", "do")), name="duty"),
    Index("ix_tasks_open", "circular_id", "province_id", sqlite_where=OPEN_TASK, postgresql_where=OPEN_TASK),
    Index("ix_tasks_open_district", "circular_id", "district_id", sqlite_where=OPEN_TASK, postgresql_where=OPEN_TASK),
    Index("ix_tasks_above", "circular_id", "above_id"),
    # All columns of the figures of a circular by province, so that the tasks themselves are not read.
    Index("ix_tasks_figures", "circular_id", "province_id", *FIGURED, sqlite_where=DOING, postgresql_where=DOING),
    sqlite_autoincrement=True,
)


figures = Table(
    "figures",
    metadata,
    Column("circular_id", ForeignKey("circulars.id"), primary_key=True),
    Column("province_id", ForeignKey("units.id"), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    Column("at", UtcDateTime, nullable=False),  # the time of the last change
)


deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("date", Date, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),  # the top of the extension's subtree
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("circular_id", "version"),
    sqlite_autoincrement=True,
)
