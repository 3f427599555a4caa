"""Rebuilding of SQLite's tables by a migration, because SQLite changes no column or constraint in place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import op
from sqlalchemy import text

Edit = Callable[[str], str]
"""A function from the old table's CREATE statement to the new table's."""

_OF_KIND = "SELECT sql FROM sqlite_master WHERE type = '{}' AND sql IS NOT NULL AND tbl_name = :table ORDER BY rowid"


@contextmanager
def without_triggers() -> Iterator[None]:
    """Remove all triggers of SQLite for a while: a trigger that names a table prevents its rebuilding."""
    triggers = op.get_bind().execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        op.get_bind().exec_driver_sql(statement)


def rebuild(table: str, edit: Edit) -> None:
    """Rebuild a table with all rows and indexes, without triggers and with foreign keys unchecked."""
    before, indexes = _statements(table, "table")[0], _statements(table, "index")
    _, columns = edit(before).split("(", 1)
    statements = (
        f"CREATE TABLE new_{table} ({columns}",
        f"INSERT INTO new_{table} SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE new_{table} RENAME TO {table}",
    )
    for statement in (*statements, *indexes):
        op.get_bind().exec_driver_sql(statement)


def replaced(*changes: tuple[str, str]) -> Edit:
    """An edit that replaces pieces of text. Raises ValueError for a missing text."""

    def edit(statement: str) -> str:
        for old, new in changes:
            if old not in statement:
                raise ValueError(f"there is no '{old}' in {statement}")
            statement = statement.replace(old, new)
        return statement

    return edit


def _statements(table: str, kind: str) -> list[str]:
    return list(op.get_bind().scalars(text(_OF_KIND.format(kind)), {"table": table}))
