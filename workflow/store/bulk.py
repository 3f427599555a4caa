"""Many rows in one statement whose words do not depend on how many: kept ready by the database, cheap to send.

PostgreSQL is given all rows as one JSON text; SQLite a list as JSON, or one row after the other.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeDecorator, TypeEngine

Rows = Sequence[Mapping[str, Any]]


class _Given(TypeDecorator[Collection[Any]]):
    """A collection of values as one parameter."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> object:
        found = sorted(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


@compiles(_Among, "postgresql")
def _any_of(element: _Among, compiler: SQLCompiler, **how: object) -> str:
    column, given = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} = ANY ({given})"


@compiles(_Among)
def _in_list(element: _Among, compiler: SQLCompiler, **how: object) -> str:
    column, given = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({given}))"


def among(column: ColumnElement[Any], values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """Whether a column has one of these values, however many they are; false for none."""
    # By the column, not by the values: of no values at all nobody can tell.
    item: type[TypeEngine[Any]] = Text if isinstance(column.type, String) else Integer
    return _Among(column, literal(values, _Given(item)))


def insert_rows(conn: Connection, table: Table, rows: Rows) -> None:
    """Add these rows, which all name the same columns."""
    if not rows:
        return
    if conn.dialect.name == "postgresql":
        names = list(rows[0])
        conn.execute(insert(table).from_select(names, select(_columns(table, rows))))
    else:
        conn.execute(insert(table), list(rows))


def insert_new(
    conn: Connection, table: Table, rows: Rows, key: Sequence[str], wanted: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Add those of these rows whose key is not there yet; return the wanted columns of those added.

    Of several transactions that add the same key at once, one does; the others wait for it and then leave it out.
    """
    if conn.dialect.name == "postgresql":
        given = postgresql.insert(table).from_select(list(rows[0]), select(_columns(table, rows)))
        return list(conn.execute(given.on_conflict_do_nothing(index_elements=key).returning(*wanted)))
    made = sqlite.insert(table).values(list(rows)).on_conflict_do_nothing(index_elements=key)
    return list(conn.execute(made.returning(*wanted)))


def update_rows(conn: Connection, table: Table, rows: Rows, **same: object) -> None:
    """Change these rows, each found by its `id` and given its own values; `same` are values alike for all."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if conn.dialect.name == "postgresql":
        new = _columns(table, rows)
        changed = {name: new.c[name] for name in names}
        conn.execute(update(table).where(table.c.id == new.c.id).values({**changed, **same}))
        return
    one = update(table).where(table.c.id == bindparam("its_id"))
    one = one.values({**{name: bindparam(f"new_{name}") for name in names}, **same})
    conn.execute(one, [{"its_id": row["id"]} | {f"new_{name}": row[name] for name in names} for row in rows])


def _columns(table: Table, rows: Rows) -> TableValuedAlias:
    """The rows as a table that PostgreSQL makes of one JSON text, which is written and read faster than arrays are."""
    given = json.dumps([dict(row) for row in rows], ensure_ascii=False, default=_iso)
    typed = (column(name, table.c[name].type) for name in rows[0])
    records = func.json_to_recordset(cast(literal(given, Text), JSON)).table_valued(*typed)
    return records.render_derived(name="given", with_types=True)


def _iso(value: date | time) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {value}")
    return value.isoformat()
