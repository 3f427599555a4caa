"""The tables of operations: events, incidents, imports, sweeps.

States are text checked against the state table; dates are days in Asia/Bangkok; moments are UTC.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from workflow.act import ActorKind
from workflow.store.tables.circular import OUTCOMES
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
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
    Column("circular_id", Integer),  # guarded, like the unit's; empty without a circular
    Column("unit_id", Integer),
    Column("action", String(30), nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", Integer),  # of the link or account, as the kind says
    Column("details", JSON(none_as_null=True)),  # values before and after, beyond the states
    Index("ix_events_subject", "noun", "subject_id"),
    CheckConstraint(one_of("actor_kind", tuple(ActorKind)), name="actor_kind"),
    sqlite_autoincrement=True,
)

STANDING = text("resolved_at IS NULL")
"""The condition of open incidents, in the wording of the partial index."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the same fault again is the same incident
    Column("at", UtcDateTime, nullable=False),
    Column("circular_id", ForeignKey("circulars.id")),
    Column("unit_id", ForeignKey("units.id")),
    Column("problem", Text, nullable=False),
    Column("resolved_at", UtcDateTime),
    Index("ix_incidents_standing", "at", sqlite_where=STANDING, postgresql_where=STANDING),
    sqlite_autoincrement=True,
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("slot", UtcDateTime, primary_key=True),  # one sweep per slot, whoever starts it
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # The number of due letters, and the day on which the oldest became due.
    Column("due", Integer),
    Column("oldest_due", Date),
)
