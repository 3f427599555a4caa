"""A letter is addressed to no unit twice and names no office twice: the database's rule, by the indexes there are"""

from alembic import op

revision = "0011"
down_revision = "0010"

_OF = {
    "letter_addressees": ("ix_letter_addressees_unit_id", "ix_letter_addressees_once", "unit_id"),
    "letter_tasks": ("ix_letter_tasks_task_id", "ix_letter_tasks_once", "task_id"),
}


def upgrade() -> None:
    for table, (before, after, column) in _OF.items():
        op.drop_index(before, table)
        op.create_index(after, table, [column, "letter_id"], unique=True)


def downgrade() -> None:
    for table, (before, after, column) in _OF.items():
        op.drop_index(after, table)
        op.create_index(before, table, [column])
