"""The whole database as it stands, to be compared: what must change nothing leaves it equal."""

from typing import Any

from sqlalchemy import delete, select

from workflow.store import tables as t
from workflow.store.database import Database

_RECORDS = (t.denials.name, t.guesses.name)
"""What is written about those who are refused; not part of how things stand."""


def whole(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, denied requests and counted guesses left out."""
    with database.read() as conn:
        return {
            table.name: sorted(map(tuple, conn.execute(select(table))), key=repr)
            for table in t.metadata.sorted_tables
            if table.name not in _RECORDS
        }


def denied(database: Database) -> list[tuple[str, str]]:
    """Route and reason of every denied request."""
    with database.read() as conn:
        return [(row.route, row.reason) for row in conn.execute(select(t.denials).order_by(t.denials.c.id))]


def forget_denied(database: Database) -> None:
    """Remove the record of denied requests, so that later ones are seen by themselves."""
    with database.write() as conn:
        conn.execute(delete(t.denials))
