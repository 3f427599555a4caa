"""Rows that come from the program as a table of a statement, so that one statement does for one row or thousands.

They are handed over as one JSON text. So the text of the statement does not depend on how many rows there are: it is
put together, compiled and planned once and then only filled.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Insert,
    Integer,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.types import TypeEngine


class Rows:
    """The shape of such rows: a name for the table, and the type of each column."""

    def __init__(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._name = name
        self._columns = dict(columns)

    def table(self, dialect: str) -> FromClause:
        """The rows as a table to select from, on this dialect ('sqlite' or 'postgresql'); `bind` fills it."""
        name, given = self._name, bindparam(self._name, type_=Text())
        if dialect == "postgresql":
            typed = [column(its, kind) for its, kind in self._columns.items()]
            records = func.json_to_recordset(cast(given, JSON)).table_valued(*typed)
            return records.render_derived(name=name, with_types=True)
        each = func.json_each(given).table_valued("value", name=f"{name}_each")
        cells = [
            func.json_extract(each.c.value, f"$.{its}", type_=kind).label(its) for its, kind in self._columns.items()
        ]
        return select(*cells).subquery(name)

    def bind(self, dialect: Dialect, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """The parameters of a statement with this table in it; any cell may be None."""
        prepare = {its: kind.dialect_impl(dialect).bind_processor(dialect) for its, kind in self._columns.items()}
        plain = [{its: do(row[its]) if do else row[its] for its, do in prepare.items()} for row in rows]
        return {self._name: json.dumps(plain, ensure_ascii=False, default=_iso)}


def among(what: ColumnElement[int], name: str, dialect: str) -> ColumnElement[bool]:
    """The condition that an id is one of those that `ids` binds under this name."""
    given = bindparam(name, type_=Text())
    if dialect == "postgresql":
        return what == any_(cast(given, ARRAY(Integer)))
    return what.in_(select(func.json_each(given).table_valued("value").c.value))


def ids(dialect: Dialect, **lists: Iterable[int]) -> dict[str, str]:
    """The parameters of `among`, by name."""
    form = "{{{}}}" if dialect.name == "postgresql" else "[{}]"
    return {name: form.format(",".join(map(str, numbers))) for name, numbers in lists.items()}


def insert_all(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *returning: str) -> list[Any]:
    """Insert rows, all with the same columns, by one statement; return these columns of them, in no certain order."""
    shape, statement = _insertion(table, tuple(rows[0]), returning, conn.dialect.name)
    done = conn.execute(statement, shape.bind(conn.dialect, rows))
    return list(done) if returning else []


@cache
def _insertion(table: Table, names: tuple[str, ...], returning: tuple[str, ...], dialect: str) -> tuple[Rows, Insert]:
    shape = Rows("given", {name: table.c[name].type for name in names})
    statement = insert(table).from_select(names, select(shape.table(dialect)))
    return shape, statement.returning(*(table.c[name] for name in returning)) if returning else statement


def _iso(value: date | time) -> str:
    return value.isoformat()
