"""Arrays in PostgreSQL's own binary form: as text it reads each of them letter by letter, which takes twice as long."""

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import methodcaller
from typing import Any

import psycopg
from psycopg import adapters
from psycopg.adapt import Dumper
from sqlalchemy import Dialect, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import JSON, TypeEngine, UserDefinedType

from workflow.store.jsontext import json_bytes

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
