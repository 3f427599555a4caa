"""Rows handed to the database at once: inserted or changed by one statement, however many they are."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
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

Given = Mapping[str, Any]
_Names = tuple[str, ...]


class Rows:
    """Rows as one JSON parameter: the statement is the same however many they are, and is prepared once.

    They have a name as a table, and a type for each column.
    """

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: str) -> FromClause:
        """The rows as a table to select from, on this dialect ('sqlite' or 'postgresql'); `bind` fills it."""
        parameter = bindparam(self._name, type_=Text())
        if dialect == "postgresql":
            typed = [column(name, _uncut(kind)) for name, kind in self._columns.items()]
            rows = func.json_to_recordset(cast(parameter, JSON)).table_valued(*typed)
            return rows.render_derived(name=self._name, with_types=True)
        row = func.json_each(parameter).table_valued("value", name=f"{self._name}_row")
        # JSON within it comes out as text again, which is what such a column keeps.
        cells = [
            func.json_extract(row.c.value, f"$.{name}", type_=Text() if isinstance(kind, JSON) else kind).label(name)
            for name, kind in self._columns.items()
        ]
        return select(*cells).subquery(self._name)

    def bind(self, dialect: Dialect, rows: Iterable[Given]) -> Mapping[str, object]:
        """The parameters of a statement with this table in it; any cell may be None."""
        prepare = [(name, _preparation(kind, dialect)) for name, kind in self._columns.items()]
        cells = [{name: do(row[name]) if do else row[name] for name, do in prepare} for row in rows]
        return {self._name: as_json(cells)}


def _uncut(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    # A cast to text of a certain length would cut off without a word what is too long.
    return Text() if isinstance(kind, String) else kind


def _preparation(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """How a value becomes one that can stand in JSON; None if it can already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


def insert_all(conn: Connection, table: Table, rows: Sequence[Given], *returning: str) -> list[Row[Any]]:
    """Insert rows, all with the same columns, by one statement; return these columns of them, in no certain order."""
    if not rows:
        return []
    shape, statement = _insertion(table, tuple(rows[0]), returning, conn.dialect.name)
    done = conn.execute(statement, shape.bind(conn.dialect, rows))
    return list(done.all()) if returning else []


def insert_new(
    conn: Connection, table: Table, rows: Sequence[Given], key: Sequence[str], wanted: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Insert those of these rows whose key is not there yet; return the wanted columns of those inserted.

    Of several transactions that add the same key at once, one does; the others wait for it and then leave it out.
    """
    statement = _insertion_of_new(table, tuple(rows[0]), tuple(key), tuple(wanted), conn.dialect.name)
    return list(conn.execute(statement, _shape(table, tuple(rows[0])).bind(conn.dialect, rows)).all())


def update_all(conn: Connection, table: Table, rows: Sequence[Given], **same: object) -> None:
    """Change these rows, each found by its `id` and given its own values; `same` are values alike for all."""
    if not rows:
        return
    shape, statement = _change(table, tuple(rows[0]), tuple(same), conn.dialect.name)
    conn.execute(statement, {**shape.bind(conn.dialect, rows), **{f"same_{name}": same[name] for name in same}})


@cache
def _shape(table: Table, names: _Names) -> Rows:
    return Rows("given", {name: table.c[name].type for name in names})


@cache
def _insertion(table: Table, names: _Names, returning: _Names, dialect: str) -> tuple[Rows, Insert]:
    shape = _shape(table, names)
    statement = insert(table).from_select(names, select(shape.table(dialect)))
    return shape, statement.returning(*(table.c[name] for name in returning)) if returning else statement


@cache
def _insertion_of_new(
    table: Table, names: _Names, key: _Names, wanted: tuple[Column[Any], ...], dialect: str
) -> ReturningInsert[Any]:
    # Without a condition SQLite would take ON CONFLICT for that of a join.
    given = select(_shape(table, names).table(dialect)).where(true())
    inserted = insert_for(dialect, table).from_select(names, given)
    return inserted.on_conflict_do_nothing(index_elements=key).returning(*wanted)


@cache
def _change(table: Table, names: _Names, same: _Names, dialect: str) -> tuple[Rows, Update]:
    shape = _shape(table, names)
    given = shape.table(dialect)
    new = {name: given.c[name] for name in names if name != "id"}
    alike = {name: bindparam(f"same_{name}", type_=table.c[name].type) for name in same}
    return shape, update(table).where(table.c.id == given.c.id).values({**new, **alike})
