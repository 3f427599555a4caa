"""What sweeps found, and indexes to watch the service by"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ISSUED, _STANDING = sa.text("state IN ('issued')"), sa.text("resolved_at IS NULL")


def upgrade() -> None:
    op.add_column("sweeps", sa.Column("due", sa.Integer(), nullable=True))
    op.add_column("sweeps", sa.Column("oldest_due", sa.Date(), nullable=True))
    op.create_index(
        "ix_letters_issued",
        "letters",
        ["entry_id", "stage", "form"],
        sqlite_where=_ISSUED,
        postgresql_where=_ISSUED,
    )
    op.create_index("ix_incidents_standing", "incidents", ["at"], sqlite_where=_STANDING, postgresql_where=_STANDING)


def downgrade() -> None:
    op.drop_index("ix_incidents_standing", "incidents")
    op.drop_index("ix_letters_issued", "letters")
    with op.batch_alter_table("sweeps") as sweeps:
        sweeps.drop_column("oldest_due")
        sweeps.drop_column("due")
