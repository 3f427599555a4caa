"""Bulk inserts and updates: one statement for any number of rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Insert,
    Row,
    String,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine

from workflow.store.dialect import insert_for
from workflow.store.types import as_json

NewRow = Mapping[str, Any]


class Rows:
    """A table of rows in one JSON parameter, so that a statement is built and prepared once for any number of rows.

    It has a name, which is also the parameter's, and a type for every column.
    """

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: str) -> FromClause:
        """The rows as a selectable table of a statement, which is executed with `parameter`."""
        text = bindparam(self._name, type_=Text())
        return self._on_postgresql(text) if dialect == "postgresql" else self._on_sqlite(text)

    def parameter(self, dialect: Dialect, rows: Iterable[NewRow]) -> dict[str, object]:
        """The parameter with these rows; cells may be None."""
        prepare = [(name, _preparation(kind, dialect)) for name, kind in self._columns.items()]
        return {
            self._name: as_json([{name: do(row[name]) if do else row[name] for name, do in prepare} for row in rows])
        }

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
    names = tuple(rows[0])
    result = conn.execute(_insert(conn.dialect.name, table, names, returning), _parameter(conn, table, rows))
    return list(result.all()) if returning else []


def insert_new(
    conn: Connection, table: Table, rows: Sequence[NewRow], key: Sequence[str], returning: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Insert the rows whose key is new; return the columns `returning` of the inserted rows.

    If several transactions add the same key at once, one does; the others wait for it and leave the row out.
    """
    statement = _insert_new(conn.dialect.name, table, tuple(rows[0]), tuple(key), tuple(returning))
    return list(conn.execute(statement, _parameter(conn, table, rows)).all())


def update_all(conn: Connection, table: Table, rows: Sequence[NewRow], **same: object) -> None:
    """Update rows by `id` with their own values; `same` are values common to all rows."""
    if not rows:
        return
    statement = _update(conn.dialect.name, table, tuple(rows[0]), tuple(same))
    common = {f"same_{name}": value for name, value in same.items()}
    conn.execute(statement, {**_parameter(conn, table, rows), **common})


def _parameter(conn: Connection, table: Table, rows: Sequence[NewRow]) -> dict[str, object]:
    return _rows(table, tuple(rows[0])).parameter(conn.dialect, rows)


# Statements are cached by columns: for the few rows of an acknowledgement, building one took longer than executing it.
@cache
def _rows(table: Table, names: tuple[str, ...]) -> Rows:
    return Rows("new", {name: table.c[name].type for name in names})


@cache
def _insert(
    dialect: str, table: Table, names: tuple[str, ...], returning: tuple[str, ...]
) -> Insert | ReturningInsert[Any]:
    inserted = insert(table).from_select(list(names), select(_rows(table, names).table(dialect)))
    return inserted.returning(*(table.c[name] for name in returning)) if returning else inserted


@cache
def _insert_new(
    dialect: str, table: Table, names: tuple[str, ...], key: tuple[str, ...], returning: tuple[Column[Any], ...]
) -> ReturningInsert[Any]:
    # Without a WHERE SQLite would parse ON CONFLICT as the ON of a join.
    new = select(_rows(table, names).table(dialect)).where(true())
    inserted = insert_for(dialect, table).from_select(list(names), new)
    return inserted.on_conflict_do_nothing(index_elements=key).returning(*returning)


@cache
def _update(dialect: str, table: Table, names: tuple[str, ...], same: tuple[str, ...]) -> Update:
    changed = _rows(table, names).table(dialect)
    own = {name: changed.c[name] for name in names if name != "id"}
    common = {name: bindparam(f"same_{name}", type_=table.c[name].type) for name in same}
    return update(table).where(table.c.id == changed.c.id).values({**own, **common})
