"""Actors of events, ids that are never given again, states that later steps lead to, jobs, and blobs"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards
from workflow.store.migrations import guarding
from workflow.store.migrations.rebuilding import rebuild, replaced, without_triggers

revision = "0015"
down_revision = "0014"

_WITH_IDS = (
    *("units", "signers", "circulars", "tasks", "deadlines", "registers", "register_entries", "letters", "receipts"),
    *("links", "denials", "attachments", "requests", "imports", "events", "incidents"),
)
_ONCE = ("PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)")
_KINDS = "actor_kind IN ('officer', 'office', 'account', 'program', 'system')"
# The pages have written `name (position)` ever since, and Wian its own name; all else was typed at the command line.
_KIND = """
    UPDATE events SET actor_kind = CASE WHEN actor IN ('Wian', 'wian') THEN 'system' ELSE 'office' END
    WHERE actor IN ('Wian', 'wian') OR (actor LIKE '% (%)' AND noun <> 'letter')
"""
_BEFORE = {
    "circulars": "state IN ('open', 'closed', 'cancelled')",
    "tasks": (
        "state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned', 'done', 'waived', 'cancelled')"
    ),
}
_AFTER = {
    "circulars": "state IN ('draft', 'open', 'closed', 'cancelled')",
    "tasks": _BEFORE["tasks"].replace("'cancelled'", "'cancelled', 'handed_over', 'left'"),
}
_EVENT_COLUMNS = ("actor_kind", "actor_id", "details")
_UNIT_AND_CIRCULAR = ("circular_id", "unit_id")


_HANDED_IN = """
    INSERT INTO blobs (sha256, size, kind, area, place, created_at)
    SELECT sha256, size, kind, 'attachments', file, at FROM attachments
    WHERE id IN (SELECT min(id) FROM attachments GROUP BY sha256)
"""
_JOB_STATES = "state IN ('queued', 'running', 'done', 'failed')"
_OPEN_JOB = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    _create_jobs()
    _create_blobs()
    guarding.drop(guards.of_table("events"))
    op.add_column("events", sa.Column("actor_kind", sa.String(10), nullable=False, server_default="officer"))
    op.add_column("events", sa.Column("actor_id", sa.Integer(), nullable=True))
    op.add_column("events", sa.Column("details", sa.JSON(), nullable=True))
    op.execute(_KIND)
    if op.get_context().dialect.name == "sqlite":
        _rebuild_all()
    else:
        op.alter_column("events", "actor_kind", server_default=None)
        op.create_check_constraint(op.f("ck_events_actor_kind"), "events", _KINDS)
        for column in _UNIT_AND_CIRCULAR:
            op.alter_column("events", column, nullable=True)
        _allow(_AFTER)
    guarding.create(guards.of_table("events"))


def downgrade() -> None:
    op.drop_table("jobs")
    guarding.drop(guards.of_table("blobs"))
    op.drop_table("blobs")
    guarding.drop(guards.of_table("events"))
    op.execute("DELETE FROM events WHERE circular_id IS NULL OR unit_id IS NULL")
    op.execute("UPDATE circulars SET state = 'cancelled' WHERE state = 'draft'")
    op.execute("UPDATE tasks SET state = 'cancelled' WHERE state IN ('handed_over', 'left')")
    if op.get_context().dialect.name == "sqlite":
        _rebuild_all(backwards=True)
    else:
        op.drop_constraint(op.f("ck_events_actor_kind"), "events", type_="check")
        for column in _UNIT_AND_CIRCULAR:
            op.alter_column("events", column, nullable=False)
        _allow(_BEFORE)
    for column in _EVENT_COLUMNS:
        op.drop_column("events", column)
    # They look at more than they did before, and bear the same names.
    guarding.create(guards.of_table("events"))


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.CheckConstraint(_JOB_STATES, name=op.f("ck_jobs_state")),
        sa.CheckConstraint(_KINDS, name=op.f("ck_jobs_actor_kind")),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_jobs_leased_while_running")
        ),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name=op.f("ck_jobs_finished")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_open", "jobs", ["id"], sqlite_where=_OPEN_JOB, postgresql_where=_OPEN_JOB)


def _create_blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    # Those of letters are not known by their sizes here; they are found by their own rows as before.
    op.execute(_HANDED_IN)
    guarding.create(guards.of_table("blobs"))


def _allow(states: dict[str, str]) -> None:
    for table, check in states.items():
        op.drop_constraint(op.f(f"ck_{table}_state"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_state"), table, check)


def _rebuild_all(*, backwards: bool = False) -> None:
    edits: dict[str, list[tuple[str, str]]] = {table: [_ONCE] for table in _WITH_IDS}
    edits["events"] += [
        *((f"{column} INTEGER NOT NULL", f"{column} INTEGER") for column in _UNIT_AND_CIRCULAR),
        ("DEFAULT 'officer' NOT NULL", f"NOT NULL CONSTRAINT ck_events_actor_kind CHECK ({_KINDS})"),
    ]
    for table, check in _AFTER.items():
        edits[table].append((_BEFORE[table], check))
    with without_triggers():
        for table, changes in edits.items():
            rebuild(table, replaced(*((new, old) if backwards else (old, new) for old, new in changes)))
