"""The PostgreSQL database of a test process: migrated once, emptied before each test that uses it."""

import os
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from cli.embedded import set_up
from runtime.settings import load_settings
from tests.support.postgres_rows import count_on, last_ids, put_back, rows_of
from workflow.store import tables as t

SERVER = make_url(os.environ.get("WIAN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/postgres"))
REGISTRY = (t.units.name, t.signers.name)
"""What `wian init` fills: it stays from test to test."""

_FILLED = " UNION ALL ".join(
    f"(SELECT '{name}' WHERE EXISTS (SELECT FROM {name}))" for name in t.metadata.tables if name not in REGISTRY
)
_TABLES = " UNION ALL ".join(
    (  # and their indexes, constraints and triggers, by ids that are never given again
        "SELECT 'pg_class', oid::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        "SELECT 'pg_constraint', oid::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT 'pg_trigger', oid::text || tgenabled::text FROM pg_trigger",
        "SELECT 'alembic_version', xmin::text FROM alembic_version",
    )
)
_REGISTRY_ROWS = " UNION ALL ".join(  # by the transaction that wrote them
    f"SELECT '{name}', xmin::text || ' ' || count(*) FROM {name} GROUP BY xmin" for name in REGISTRY
)
_DISCONNECT = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_RESTART = "SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public'"


class PostgresDatabase:
    """A database for one test after the other, and the template it is made from.

    Emptying it is faster than making it; it is made anew only after a test that changed its tables.
    """

    def __init__(self, name: str) -> None:
        self.name, self.template = name, f"{name}_template"
        self._server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        # As superuser: neither triggers of append-only tables nor foreign keys keep rows from being removed.
        options = {"options": "-c session_replication_role=replica"}
        # Unpooled, since tests end connections.
        self._inside = create_engine(SERVER.set(database=name), connect_args=options, poolclass=NullPool)
        self._tables: set[tuple[str, str]] = set()
        self._registry: dict[str, bytes] = {}
        self._registry_rows: set[tuple[str, str]] = set()
        self._last_ids: dict[str, int] = {}

    def make_template(self, folder: Path) -> None:
        """Make the template: all tables and the registry that ships. Raises OperationalError without a server."""
        self.drop()
        self._on_server(f"CREATE DATABASE {self.template}")
        services, _ = set_up(load_settings({"WIAN_DATABASE_ADDRESS": _address(self.template)}, folder))
        services.database.close()

    def emptied(self) -> str:
        """The address of the database, which holds the registry that ships and nothing else."""
        if not self._tables or not self._empty():
            self._make()
        return _address(self.name)

    def drop(self) -> None:
        """Remove the database and its template."""
        self._on_server(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in (self.name, self.template)))
        self._server.dispose()

    def _on_server(self, *statements: str) -> None:
        with self._server.connect() as conn:
            for statement in statements:
                conn.execute(text(statement))

    def _make(self) -> None:
        self._on_server(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.template}",
            # No test outlives the server, so none has to wait for the disk.
            f"ALTER DATABASE {self.name} SET synchronous_commit = off",
        )
        with self._inside.begin() as conn:
            self._tables = _listed(conn, _TABLES)
            self._registry, self._last_ids = rows_of(conn, REGISTRY), last_ids(conn)
            self._registry_rows = _listed(conn, _REGISTRY_ROWS)

    def _empty(self) -> bool:
        """Remove all rows but the registry; False if the tables are not as they were."""
        with self._inside.begin() as conn:
            conn.execute(text(_DISCONNECT))
            if _listed(conn, _TABLES) != self._tables:
                return False
            # TRUNCATE, which gives every table and index a new file, takes ten times as long for what tests write.
            for table in conn.execute(text(_FILLED)).scalars().all():
                conn.execute(text(f"DELETE FROM {table}"))
            conn.execute(text(_RESTART))
            count_on(conn, self._last_ids)
            if _listed(conn, _REGISTRY_ROWS) != self._registry_rows:
                put_back(conn, self._registry)
                self._registry_rows = _listed(conn, _REGISTRY_ROWS)
        return True


def _listed(conn: Connection, query: str) -> set[tuple[str, str]]:
    return {(kind, identity) for kind, identity in conn.execute(text(query))}


def _address(database: str) -> str:
    return SERVER.set(database=database).render_as_string(hide_password=False)
