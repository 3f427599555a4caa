"""The facts of letters packed by the quicker method, and lists guarded by their letters instead of by their rows"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0012"
down_revision = "0011"

_ADDING = tuple(rule for rule in guards.FIRST if rule[1] == "INSERT")
_KNOWS_LZ4 = sa.text("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        _pack("lz4")
        for statement in (*triggers.drop("postgresql", _ADDING), *triggers.create("postgresql", _ADDING)):
            op.execute(statement)


def downgrade() -> None:
    # The guards do the same either way, and bear the same names.
    if op.get_context().dialect.name == "postgresql":
        _pack("default")


def _pack(method: str) -> None:
    # What is there stays as it is. A server may be too old for it, or built without it.
    if op.get_bind().scalar(_KNOWS_LZ4):
        op.execute(f"ALTER TABLE letters ALTER COLUMN facts SET COMPRESSION {method}")
