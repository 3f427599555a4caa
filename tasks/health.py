"""Whether the service is well, for `wian doctor`, and for /readyz and /healthz of workers and of the web."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tasks import broker
from tasks.broker import DEAD, UnreachableError
from workflow import incidents, measures, slots
from workflow.settings import Settings
from workflow.store.database import Database, newest_revision

PATIENCE = 3
"""Seconds after which whoever only looks gives up waiting for the database."""

_LATE = 3  # slots without a sweep that are too many
_LONGEST = timedelta(minutes=5)  # no sweep runs longer: the time limit ends it
_UNSENT = timedelta(hours=6)  # longer than a mail is ever put off before it is tried again
_ROOM = 1_000_000_000  # bytes: some twenty rounds of letters to a nation's offices


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; `ill` if the service does not do its work because of it."""

    problem: str
    ill: bool = True


def readiness(settings: Settings, database: Database) -> list[Finding]:
    """What keeps a process of the service from working: a database or a broker that cannot be used."""
    return [*of_tables(database), *of_broker(settings)]


def findings(settings: Settings, database: Database, now: datetime) -> list[Finding]:
    """Everything that is not as it should be."""
    return [*of_database(settings, database, now), *of_broker(settings), *of_folder(settings.letters_folder)]


def of_tables(database: Database) -> list[Finding]:
    """Whether the database answers and has the tables of this version."""
    try:
        revision = database.revision()
    except SQLAlchemyError as error:
        return [_unusable(error)]
    if revision == newest_revision():
        return []
    return [Finding("the database is not set up, or is one of another version of Wian: `wian init`")]


def of_database(settings: Settings, database: Database, now: datetime) -> list[Finding]:
    """What the database tells of the service."""
    if found := of_tables(database):
        return found
    try:
        with database.read() as conn:
            sweeps = _of_sweeps(conn, settings.sweep_minutes, now)
            return [*_of_incidents(conn), *sweeps, *_of_deliveries(conn, now)]
    except SQLAlchemyError as error:
        return [_unusable(error)]


def _unusable(error: SQLAlchemyError) -> Finding:
    return Finding(f"the database cannot be used: {getattr(error, 'orig', None) or error}")


def _of_incidents(conn: Connection) -> Iterator[Finding]:
    if standing := sum(incidents.by_kind(conn).values()):
        yield Finding(f"{standing} incidents wait for a person: `wian incidents`", ill=False)


def _of_sweeps(conn: Connection, minutes: int, now: datetime) -> Iterator[Finding]:
    last, slot = slots.last_sweep(conn), timedelta(minutes=minutes)
    if last is None:
        yield Finding("no sweep has ever been through: is a worker running, and a beat?")
    elif now - last > slot * _LATE:
        yield Finding(f"the last sweep was through at {last:%Y-%m-%d %H:%M} UTC, more than {_LATE} slots ago")
    for claimed in slots.unended(conn, now - max(timedelta(hours=1), slot * _LATE), now - slot - _LONGEST):
        yield Finding(f"the sweep of {claimed:%Y-%m-%d %H:%M} UTC began and never ended: see the log", ill=False)


def _of_deliveries(conn: Connection, now: datetime) -> Iterator[Finding]:
    mails, since = measures.mails_waiting(conn)
    if since is not None and now - since > _UNSENT:
        hours = int((now - since) / timedelta(hours=1))
        yield Finding(f"{mails} mails wait to be sent, the oldest for {hours} hours: `wian incidents`", ill=False)


def of_broker(settings: Settings) -> list[Finding]:
    """Whether the broker answers and has our queues, and whether somebody takes from them what waits there."""
    try:
        found = broker.waiting(settings)
    except UnreachableError as error:
        return [Finding(str(error))]
    if DEAD not in found:
        return [Finding("the broker has none of our queues yet: no worker has ever been started")]
    dead = found.pop(DEAD).messages
    left = [
        Finding(f"{queue.messages} messages wait in the queue '{kind}', and no worker takes them")
        for kind, queue in found.items()
        if queue.messages and not queue.workers
    ]
    return [*left, Finding(f"{dead} dead messages wait for the next sweep", ill=False)] if dead else left


def of_folder(folder: Path, room: int = _ROOM) -> list[Finding]:
    """Whether letters can be written, and whether there will be room for them (`room`: bytes that should be free)."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"Wian")
            file.flush()
        free = shutil.disk_usage(there).free
    except OSError as error:
        return [Finding(f"letters cannot be written to {folder}: {error.strerror}")]
    full = f"only {free // 1_000_000} MB are free for letters in {folder}"
    return [Finding(full, ill=False)] if free < room else []
