"""SQLite's tables made anew by a migration, since SQLite changes no column and no constraint in place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import op
from sqlalchemy import text

Edit = Callable[[str], str]
"""What makes the CREATE statement of the new table of that of the old one."""

_OF_KIND = "SELECT sql FROM sqlite_master WHERE type = '{}' AND sql IS NOT NULL AND tbl_name = :table ORDER BY rowid"


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take all of SQLite's triggers down for so long: one that names a table is in the way of making that anew."""
    triggers = op.get_bind().execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        op.get_bind().exec_driver_sql(statement)


def rebuild(table: str, edit: Edit) -> None:
    """Make a table anew with all its rows and indexes. The triggers must be down, and foreign keys unchecked."""
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
    """An edit that puts one piece of text for another. Raises ValueError where there is no such text."""

    def edit(statement: str) -> str:
        for old, new in changes:
            if old not in statement:
                raise ValueError(f"there is no '{old}' in {statement}")
            statement = statement.replace(old, new)
        return statement

    return edit


def _statements(table: str, kind: str) -> list[str]:
    return list(op.get_bind().scalars(text(_OF_KIND.format(kind)), {"table": table}))
