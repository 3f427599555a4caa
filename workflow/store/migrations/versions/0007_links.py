"""The offices' pages: links, guesses, denials, files, requests for time; whether letters were received in time"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0007"
down_revision = "0006"

_RULES = guards.PAGES + guards.PAGE_TRUNCATIONS


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("short_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_links_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
    )
    standing = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_links_standing", "links", ["task_id"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_table(
        "guesses",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guesses")),
    )
    op.create_index("ix_guesses_slot", "guesses", ["slot"])
    op.create_table(
        "denials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("token_prefix", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=16), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denials")),
    )
    op.create_index("ix_denials_slot", "denials", ["slot"])
    more = sa.text("more")
    op.create_index(
        "uq_denials_more", "denials", ["slot", "reason"], unique=True, sqlite_where=more, postgresql_where=more
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_attachments_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("file", name=op.f("uq_attachments_file")),
    )
    op.create_index(op.f("ix_attachments_task_id"), "attachments", ["task_id"])
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("wished", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f("ck_requests_state")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_requests_circular_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_requests_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_requests_unit_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_requests_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_task_id"), "requests", ["task_id"])
    asked = sa.text("state IN ('asked')")
    op.create_index(
        "uq_requests_open", "requests", ["task_id"], unique=True, sqlite_where=asked, postgresql_where=asked
    )
    # On SQLite, too, columns are added in place: a table that is rewritten would lose its triggers.
    op.add_column("receipts", sa.Column("position", sa.Text(), server_default="", nullable=False))
    op.add_column("receipts", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("receipts", sa.Column("kept", sa.Boolean(), nullable=True))
    for statement in triggers.create(op.get_context().dialect.name, _RULES):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop(op.get_context().dialect.name, _RULES):
        op.execute(statement)
    for column in ("kept", "due_at", "position"):
        op.drop_column("receipts", column)
    for table in ("requests", "attachments", "denials", "guesses", "links"):
        op.drop_table(table)
