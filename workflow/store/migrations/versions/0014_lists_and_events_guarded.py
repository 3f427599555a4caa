"""Lists and events guarded for a statement as a whole, instead of by foreign keys that look for every row"""

from alembic import op

from workflow.store import guards
from workflow.store.migrations import guarding

revision = "0014"
down_revision = "0013"

_TABLES = sorted({table for table, *_ in guards.POINTERS})
# A guard of deliveries looks at one of these tables, which SQLite makes anew.
_OF_THEM = tuple(rule for table in (*_TABLES, "deliveries") for rule in guards.of_table(table, guards.UNTIL_0015))
_BEFORE = tuple(rule for rule in _OF_THEM if rule not in guards.POINTING)
_AFTER = _BEFORE + guards.POINTING + guards.POINTED_TO_TRUNCATIONS


def upgrade() -> None:
    guarding.drop(_BEFORE)
    for table in _TABLES:
        with op.batch_alter_table(table) as changed:
            for _, column, _ in _of(table):
                changed.drop_constraint(op.f(f"fk_{table}_{column}"), type_="foreignkey")
    guarding.create(_AFTER)


def downgrade() -> None:
    guarding.drop(_AFTER)
    for table in _TABLES:
        with op.batch_alter_table(table) as changed:
            for _, column, to in _of(table):
                changed.create_foreign_key(op.f(f"fk_{table}_{column}"), to, [column], ["id"])
    # Those of changes are told more than they were before, and bear the same names.
    guarding.create(_BEFORE)


def _of(table: str) -> list[tuple[str, str, str]]:
    return [pointer for pointer in guards.POINTERS if pointer[0] == table]
