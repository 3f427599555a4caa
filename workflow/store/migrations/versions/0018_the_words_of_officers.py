"""Officers' own words, for one letter and for a stage of an office's later letters"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards
from workflow.store.migrations import guarding

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "letter_words",
        sa.Column("letter_id", sa.Integer(), sa.ForeignKey("letters.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("position > 0", name="position"),
    )
    op.create_table(
        "office_words",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("units.id"), primary_key=True),
        sa.Column("stage", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("position > 0", name="position"),
    )
    guarding.create(guards.WORDS)


def downgrade() -> None:
    guarding.drop(guards.WORDS)
    op.drop_table("office_words")
    op.drop_table("letter_words")
