"""The version of a template"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Not in batch mode, which would make the table anew on SQLite and lose its triggers.
    op.add_column("letters", sa.Column("template_version", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("letters", "template_version")
