"""A point that many tests begin at: reached once in each test process, and laid on a new database for every other test.

What is saved is all rows, and the letters' files. The registry is kept by the database itself and must be as it ships.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from runtime.services import Services
from workflow.store import tables as t

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class _Saved:
    result: Any
    files: dict[str, bytes]


_SAVED: dict[tuple[str, str], _Saved] = {}
_SQLITE_FILES: dict[str, bytes] = {}


def saved(services: Services, name: str, reach: Callable[[Services], _Result]) -> _Result:
    """Bring services whose database is new to the point that `reach` reaches; what that returned."""
    dialect = services.database.engine.dialect.name
    lay, save = (_lay_sqlite, _save_sqlite) if dialect == "sqlite" else (_lay_postgres, _save_postgres)
    known = _SAVED.get((dialect, name))
    if known is not None and lay(services, name):
        _write(services.settings.letters.folder, known.files)
    else:
        known = _SAVED[dialect, name] = _Saved(reach(services), _read(services.settings.letters.folder))
        save(services, name)
    result: _Result = known.result
    return result


def _read(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _save_sqlite(services: Services, name: str) -> None:
    with services.database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    _SQLITE_FILES[name] = Path(str(services.database.url.database)).read_bytes()


def _lay_sqlite(services: Services, name: str) -> bool:
    services.database.close()
    file = Path(str(services.database.url.database))
    for rest in ("-wal", "-shm"):
        file.with_name(f"{file.name}{rest}").unlink(missing_ok=True)
    file.write_bytes(_SQLITE_FILES[name])
    return True


def _save_postgres(services: Services, name: str) -> None:
    with services.database.write() as conn:
        conn.execute(text(f"CREATE SCHEMA saved_{name}"))
        for table in _tables(conn, "public"):
            conn.execute(text(f"CREATE TABLE saved_{name}.{table} AS SELECT * FROM public.{table}"))
        conn.execute(text(f"CREATE TABLE saved_{name}.sequences AS {_SEQUENCES}"))


def _lay_postgres(services: Services, name: str) -> bool:
    """Copy the rows back, past the triggers, whose rules they have kept; False if the database was made anew since."""
    with services.database.write() as conn:
        if conn.scalar(text(f"SELECT to_regnamespace('saved_{name}')")) is None:
            return False
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        for table in _tables(conn, f"saved_{name}"):
            conn.execute(text(f"INSERT INTO public.{table} SELECT * FROM saved_{name}.{table}"))
        conn.execute(text(f"SELECT setval('public.' || sequencename, last_value) FROM saved_{name}.sequences"))
    return True


_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


def _tables(conn: Connection, schema: str) -> list[str]:
    """The tables of a schema that hold rows, the registry's left out."""
    there = set(conn.scalars(text(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")))
    names = [table.name for table in t.metadata.sorted_tables if table not in (t.units, t.signers)]
    return [
        name for name in names if name in there and conn.scalar(text(f"SELECT EXISTS (SELECT FROM {schema}.{name})"))
    ]
