"""The health of the service, for `wian doctor` and for /readyz and /healthz of its processes.

Findings from the records are in `runtime.health`; the check of the database itself, which the web uses too, is in
`runtime.database_health`.
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
    """The findings that keep a process from working: of the database, and of the broker if needed."""
    return [*of_tables(database), *(of_broker(settings) if broker_needed else ())]


def findings(settings: Settings, database: Database, now: datetime, broker_needed: bool = True) -> list[Finding]:
    """All findings; those of the broker only if it is needed."""
    of_service = of_database(settings, database, now)
    return [*of_service, *(of_broker(settings) if broker_needed else ()), *of_folder(settings.letters.folder)]


def of_database(settings: Settings, database: Database, now: datetime) -> list[Finding]:
    """The findings of the database and of its records."""
    if table_findings := of_tables(database):
        return table_findings
    try:
        with database.read() as conn:
            return of_records(conn, settings, now)
    except SQLAlchemyError as error:
        return [unusable(error)]


def of_broker(settings: Settings) -> list[Finding]:
    """The findings of the broker: no answer, missing queues, messages without workers, dead messages."""
    try:
        states = broker.waiting(settings)
    except UnreachableError as error:
        return [Finding(str(error))]
    if not states:
        return [Finding("the broker has none of our queues yet: no worker has ever been started")]
    lost = "what is sent to it reaches nobody until a worker starts or connects"
    missing = [Finding(f"there is no queue '{kind}': {lost}") for kind in (*queues.KINDS, DEAD) if kind not in states]
    dead = states.pop(DEAD, Waiting(0, 0)).messages
    without_workers = [
        Finding(f"{queue.messages} messages wait in the queue '{kind}', and no worker takes them")
        for kind, queue in states.items()
        if queue.messages and not queue.workers
    ]
    dead_messages = [Finding(f"{dead} dead messages wait for the next sweep", ill=False)] if dead else []
    return [*missing, *without_workers, *dead_messages]


def of_folder(folder: Path, room: int = _ROOM) -> list[Finding]:
    """The findings of the letters' folder: not writable, or less than `room` bytes free."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"Wian")
            file.flush()
        free = shutil.disk_usage(existing).free
    except OSError as error:
        return [Finding(f"letters cannot be written to {folder}: {error.strerror}")]
    full = f"only {free // 1_000_000} MB are free for letters in {folder}"
    return [Finding(full, ill=False)] if free < room else []
