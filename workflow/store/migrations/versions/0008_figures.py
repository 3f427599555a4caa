"""Figures of every circular by province, and the day of the receipt beside each task"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_DOING = sa.text("duty IN ('do')")
_COUNTED = ("expected", "received", "complete", "nil", "waived", "missing", "incorrect", "on_time", "late")
_RECEIVED = """
    UPDATE tasks SET received_on = (
        SELECT min(receipts.date) FROM receipts JOIN letters ON letters.id = receipts.letter_id
        WHERE receipts.unit_id = tasks.unit_id AND receipts.voided_at IS NULL
        AND letters.circular_id = tasks.circular_id AND letters.stage_rank = 0
    )
"""


def upgrade() -> None:
    op.add_column("tasks", sa.Column("received_on", sa.Date(), nullable=True))
    op.execute(_RECEIVED)
    op.create_index(
        "ix_tasks_figures",
        "tasks",
        ["circular_id", "province_id", "state", "outcome", "done_on", "received_on"],
        sqlite_where=_DOING,
        postgresql_where=_DOING,
    )
    op.create_table(
        "figures",
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTED),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_figures_circular_id")),
        sa.ForeignKeyConstraint(["province_id"], ["units.id"], name=op.f("fk_figures_province_id")),
        sa.PrimaryKeyConstraint("circular_id", "province_id", name=op.f("pk_figures")),
    )


def downgrade() -> None:
    op.drop_table("figures")
    op.drop_index("ix_tasks_figures", "tasks")
    op.drop_column("tasks", "received_on")
