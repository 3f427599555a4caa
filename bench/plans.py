"""The query plans of SQLite for the queries that a function sends (EXPLAIN QUERY PLAN)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from workflow.store.database import Database


@contextmanager
def watched(database: Database) -> Iterator[dict[str, list[str]]]:
    """Collect the queries sent in this block with the lines of their plans (SQLite only)."""
    plans: dict[str, list[str]] = {}

    def explain(conn: Connection, _cursor: object, statement: str, parameters: Sequence[Any], *rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and statement not in plans:
            beside = conn.connection.cursor()
            many = bool(rest[-1])  # for a list of rows, the first stands for all
            beside.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
            plans[statement] = [row[3] for row in beside.fetchall()]
            beside.close()

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


def lines_about(table: str, plans: dict[str, list[str]]) -> list[str]:
    """The different plan lines that read a table, in order."""
    lines_of_table = [line for lines in plans.values() for line in lines if line.split()[1:2] == [table]]
    return list(dict.fromkeys(lines_of_table))
