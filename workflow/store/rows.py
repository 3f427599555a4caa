"""Rows that come from the program as a table of a statement, so that one statement does for one row or thousands."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Integer, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

_TYPES: Mapping[type, TypeEngine[Any]] = {int: Integer(), str: Text()}


def rows_as_table(
    conn: Connection, name: str, columns: Mapping[str, type], rows: Sequence[Sequence[Any]]
) -> FromClause:
    """`rows` as a table to select from; `columns` gives name and kind (int or str) of each, any cell may be None.

    The text of the statement does not depend on how many rows there are, so it is compiled and planned once.
    """
    if conn.dialect.name == "postgresql":
        by_column = zip(*rows, strict=True) if rows else [()] * len(columns)
        arrays = [
            bindparam(f"{name}_{column}", list(cells), type_=ARRAY(_TYPES[kind]))
            for (column, kind), cells in zip(columns.items(), by_column, strict=True)
        ]
        return func.unnest(*arrays).table_valued(*columns).render_derived(name=name)
    each = func.json_each(bindparam(name, json.dumps(rows), type_=Text())).table_valued("value", name=f"{name}_each")
    cells = [
        func.json_extract(each.c.value, f"$[{place}]", type_=_TYPES[kind]).label(column)
        for place, (column, kind) in enumerate(columns.items())
    ]
    return select(*cells).subquery(name)
