"""What stands differently for PostgreSQL and SQLite, or has to stand word for word for their indexes."""

from sqlalchemy import Alias, Table, TextClause, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import FromClause, NamedFromClause

from workflow.store import tables as t


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT into a table that can say what happens on a conflict; `dialect` is the database's, by name."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


_OPEN: dict[FromClause, TextClause] = {
    t.circulars: t.OPEN_CIRCULAR,
    t.tasks: t.OPEN_TASK,
    t.requests: t.OPEN_REQUEST,
    t.jobs: t.OPEN_JOB,
}


def is_open(rows: NamedFromClause) -> TextClause:
    """Whether circulars, tasks, requests or jobs (or an alias of them) are open.

    It stands word for word as in their partial indexes, so that closed ones cost nothing.
    """
    table = rows.element if isinstance(rows, Alias) else rows
    return text(f"{rows.name}.{_OPEN[table].text}")
