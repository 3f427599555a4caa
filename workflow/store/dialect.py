"""SQL that differs between PostgreSQL and SQLite, or must match the wording of their partial indexes."""

from sqlalchemy import Alias, Table, TextClause, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import FromClause, NamedFromClause

from workflow.store import tables as t


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT with an ON CONFLICT clause for this dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


_OPEN: dict[FromClause, TextClause] = {
    t.circulars: t.OPEN_CIRCULAR,
    t.tasks: t.OPEN_TASK,
    t.requests: t.OPEN_REQUEST,
    t.jobs: t.OPEN_JOB,
}


def is_open(rows: NamedFromClause) -> TextClause:
    """The condition that circulars, tasks, requests or jobs (or an alias of them) are open.

    It has the wording of their partial indexes, so that closed rows cost nothing.
    """
    table = rows.element if isinstance(rows, Alias) else rows
    return text(f"{rows.name}.{_OPEN[table].text}")
