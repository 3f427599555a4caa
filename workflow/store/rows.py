"""Rows that come from the program as a table of a statement, so that one statement does for one row or thousands.

They are handed over as one array for each column, to SQLite as one JSON text. So the text of the statement does not
depend on how many rows there are: it is put together, compiled and planned once and then only filled.
"""

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
    Table,
    Text,
    Update,
    bindparam,
    column,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine

from workflow.store.arrays import Array, as_array, prepared
from workflow.store.jsontext import as_json

Given = Mapping[str, Any]
_Names = tuple[str, ...]


class Rows:
    """The shape of such rows: a name for the table, and the type of each column."""

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: str) -> FromClause:
        """The rows as a table to select from, on this dialect ('sqlite' or 'postgresql'); `bind` fills it."""
        if dialect == "postgresql":
            arrays = [bindparam(self._array(its), type_=Array(kind)) for its, kind in self._columns.items()]
            typed = [column(its, kind) for its, kind in self._columns.items()]
            return func.unnest(*arrays).table_valued(*typed).render_derived(name=self._name)
        each = func.json_each(bindparam(self._name, type_=Text())).table_valued("value", name=f"{self._name}_each")
        # JSON within it comes out as text again, which is what such a column keeps.
        cells = [
            func.json_extract(each.c.value, f"$.{its}", type_=Text() if isinstance(kind, JSON) else kind).label(its)
            for its, kind in self._columns.items()
        ]
        return select(*cells).subquery(self._name)

    def bind(self, dialect: Dialect, rows: Iterable[Given]) -> Mapping[str, object]:
        """The parameters of a statement with this table in it; any cell may be None."""
        kept = list(rows)
        if dialect.name == "postgresql":
            arrays = {its: as_array(kind, dialect, [row[its] for row in kept]) for its, kind in self._columns.items()}
            return {self._array(its): array for its, array in arrays.items()}
        prepare = [(its, prepared(kind, dialect)) for its, kind in self._columns.items()]
        plain = [{its: do(row[its]) if do else row[its] for its, do in prepare} for row in kept]
        return {self._name: as_json(plain)}

    def _array(self, its: str) -> str:
        return f"{self._name}_{its}"


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
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # Without a condition SQLite would take ON CONFLICT for that of a join.
    given = select(_shape(table, names).table(dialect)).where(true())
    return make(table).from_select(names, given).on_conflict_do_nothing(index_elements=key).returning(*wanted)


@cache
def _change(table: Table, names: _Names, same: _Names, dialect: str) -> tuple[Rows, Update]:
    shape = _shape(table, names)
    given = shape.table(dialect)
    new = {name: given.c[name] for name in names if name != "id"}
    alike = {name: bindparam(f"same_{name}", type_=table.c[name].type) for name in same}
    return shape, update(table).where(table.c.id == given.c.id).values({**new, **alike})
