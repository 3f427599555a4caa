"""Arrays in PostgreSQL's own binary form: as text it reads each of them letter by letter, which takes twice as long."""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from operator import methodcaller
from typing import Any

import psycopg
from psycopg import adapters
from psycopg.adapt import Dumper
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
    column,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine, UserDefinedType

from workflow.store.dialect import insert_for
from workflow.store.types import as_json, json_bytes

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
_DIMENSIONS, _LOWEST, _WHOLE, _BLANK = 1, 1, 4, b"\xff\xff\xff\xff"
"""Of every array: its dimensions and lowest index; the bytes of a whole number; the length of what is none (-1)."""
_Writer = Callable[[Any], bytes]


class Array(UserDefinedType[bytes]):
    """Values of a type as one parameter of PostgreSQL's, given as `as_array` makes it of them."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def get_col_spec(self, **_: object) -> str:
        """The array's type."""
        return f"{_name(self.item)}[]"


class Binary(bytes):
    """A parameter that the driver hands over as it is; the statement says of which type it is."""


class _AsItIs(Dumper):
    format = psycopg.pq.Format.BINARY

    def dump(self, obj: Binary) -> Binary:
        return obj


adapters.register_dumper(Binary, _AsItIs)


def as_array(kind: TypeEngine[Any], dialect: Dialect, values: Iterable[Any]) -> Binary:
    """Values of a type, any of them None, as an array that is given to PostgreSQL."""
    prepare, (number, write) = prepared(kind, dialect), _TYPES[_name(kind)]
    ready = list(map(prepare, values) if prepare else values)
    has_blanks = None in ready
    items = _whole(ready) if write is _packed and not has_blanks else _sized(ready, write)
    return Binary(struct.pack(">5i", _DIMENSIONS, has_blanks, number, len(ready), _LOWEST) + items)


def prepared(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """How a value of this type becomes one that can be written; None if it is one already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=256)
def _name(kind: TypeEngine[Any]) -> str:
    # Text of any length, since a cast would cut off without a word what is too long.
    return "TEXT" if isinstance(kind, String) else kind.compile(_POSTGRESQL)


def _sized(values: Sequence[Any], write: _Writer) -> bytes:
    written = [None if value is None else write(value) for value in values]
    return b"".join([_BLANK if each is None else _packed(len(each)) + each for each in written])


def _whole(values: Sequence[int]) -> bytes:
    """Whole numbers all at once, each after its length: there are thousands of them."""
    both = [_WHOLE] * (2 * len(values))
    both[1::2] = values
    return struct.pack(f">{len(both)}i", *both)


_packed = struct.Struct(">i").pack
_first = datetime(2000, 1, 1, tzinfo=UTC)


def _since_midnight(time_of_day: time) -> bytes:
    return _microseconds(datetime.combine(_first, time_of_day, UTC))


def _days(day: date) -> bytes:
    return _packed((day - _first.date()).days)


def _microseconds(moment: datetime) -> bytes:
    return struct.pack(">q", (moment - _first) // timedelta(microseconds=1))


_TYPES: dict[str, tuple[int, _Writer]] = {
    "BOOLEAN": (16, struct.Struct("?").pack),
    "INTEGER": (23, _packed),
    "TEXT": (25, methodcaller("encode")),
    "JSON": (114, json_bytes),
    "DATE": (1082, _days),
    "TIME WITHOUT TIME ZONE": (1083, _since_midnight),
    "TIMESTAMP WITH TIME ZONE": (1184, _microseconds),
}
"""The types there are: PostgreSQL's numbers for them, and how a value is written, counted from the year 2000."""


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
