"""A row in every table, whatever the table is for: what no step of a test has written is made up by type."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, Table, insert, select, true

from tests.support.circular_steps import moment
from workflow.act import ActorKind
from workflow.store import tables as t
from workflow.store.types import UtcDateTime

_OF_NAME: dict[str, object] = {"outcome": "nil", "form": "external", "actor_kind": ActorKind.OFFICER}
_STATE = {"requests": "asked", "jobs": "queued"}
_OF_TYPE: dict[type, object] = {
    Integer: 1,
    Boolean: True,
    Date: date(2020, 6, 1),
    UtcDateTime: moment("2020-06-01 10:00"),
    JSON: {"a": [1]},
}


def fill(conn: Connection) -> None:
    """Add a row to every table that has none."""
    for table in t.metadata.sorted_tables:
        if conn.execute(select(table).limit(1)).first() is None:
            needed = [column for column in table.columns if _is_needed(column)]
            conn.execute(insert(table).values({column.name: _value(conn, column) for column in needed}))


def rows_by_table(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    return {table.name: _rows(conn, table) for table in t.metadata.sorted_tables}


def _rows(conn: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(select(table).order_by(*table.primary_key)).mappings()]


def _is_needed(column: Column[Any]) -> bool:
    own_id = column is column.table.autoincrement_column
    return not (column.nullable or column.server_default or own_id)


def _value(conn: Connection, column: Column[Any]) -> object:
    for key in column.foreign_keys:
        of_draft = column.table is t.letter_words  # the words of other letters are frozen
        return conn.scalar(select(key.column).where(t.DRAFT if of_draft else true()).limit(1))
    if column.name == "kind":
        return "pdf"
    if column.name == "state":
        return _STATE[column.table.name]
    return _OF_NAME.get(column.name) or next((v for k, v in _OF_TYPE.items() if isinstance(column.type, k)), "x")
