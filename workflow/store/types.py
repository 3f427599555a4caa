"""Column types that mean the same on PostgreSQL and SQLite."""

from datetime import UTC, datetime

import orjson
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC as an aware datetime; a naive datetime is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite, which has no time zones, stores UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert the database's value to an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def as_json(value: object) -> str:
    """A value as JSON, with days and moments as ISO 8601; a number that JSON does not have becomes null."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()  # SQLAlchemy's column names are no plain str


def storable(words: str) -> str:
    """Foreign text with the characters that a database cannot store (NUL, surrogates) escaped."""
    return words.encode("utf-8", "backslashreplace").decode().replace("\0", r"\x00")
