"""JSON as the database keeps it: Thai as it is, since escaped it would be twice as long."""

import orjson


def as_json(value: object) -> str:
    """A value as JSON; days and times of day as ISO 8601 has them."""
    return json_bytes(value).decode()


def json_bytes(value: object) -> bytes:
    """The same in UTF-8."""
    # Keys need not be plain text, as nowhere in Python: SQLAlchemy's own names of columns are not.
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
