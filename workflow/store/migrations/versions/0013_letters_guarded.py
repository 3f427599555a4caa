"""What hangs on letters guarded for a statement as a whole, instead of by foreign keys that look for every row"""

from alembic import op
from alembic.operations import BatchOperations

from workflow.store import guards
from workflow.store.migrations import guarding

revision = "0013"
down_revision = "0012"

_ON_DELETE = {"letter_addressees": "CASCADE", "letter_tasks": "CASCADE", "deliveries": None}
_CHECKS = {
    "deliveries": {
        "ck_deliveries_channel": "channel IN ('page', 'mail', 'hand')",
        "ck_deliveries_page_lies_open": "channel <> 'page' OR sent_at IS NOT NULL",
    }
}
_TABLES = "letters", *_ON_DELETE
_AFTER = tuple(
    rule for table in _TABLES for rule in guards.of_table(table, guards.UNTIL_0015) if rule not in guards.POINTING
)
_BEFORE = tuple(rule for rule in _AFTER if rule not in guards.DELIVERING)


def upgrade() -> None:
    guarding.drop(_BEFORE)
    for table in _ON_DELETE:
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"fk_{table}_letter_id"), type_="foreignkey")
            _keep_checks(table, changed)
    guarding.create(_AFTER)


def downgrade() -> None:
    # The guards are told more than they were before, and bear the same names.
    guarding.drop(_AFTER)
    for table, on_delete in _ON_DELETE.items():
        with op.batch_alter_table(table) as changed:
            name = op.f(f"fk_{table}_letter_id")
            changed.create_foreign_key(name, "letters", ["letter_id"], ["id"], ondelete=on_delete)
            _keep_checks(table, changed)
    guarding.create(_BEFORE)


def _keep_checks(table: str, changed: BatchOperations) -> None:
    # SQLite makes a table anew for this, and forgets what it does not know of.
    if op.get_context().dialect.name == "sqlite":
        for name, check in _CHECKS.get(table, {}).items():
            changed.create_check_constraint(op.f(name), check)
