"""Conditions on a collection of values whose SQL does not depend on its size, so that it is prepared once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, String, Text, bindparam, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from workflow.store.types import as_json

Values = Collection[int] | Collection[str]


class _ValuesType(TypeDecorator[Values]):
    """The type of a parameter that holds a collection of values."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Values | None, dialect: Dialect) -> object:
        values = sorted(value or ())
        return values if dialect.name == "postgresql" else as_json(values)


class _IsOneOf(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


@compiles(_IsOneOf, "postgresql")
def _any_of(element: _IsOneOf, compiler: SQLCompiler, **how: object) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_IsOneOf)
def _in_list(element: _IsOneOf, compiler: SQLCompiler, **how: object) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


def any_of(column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
    """Whether a column has one of these values; false for an empty collection."""
    return _IsOneOf(column, literal(values, _type_for(column)))


def any_of_bound(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """As `any_of`, for a cached statement: the values are a parameter of this name."""
    return _IsOneOf(column, bindparam(name, type_=_type_for(column)))


def _type_for(column: ColumnElement[Any]) -> _ValuesType:
    # From the column, because an empty collection has no type.
    return _ValuesType(Text if isinstance(column.type, String) else Integer)
