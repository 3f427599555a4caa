"""Arrays as PostgreSQL itself writes them: its driver makes one value by value, which takes ten times as long."""

from collections.abc import Callable, Iterable, Sequence
from operator import methodcaller
from typing import Any

from sqlalchemy import JSON, Boolean, Dialect, Integer, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine, UserDefinedType

from workflow.store.jsontext import as_json

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
_BETWEEN, _NEXT = "\0", '","'
"""What stands between texts while they are quoted, since none that the database takes has it; and in the array."""


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
    ready = list(map(prepare, values) if prepare else values)
    texts = [None if value is None else write(value) for value in ready] if None in ready else list(map(write, ready))
    return _quoted(texts) if isinstance(kind, String | JSON) else f"{{{','.join(text or 'NULL' for text in texts)}}}"


def prepared(kind: TypeEngine[Any], dialect: Dialect) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    """How a value of this type becomes one that can be written; None if it is one already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


def _writer(kind: TypeEngine[Any]) -> Callable[[Any], str]:
    if isinstance(kind, JSON):
        return as_json
    return str if isinstance(kind, String | Integer | Boolean) else methodcaller("isoformat")


def _quoted(texts: Sequence[str | None]) -> str:
    whole = _BETWEEN.join(text for text in texts if text is not None)
    if None in texts or whole.count(_BETWEEN) != len(texts) - 1:
        return f"{{{','.join('NULL' if text is None else _marked(text) for text in texts)}}}"
    # All texts at once: there are thousands of them.
    return f"{{{_marked(whole).replace(_BETWEEN, _NEXT)}}}"


def _marked(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
