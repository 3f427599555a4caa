"""Opening the database, and transactions: one for each request, task or command, committed at the edge."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30  # how long a second writer waits for SQLite's one writer before it gives up


class Database:
    """A PostgreSQL or SQLite database, by its address (`postgresql+psycopg://…`, `sqlite:///file.db`)."""

    def __init__(self, address: str | URL) -> None:
        self.url = make_url(address)
        if self.url.get_backend_name() == "postgresql":
            # Compiling a statement costs PostgreSQL more than running any of ours: planting a tree is 4 times faster.
            # And a row found by its key costs little more than the next one in a table that lies in memory or on an
            # SSD; told otherwise, it reads whole tables to find a few.
            options = "-c jit=off -c random_page_cost=1.1"
            self.engine = create_engine(self.url, pool_pre_ping=True, connect_args={"options": options})
        else:
            self.engine = create_engine(self.url)
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may change things: committed at the end, rolled back on any error."""
        with self.engine.connect() as conn, conn.execution_options(wian_mode="IMMEDIATE").begin():
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads; whatever it might change is rolled back."""
        with self.engine.connect() as conn, conn.begin() as transaction:
            yield conn
            transaction.rollback()

    def upgrade(self, revision: str = "head") -> None:
        """Bring the tables to the given revision of the migrations (the newest by default)."""
        self._migrate(command.upgrade, revision)

    def downgrade(self, revision: str) -> None:
        """Take the tables back to an older revision; `base` removes them all."""
        self._migrate(command.downgrade, revision)

    def _migrate(self, direction: Callable[[Config, str], object], revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("path_separator", "os")
        with self.write() as conn:
            config.attributes["connection"] = conn
            direction(config, revision)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _configure_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # pysqlite would begin transactions late and on its own; we begin them ourselves (see _begin_sqlite).
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    # A writer takes SQLite's write lock at once: two transactions that both read before they write could
    # otherwise never be served one after the other, and one would fail instead of waiting.
    mode = conn.get_execution_options().get("wian_mode", "DEFERRED")
    conn.exec_driver_sql(f"BEGIN {mode}")
