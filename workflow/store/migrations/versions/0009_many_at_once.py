"""Open tasks found by district too, and the lists of letters guarded by the statement instead of by the row"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0009"
down_revision = "0008"

_OPEN = sa.text("state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned')")
_ADDING = tuple(rule for rule in guards.FIRST if rule[1] == "INSERT")


def upgrade() -> None:
    op.create_index(
        "ix_tasks_open_district",
        "tasks",
        ["circular_id", "district_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in (*triggers.drop("postgresql", _ADDING), *triggers.create("postgresql", _ADDING)):
            op.execute(statement)


def downgrade() -> None:
    # The guards do the same either way, and bear the same names.
    op.drop_index("ix_tasks_open_district", "tasks")
