"""One printed number on one letter of an office and year, and one series for all its ว letters"""

import sqlalchemy as sa
from alembic import op

from workflow.store.migrations import rebuilding

revision = "0019"
down_revision = "0018"

_OPEN = """
    INSERT INTO registers (code, kind, year, last_number)
    SELECT stamped.code, 'send_circular', stamped.year, 0 FROM registers AS stamped
    WHERE stamped.kind = 'send_stamped' AND NOT EXISTS (
        SELECT 1 FROM registers AS other
        WHERE other.kind = 'send_circular' AND other.code = stamped.code AND other.year = stamped.year)
"""
_JOIN = """
    UPDATE registers SET last_number = (
        SELECT max(series.last_number) FROM registers AS series
        WHERE series.code = registers.code AND series.year = registers.year
            AND series.kind IN ('send_circular', 'send_stamped'))
    WHERE kind = 'send_circular'
"""


def upgrade() -> None:
    op.add_column("register_entries", sa.Column("printed", sa.Text()))
    op.create_index("uq_register_entries_printed", "register_entries", ["printed"], unique=True)
    # A joined series carries on from the higher counter.
    op.execute(_OPEN)
    op.execute(_JOIN)
    op.drop_column("units", "stamped_series")


def downgrade() -> None:
    op.add_column("units", sa.Column("stamped_series", sa.String(10), nullable=False, server_default="circular"))
    if op.get_context().dialect.name == "postgresql":
        op.alter_column("units", "stamped_series", server_default=None)
    else:
        with rebuilding.without_triggers():
            rebuilding.rebuild("units", rebuilding.replaced((" DEFAULT 'circular' NOT NULL", " NOT NULL")))
    op.drop_index("uq_register_entries_printed", "register_entries")
    op.drop_column("register_entries", "printed")
