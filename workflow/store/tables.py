"""The tables of units, circulars, tasks and what happens to them.

States are text checked against the state table; dates are days in Asia/Bangkok; moments are UTC.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from workflow.states import Noun, open_states, states_of
from workflow.store.columns import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """`column IN ('a', 'b')` with the values as literals, so that a partial index can be seen to fit."""
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


OPEN_TASK = text(one_of("state", open_states(Noun.TASK)))
"""Which tasks are open: the condition of the partial index, to be used word for word in queries."""

DOING = text(one_of("duty", ("do",)))
"""The tasks of those that have the work to do: the condition of the partial index, to be used word for word."""

FIGURED = ("state", "outcome", "done_on", "received_on")
"""What figures look at in a task."""

COUNTED = ("expected", "received", "complete", "nil", "waived", "missing", "incorrect", "on_time", "late")
"""What figures count, for each node of the tree: offices that have the work to do."""

OUTCOMES = ("missing", "incorrect", "nil", "complete")

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("level", String(20), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("parent_code", String(20), nullable=False, server_default=""),
    Column("parent_id", ForeignKey("units.id"), index=True),
    # Ancestors, kept beside the parent so that a subtree is one indexed comparison; a province's own id is
    # its province_id, a district's its district_id.
    Column("province_id", ForeignKey("units.id"), index=True),
    Column("district_id", ForeignKey("units.id"), index=True),
    Column("prefix", Text, nullable=False, server_default=""),
    Column("register", String(20), nullable=False),
    Column("stamped_series", String(10), nullable=False),
    Column("letterhead", Text, nullable=False, server_default=""),
    Column("address", JSON, nullable=False),
    Column("contact_signed", JSON, nullable=False),
    Column("contact_stamped", JSON, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("post", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("line_office", Text, nullable=False, server_default=""),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

signers = Table(
    "signers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("form", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("own_title", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("for_title", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("form", ("external", "memo")), name="form"),
    CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="period"),
)

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
    Column("matter", JSON, nullable=False),  # the circular's file as it was checked, and the ladder in force
    Column("ladder", JSON, nullable=False),
    CheckConstraint(one_of("state", states_of(Noun.CIRCULAR)), name="state"),
    Index(
        "ix_circulars_open",
        "id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
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
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("task_id", ForeignKey("tasks.id"), primary_key=True),
    Column("outcome", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("noun", String(10), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("circular_id", Integer, nullable=False),  # no foreign key but a guard, as that of the unit
    Column("unit_id", Integer, nullable=False),
    Column("action", String(30), nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Index("ix_events_subject", "noun", "subject_id"),
)

STANDING = text("resolved_at IS NULL")
"""Which incidents nobody has mended yet: the condition of the partial index."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the same trouble met again is the same incident
    Column("at", UtcDateTime, nullable=False),
    Column("circular_id", ForeignKey("circulars.id")),
    Column("unit_id", ForeignKey("units.id")),
    Column("problem", Text, nullable=False),
    Column("resolved_at", UtcDateTime),
    Index("ix_incidents_standing", "at", sqlite_where=STANDING, postgresql_where=STANDING),
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("slot", UtcDateTime, primary_key=True),  # one sweep for each slot, whatever asks for it
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # What it found to be done: how many letters, and the day since which the oldest has been due.
    Column("due", Integer),
    Column("oldest_due", Date),
)
