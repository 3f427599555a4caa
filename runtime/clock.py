"""The clock of work without a person; the domain takes the time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC; called as `clock.now()`, so that tests can replace the clock here."""
    return datetime.now(UTC)
