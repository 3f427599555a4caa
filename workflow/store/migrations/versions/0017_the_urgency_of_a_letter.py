"""The urgency of each letter in a column of its own, as later letters name it when they cite this one"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards
from workflow.store.migrations import guarding

revision = "0017"
down_revision = "0016"

_LETTERS = guards.of_table("letters", guards.UNTIL_0016)
_FROM_FACTS = {
    "sqlite": "UPDATE letters SET urgency = coalesce(json_extract(facts, '$.urgency'), '')",
    "postgresql": "UPDATE letters SET urgency = coalesce(facts ->> 'urgency', '')",
}


def upgrade() -> None:
    op.add_column("letters", sa.Column("urgency", sa.Text(), nullable=False, server_default=""))
    guarding.drop(_LETTERS)  # which forbid any change of an issued letter
    op.execute(_FROM_FACTS[op.get_context().dialect.name])
    guarding.create(_LETTERS + guards.URGENCY)


def downgrade() -> None:
    guarding.drop(guards.URGENCY)
    op.drop_column("letters", "urgency")
