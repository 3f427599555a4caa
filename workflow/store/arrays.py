"""Arrays as PostgreSQL itself writes them: its driver makes one value by value, which takes ten times as long."""

from collections.abc import Callable, Iterable
from operator import methodcaller
from typing import Any

from sqlalchemy import JSON, Boolean, Dialect, Integer, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine, UserDefinedType

from workflow.store.jsontext import as_json

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


class Array(UserDefinedType[str]):
    """Values of a type as one parameter of PostgreSQL's, given as the text that `as_array` makes of them."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def get_col_spec(self, **_: object) -> str:
        """The array's type. Text of any length, since a cast would cut off without a word what is too long."""
        return "TEXT[]" if isinstance(self.item, String) else f"{self.item.compile(_POSTGRESQL)}[]"


def as_array(kind: TypeEngine[Any], dialect: Dialect, values: Iterable[Any]) -> str:
    """Values of a type, any of them None, as an array that is given to PostgreSQL."""
    prepare, write = prepared(kind, dialect), _writer(kind)
    ready = map(prepare, values) if prepare else values
    return f"{{{','.join('NULL' if value is None else write(value) for value in ready)}}}"


def prepared(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """How a value of this type becomes one that can be written; None if it is one already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


def _writer(kind: TypeEngine[Any]) -> Callable[[Any], str]:
    if isinstance(kind, JSON):
        return lambda value: _quoted(as_json(value))
    if isinstance(kind, String):
        return _quoted
    return str if isinstance(kind, Integer | Boolean) else methodcaller("isoformat")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
