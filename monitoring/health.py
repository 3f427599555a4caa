"""Whether the service is well, for `wian doctor`, and for /readyz and /healthz of its processes.

What the database tells is in `runtime.health`; whether it can be used, in `runtime.database_health`, as the web asks.
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from runtime.database_health import Finding, of_tables, unusable
from runtime.health import of_records
from runtime.settings import Settings
from tasks import broker, queues
from tasks.broker import DEAD, UnreachableError, Waiting
from workflow.store.database import Database

_ROOM = 1_000_000_000  # bytes: some twenty rounds of letters to a nation's offices


def readiness(settings: Settings, database: Database, broker_needed: bool = True) -> list[Finding]:
    """What keeps a process from working: a database that cannot be used, or a broker where that is needed."""
    return [*of_tables(database), *(of_broker(settings) if broker_needed else ())]


def findings(settings: Settings, database: Database, now: datetime, broker_needed: bool = True) -> list[Finding]:
    """Everything that is not as it should be; nothing is said of the broker where none is needed."""
    of_service = of_database(settings, database, now)
    return [*of_service, *(of_broker(settings) if broker_needed else ()), *of_folder(settings.letters.folder)]


def of_database(settings: Settings, database: Database, now: datetime) -> list[Finding]:
    """What the database tells of the service."""
    if found := of_tables(database):
        return found
    try:
        with database.read() as conn:
            return of_records(conn, settings, now)
    except SQLAlchemyError as error:
        return [unusable(error)]


def of_broker(settings: Settings) -> list[Finding]:
    """Whether the broker answers and has our queues, and whether somebody takes from them what waits there."""
    try:
        found = broker.waiting(settings)
    except UnreachableError as error:
        return [Finding(str(error))]
    if not found:
        return [Finding("the broker has none of our queues yet: no worker has ever been started")]
    lost = "what is sent to it reaches nobody until a worker starts or connects"
    missing = [Finding(f"there is no queue '{kind}': {lost}") for kind in (*queues.KINDS, DEAD) if kind not in found]
    dead = found.pop(DEAD, Waiting(0, 0)).messages
    left = [
        Finding(f"{queue.messages} messages wait in the queue '{kind}', and no worker takes them")
        for kind, queue in found.items()
        if queue.messages and not queue.workers
    ]
    told = [Finding(f"{dead} dead messages wait for the next sweep", ill=False)] if dead else []
    return [*missing, *left, *told]


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
