"""The health of the service by its records, for `wian doctor` and the probes of workers and web."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from runtime import gauges
from runtime.database_health import Finding
from runtime.settings import Settings
from workflow import incidents
from workflow.followup import sweeps
from workflow.registers import numbers

PATIENCE = 3
"""The time limit in seconds of health checks and metrics for the database."""

_LATE = 3  # slots without a sweep before it counts as late
_LONGEST = timedelta(minutes=5)  # longer than the time limit of a sweep
_UNSENT = timedelta(hours=6)  # longer than the longest pause between attempts to mail


def of_records(conn: Connection, settings: Settings, now: datetime) -> list[Finding]:
    """The findings in the records of the service."""
    of_work = *_of_incidents(conn), *_of_sweeps(conn, settings.sweep.minutes, now), *_of_deliveries(conn, now)
    return [*of_work, *_of_numbers(conn)]


def _of_numbers(conn: Connection) -> Iterator[Finding]:
    for clash in numbers.clashing_numbers(conn):
        yield Finding(
            f"a printed number stands on several letters ({clash}): tell the addressees which is which", ill=False
        )


def _of_incidents(conn: Connection) -> Iterator[Finding]:
    if standing := sum(incidents.by_kind(conn).values()):
        yield Finding(f"{standing} incidents wait for a person: `wian incidents`", ill=False)


def _of_sweeps(conn: Connection, minutes: int, now: datetime) -> Iterator[Finding]:
    last, slot = sweeps.last_sweep(conn, now), timedelta(minutes=minutes)
    if last is None:
        yield Finding("no sweep has ever been through: is a worker running, and a beat?")
    elif now - last > slot * _LATE:
        yield Finding(f"the last sweep was through at {last:%Y-%m-%d %H:%M} UTC, more than {_LATE} slots ago")
    for claimed in sweeps.unended(conn, now - max(timedelta(hours=1), slot * _LATE), now - slot - _LONGEST):
        yield Finding(f"the sweep of {claimed:%Y-%m-%d %H:%M} UTC began and never ended: see the log", ill=False)


def _of_deliveries(conn: Connection, now: datetime) -> Iterator[Finding]:
    mails, since = gauges.mails_waiting(conn)
    if since is not None and now - since > _UNSENT:
        hours = int((now - since) / timedelta(hours=1))
        yield Finding(f"{mails} mails wait to be sent, the oldest for {hours} hours: `wian incidents`", ill=False)
