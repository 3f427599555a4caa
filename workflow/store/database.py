"""The database and its transactions: one for each request, job or command, committed at the edge."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Dialect, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.errors import WianError
from workflow.store.types import as_json

_PAUSES = (0.2, 0.5, 1.0)  # seconds between connection attempts
_BUSY_SECONDS = 30  # the time that a second writer waits for SQLite's single writer

_SESSION = {
    # Compiling costs more than running any of our statements: planting a tree is 4 times faster without.
    "jit": "off",
    # In memory or on an SSD random rows cost little more than sequential rows; the default makes PostgreSQL read whole
    # tables to find a few rows.
    "random_page_cost": "1.1",
    # A client that stops inside a transaction, or vanishes from the network, would hold its locks for hours. Between
    # two statements we compute for seconds at most; a job is killed after the same time.
    "idle_in_transaction_session_timeout": "120s",
    "tcp_keepalives_idle": "30s",
    "tcp_keepalives_interval": "10s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
    # A client killed while it waits for a lock would stay in the queue until it gets the lock.
    "client_connection_check_interval": "10s",
}
"""Settings of every session on the server."""

_CONNECTION: dict[str, object] = {
    # On our side, a vanished server is given up after a minute, not after hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    # Planning takes a tenth of the server's time in a round; statements repeat, so the second time one is prepared.
    "prepare_threshold": 1,
}


_JSON: Any = {"json_serializer": as_json, "json_deserializer": orjson.loads}


class Database:
    """A PostgreSQL or SQLite database, by address (`postgresql+psycopg://…`, `sqlite:///file.db`).

    `patience` is the time limit in seconds for connecting and for a statement, 0 for none; health checks and metrics
    set one.
    """

    def __init__(self, address: str | URL, patience: int = 0) -> None:
        self.url = make_url(address)
        if self.url.get_backend_name() == "postgresql":
            session = {**_SESSION, "statement_timeout": f"{patience}s"}
            options = " ".join(f"-c {name}={value}" for name, value in session.items())
            arguments = {**_CONNECTION, "options": options} | ({"connect_timeout": patience} if patience else {})
            self.engine = create_engine(self.url, **_JSON, pool_pre_ping=True, connect_args=arguments)
            if not patience:
                event.listen(self.engine, "do_connect", _connect_again)
        else:
            self.engine = create_engine(self.url, **_JSON)
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back on any error."""
        with self.engine.connect() as conn, conn.execution_options(wian_mode="IMMEDIATE").begin():
            yield conn

    @contextmanager
    def change_tables(self) -> Iterator[Connection]:
        """As `write`, for changes of the tables themselves, with foreign keys checked once at the end.

        SQLite rebuilds a table to change it, and references to its rows dangle meanwhile.
        """
        if self.engine.dialect.name != "sqlite":
            with self.write() as conn:
                yield conn
            return
        with self.engine.connect() as conn:
            driver = conn.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
            try:
                with conn.execution_options(wian_mode="IMMEDIATE").begin():
                    yield conn
                    if broken := conn.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise WianError(f"a row of {broken[0]} points to a row of {broken[2]} that does not exist")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction, always rolled back."""
        with self.engine.connect() as conn, conn.begin() as transaction:
            yield conn
            transaction.rollback()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _connect_again(
    dialect: Dialect, _record: ConnectionPoolEntry, words: list[Any], arguments: dict[str, Any]
) -> DBAPIConnection | None:
    # A restarting server is back in seconds. No statement was sent yet, so a new attempt is always safe.
    for pause in _PAUSES:
        try:
            return dialect.connect(*words, **arguments)
        except dialect.loaded_dbapi.OperationalError:
            threading.Event().wait(pause)
    return None  # SQLAlchemy makes the last attempt and reports its error


def _configure_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # pysqlite would begin transactions late by itself; `_begin_sqlite` begins them.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it, what REPLACE deletes passes by the guards
        "synchronous=FULL",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    # A writer takes SQLite's write lock at once: of two transactions that read before they write, one would otherwise
    # fail instead of waiting.
    mode = conn.get_execution_options().get("wian_mode", "DEFERRED")
    conn.exec_driver_sql(f"BEGIN {mode}")
