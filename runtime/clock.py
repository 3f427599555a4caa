"""Where work that runs without a person reads the clock; the domain is given what is read here."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC. Called as `clock.now()`, so that a trial can put another clock in this one place."""
    return datetime.now(UTC)
