"""Opening the database, and transactions: one for each request, task or command, committed at the edge."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Dialect, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.errors import WianError
from workflow.store.types import as_json

_PAUSES = (0.2, 0.5, 1.0)  # seconds between attempts to connect
_BUSY_SECONDS = 30  # how long a second writer waits for SQLite's one writer before it gives up

_SESSION = {
    # Compiling a statement costs PostgreSQL more than running any of ours: planting a tree is 4 times faster.
    "jit": "off",
    # A row found by its key costs little more than the next one in a table that lies in memory or on an SSD; told
    # otherwise, it reads whole tables to find a few.
    "random_page_cost": "1.1",
    # Whoever stops in the middle of a transaction, or vanishes from the network, would else hold his rows for hours.
    # Between two statements we only compute, for seconds at most; a task is killed after the same time.
    "idle_in_transaction_session_timeout": "120s",
    "tcp_keepalives_idle": "30s",
    "tcp_keepalives_interval": "10s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
    # And whoever was killed while he waited for a lock would keep his place in the row until he gets it.
    "client_connection_check_interval": "10s",
}
"""What the server is told of every session."""

_CONNECTION: dict[str, object] = {
    # The same from our side: a server that has vanished is given up after a minute, not after hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}


class Database:
    """A PostgreSQL or SQLite database, by its address (`postgresql+psycopg://…`, `sqlite:///file.db`).

    `patience` is for who looks and never works (metrics, health): seconds after which connecting, or a statement, is
    given up; 0 for never.
    """

    def __init__(self, address: str | URL, patience: int = 0) -> None:
        self.url = make_url(address)
        if self.url.get_backend_name() == "postgresql":
            session = {**_SESSION, "statement_timeout": f"{patience}s"}
            options = " ".join(f"-c {name}={value}" for name, value in session.items())
            given = {**_CONNECTION, "options": options} | ({"connect_timeout": patience} if patience else {})
            self.engine = create_engine(self.url, json_serializer=as_json, pool_pre_ping=True, connect_args=given)
            if not patience:
                event.listen(self.engine, "do_connect", _connect_again)
        else:
            self.engine = create_engine(self.url, json_serializer=as_json)
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may change things: committed at the end, rolled back on any error."""
        with self.engine.connect() as conn, conn.execution_options(wian_mode="IMMEDIATE").begin():
            yield conn

    @contextmanager
    def change_tables(self) -> Iterator[Connection]:
        """As `write`, for changes of the tables themselves: foreign keys are looked at once, at the end.

        SQLite makes a table anew to change it, and meanwhile what points to its rows points to nothing.
        """
        if self.engine.dialect.name != "sqlite":
            with self.write() as conn:
                yield conn
            return
        with self.engine.connect() as conn:
            driver = conn.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys=OFF")  # nothing comes of it within a transaction
            try:
                with conn.execution_options(wian_mode="IMMEDIATE").begin():
                    yield conn
                    if broken := conn.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise WianError(f"a row of {broken[0]} points to a row of {broken[2]} that does not exist")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads; whatever it might change is rolled back."""
        with self.engine.connect() as conn, conn.begin() as transaction:
            yield conn
            transaction.rollback()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _connect_again(
    dialect: Dialect, _record: ConnectionPoolEntry, words: list[Any], given: dict[str, Any]
) -> DBAPIConnection | None:
    # A server that is being restarted is back in seconds; nothing has been asked of it yet, so this is always safe.
    for pause in _PAUSES:
        try:
            return dialect.connect(*words, **given)
        except dialect.loaded_dbapi.OperationalError:
            threading.Event().wait(pause)
    return None  # SQLAlchemy connects once more itself, and says what is wrong


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
