"""JSON as the database keeps it: Thai as it is, since escaped it would be twice as long."""

import orjson


def as_json(value: object) -> str:
    """A value as JSON; days and times of day as ISO 8601 has them."""
    return orjson.dumps(value).decode()
