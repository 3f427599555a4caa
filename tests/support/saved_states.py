"""A point that many tests begin at: reached once in each test process, and laid on a new database for every other test.

What is saved is all rows, and the files of letters; apart for printers that make mails or PDFs and those that do not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from runtime.services import Services
from tests.support.postgres_rows import count_on, last_ids, put_back, rows_of
from workflow.store import tables as t

_Result = TypeVar("_Result")
_REGISTRY = t.units.name, t.signers.name


@dataclass(frozen=True)
class _PostgresState:
    """What the tables hold that a new database does not, and the last ids given."""

    rows: dict[str, bytes]
    last_ids: dict[str, int]


@dataclass(frozen=True)
class _Saved:
    result: Any
    files: dict[str, bytes]
    state: _PostgresState | bytes
    """Of SQLite, the file itself."""


_SAVED: dict[tuple[object, ...], _Saved] = {}


def saved(services: Services, name: str, reach: Callable[[Services], _Result]) -> _Result:
    """Bring services whose database is new to the point that `reach` reaches; what that returned."""
    dialect = services.database.engine.dialect.name
    key = dialect, name, services.printer.mails, services.printer.pdf
    known = _SAVED.get(key)
    if known is not None:
        _lay(services, known)
    else:
        state = _reached_sqlite if dialect == "sqlite" else _reached_postgres
        result, reached = state(services, reach)
        known = _SAVED[key] = _Saved(result, _read(services.settings.letters.folder), reached)
    found: _Result = known.result
    return found


def _read(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _lay(services: Services, known: _Saved) -> None:
    for name, content in known.files.items():
        path = services.settings.letters.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if isinstance(known.state, bytes):
        _lay_sqlite(services, known.state)
        return
    with services.database.write() as conn:
        put_back(conn, known.state.rows)
        count_on(conn, known.state.last_ids)


def _lay_sqlite(services: Services, content: bytes) -> None:
    services.database.close()
    file = Path(str(services.database.url.database))
    for rest in ("-wal", "-shm"):
        file.with_name(f"{file.name}{rest}").unlink(missing_ok=True)
    file.write_bytes(content)


def _reached_sqlite(services: Services, reach: Callable[[Services], _Result]) -> tuple[_Result, bytes]:
    result = reach(services)
    with services.database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return result, Path(str(services.database.url.database)).read_bytes()


def _reached_postgres(services: Services, reach: Callable[[Services], _Result]) -> tuple[_Result, _PostgresState]:
    with services.database.read() as conn:
        registry = rows_of(conn, _REGISTRY)
    result = reach(services)
    with services.database.read() as conn:
        rows = rows_of(conn, t.metadata.tables)
        added = {name: content for name, content in rows.items() if content != registry.get(name, b"")}
        return result, _PostgresState(added, last_ids(conn))
