"""Bulk inserts and updates: one statement for any number of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Row,
    String,
    Table,
    Text,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.types import TypeEngine

from workflow.store.dialect import insert_for
from workflow.store.types import as_json

NewRow = Mapping[str, Any]


class Rows:
    """A table of rows in one JSON parameter, so that the statement is prepared once for any number of rows.

    It has a name, and a type for every column.
    """

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: Dialect, rows: Iterable[NewRow]) -> FromClause:
        """These rows as a selectable table; cells may be None."""
        prepare = [(name, _preparation(kind, dialect)) for name, kind in self._columns.items()]
        cells = [{name: do(row[name]) if do else row[name] for name, do in prepare} for row in rows]
        text = literal(as_json(cells), Text())
        return self._on_postgresql(text) if dialect.name == "postgresql" else self._on_sqlite(text)

    def _on_postgresql(self, text: ColumnElement[str]) -> FromClause:
        typed = [column(name, _uncut(kind)) for name, kind in self._columns.items()]
        records = func.json_to_recordset(cast(text, JSON)).table_valued(*typed)
        return records.render_derived(name=self._name, with_types=True)

    def _on_sqlite(self, text: ColumnElement[str]) -> FromClause:
        row = func.json_each(text).table_valued("value", name=f"{self._name}_row")
        # Nested JSON comes out as text, which JSON columns store on SQLite.
        cells = [
            func.json_extract(row.c.value, f"$.{name}", type_=Text() if isinstance(kind, JSON) else kind).label(name)
            for name, kind in self._columns.items()
        ]
        return select(*cells).subquery(self._name)


def _uncut(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    # A cast to text with a length would truncate longer values silently.
    return Text() if isinstance(kind, String) else kind


def _preparation(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """The function that turns a value into JSON's types; None if none is needed."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


def insert_all(conn: Connection, table: Table, rows: Sequence[NewRow], *returning: str) -> list[Row[Any]]:
    """Insert rows with the same columns by one statement; return the columns `returning`, in no fixed order."""
    if not rows:
        return []
    inserted = insert(table).from_select(list(rows[0]), select(_rows(conn, table, rows)))
    if returning:
        return list(conn.execute(inserted.returning(*(table.c[name] for name in returning))).all())
    conn.execute(inserted)
    return []


def insert_new(
    conn: Connection, table: Table, rows: Sequence[NewRow], key: Sequence[str], returning: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Insert the rows whose key is new; return the columns `returning` of the inserted rows.

    If several transactions add the same key at once, one does; the others wait for it and leave the row out.
    """
    # Without a WHERE SQLite would parse ON CONFLICT as the ON of a join.
    new = select(_rows(conn, table, rows)).where(true())
    inserted = insert_for(conn.dialect.name, table).from_select(list(rows[0]), new)
    return list(conn.execute(inserted.on_conflict_do_nothing(index_elements=key).returning(*returning)).all())


def update_all(conn: Connection, table: Table, rows: Sequence[NewRow], **same: object) -> None:
    """Update rows by `id` with their own values; `same` are values common to all rows."""
    if not rows:
        return
    changed = _rows(conn, table, rows)
    new = {name: changed.c[name] for name in rows[0] if name != "id"}
    conn.execute(update(table).where(table.c.id == changed.c.id).values({**new, **same}))


def _rows(conn: Connection, table: Table, rows: Sequence[NewRow]) -> FromClause:
    return Rows("new", {name: table.c[name].type for name in rows[0]}).table(conn.dialect, rows)
