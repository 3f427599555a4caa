"""Being one of a collection of values, in words that do not depend on how many: prepared once by the database."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, String, Text, bindparam, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from workflow.store.bulk import Array, as_array
from workflow.store.types import as_json

Values = Collection[int] | Collection[str]


class _Given(TypeDecorator[Values]):
    """A collection of values as one parameter."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.item = item
        self._kind = item()  # one for all times: what SQLAlchemy makes of a type it keeps for that very one

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Array(self._kind) if dialect.name == "postgresql" else dialect.type_descriptor(Text())

    def process_bind_param(self, value: Values | None, dialect: Dialect) -> object:
        found = sorted(value or ())
        return as_array(self._kind, dialect, found) if dialect.name == "postgresql" else as_json(found)


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


def any_of(column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
    """Whether a column has one of these values, however many they are; false for none."""
    return _Among(column, literal(values, _type_for(column)))


def any_of_bound(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """As `any_of`, for a statement that is kept: the values are given under this name whenever it is executed."""
    return _Among(column, bindparam(name, type_=_type_for(column)))


def _type_for(column: ColumnElement[Any]) -> _Given:
    # By the column, not by the values: of no values at all nobody can tell.
    return _Given(Text if isinstance(column.type, String) else Integer)
