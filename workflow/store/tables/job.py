"""The table of jobs: long work for whichever worker is free."""

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, String, Table, Text, text

from workflow.act import ActorKind
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

JOB_STATES = ("queued", "running", "done", "failed")

OPEN_JOB = text(one_of("state", ("queued", "running")))
"""The condition of open jobs, in the wording of the partial index."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", Integer),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),  # finished parts
    Column("total", Integer),  # empty while unknown
    Column("result", JSON(none_as_null=True)),
    Column("error", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),  # claims that were not given back
    Column("created_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("lease_until", UtcDateTime),  # a worker without a sign of life by then counts as dead
    Column("finished_at", UtcDateTime),
    Index("ix_jobs_open", "id", sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB),
    CheckConstraint(one_of("state", JOB_STATES), name="state"),
    CheckConstraint(one_of("actor_kind", tuple(ActorKind)), name="actor_kind"),
    CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="leased_while_running"),
    CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished"),
    sqlite_autoincrement=True,
)
