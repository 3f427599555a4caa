"""Rows handed to the database at once: inserted or changed by one statement, however many they are."""

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
    """Rows as one JSON parameter: the statement is the same however many they are, and is prepared once.

    They have a name as a table, and a type for each column.
    """

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: Dialect, rows: Iterable[NewRow]) -> FromClause:
        """These rows as a table to select from; any cell may be None."""
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
        # JSON within it comes out as text again, which is what such a column keeps.
        cells = [
            func.json_extract(row.c.value, f"$.{name}", type_=Text() if isinstance(kind, JSON) else kind).label(name)
            for name, kind in self._columns.items()
        ]
        return select(*cells).subquery(self._name)


def _uncut(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    # A cast to text of a certain length would cut off without a word what is too long.
    return Text() if isinstance(kind, String) else kind


def _preparation(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """How a value becomes one that can stand in JSON; None if it can already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


def insert_all(conn: Connection, table: Table, rows: Sequence[NewRow], *returning: str) -> list[Row[Any]]:
    """Insert rows, all with the same columns, by one statement; return these columns of them, in no certain order."""
    if not rows:
        return []
    inserted = insert(table).from_select(list(rows[0]), select(_rows(conn, table, rows)))
    if returning:
        return list(conn.execute(inserted.returning(*(table.c[name] for name in returning))).all())
    conn.execute(inserted)
    return []


def insert_new(
    conn: Connection, table: Table, rows: Sequence[NewRow], key: Sequence[str], wanted: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Insert those of these rows whose key is not there yet; return the wanted columns of those inserted.

    Of several transactions that add the same key at once, one does; the others wait for it and then leave it out.
    """
    # Without a condition SQLite would take ON CONFLICT for that of a join.
    new = select(_rows(conn, table, rows)).where(true())
    inserted = insert_for(conn.dialect.name, table).from_select(list(rows[0]), new)
    return list(conn.execute(inserted.on_conflict_do_nothing(index_elements=key).returning(*wanted)).all())


def update_all(conn: Connection, table: Table, rows: Sequence[NewRow], **same: object) -> None:
    """Change these rows, each found by its `id` and given its own values; `same` are values alike for all."""
    if not rows:
        return
    changed = _rows(conn, table, rows)
    new = {name: changed.c[name] for name in rows[0] if name != "id"}
    conn.execute(update(table).where(table.c.id == changed.c.id).values({**new, **same}))


def _rows(conn: Connection, table: Table, rows: Sequence[NewRow]) -> FromClause:
    return Rows("new", {name: table.c[name].type for name in rows[0]}).table(conn.dialect, rows)
