"""Deliveries of issued letters, their copies, and guards against emptying a table"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0006"
down_revision = "0005"

_WAITING_MAIL = sa.text("channel = 'mail' AND sent_at IS NULL AND due_at IS NOT NULL")
_WAITING_COPY = sa.text("made_at IS NULL AND due_at IS NOT NULL")
_RULES = guards.DISPATCH + guards.TRUNCATIONS


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("channel IN ('page', 'mail', 'hand')", name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint("channel <> 'page' OR sent_at IS NOT NULL", name=op.f("ck_deliveries_page_lies_open")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_deliveries_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "unit_id", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_waiting", "deliveries", ["due_at"], sqlite_where=_WAITING_MAIL, postgresql_where=_WAITING_MAIL
    )
    op.create_index(op.f("ix_deliveries_unit_id"), "deliveries", ["unit_id"])
    op.create_table(
        "letter_copies",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("kind IN ('pdf')", name=op.f("ck_letter_copies_kind")),
        sa.CheckConstraint(
            "(made_at IS NULL AND file IS NULL AND sha256 IS NULL)"
            " OR (made_at IS NOT NULL AND file IS NOT NULL AND sha256 IS NOT NULL)",
            name=op.f("ck_letter_copies_whole"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_copies_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "kind", name=op.f("pk_letter_copies")),
    )
    op.create_index(
        "ix_letter_copies_waiting",
        "letter_copies",
        ["due_at"],
        sqlite_where=_WAITING_COPY,
        postgresql_where=_WAITING_COPY,
    )
    _record_those_before()
    for statement in triggers.create(op.get_context().dialect.name, _RULES):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop(op.get_context().dialect.name, _RULES):
        op.execute(statement)
    op.drop_table("letter_copies")
    op.drop_table("deliveries")


def _record_those_before() -> None:
    """Letters issued by an older Wian have gone out, without mail: every addressee gets its delivery."""
    letters = sa.table("letters", *map(sa.column, ("id", "circular_id", "state", "issued_at")))
    addressees = sa.table("letter_addressees", *map(sa.column, ("letter_id", "unit_id")))
    circulars = sa.table("circulars", sa.column("id"), sa.column("matter", sa.JSON()))
    deliveries = sa.table("deliveries", *map(sa.column, ("letter_id", "unit_id", "channel", "recorded_at", "sent_at")))
    secret = sa.func.coalesce(circulars.c.matter["secrecy"].as_string(), "") != ""
    channel = sa.case((secret, sa.literal_column("'hand'")), else_=sa.literal_column("'page'"))
    rows = (
        sa.select(addressees.c.letter_id, addressees.c.unit_id, channel, letters.c.issued_at, letters.c.issued_at)
        .join(letters, letters.c.id == addressees.c.letter_id)
        .join(circulars, circulars.c.id == letters.c.circular_id)
        .where(letters.c.state == sa.literal_column("'issued'"))
        .distinct()
    )
    op.execute(sa.insert(deliveries).from_select([c.name for c in deliveries.c], rows))
