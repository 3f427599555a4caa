"""Migrations of the tables: the revision of a database, and its change to another revision.

Alembic takes longer to load than most commands to run, so it is imported only to change tables.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, func, inspect, select

from workflow.errors import WianError
from workflow.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String))

NEWER = "the database is of a newer version of Wian than this"
"""The message for a database with an unknown revision."""

_MIGRATING = 0x5749414E  # the advisory lock of migrations


@cache
def revisions() -> tuple[str, ...]:
    """The revisions known to this program, oldest first, from the names of the migrations' files."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest_revision() -> str:
    """The revision that this program needs."""
    return revisions()[-1]


def is_known(revision: str) -> bool:
    """Whether this program knows a revision and can upgrade a database from it."""
    return revision in revisions()


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Upgrade the tables to a revision, the newest by default. Raises WianError for tables of a newer Wian."""
    from alembic import command  # noqa: PLC0415

    with database.change_tables() as conn:
        command.upgrade(_locked(conn), revision)


def downgrade(database: Database, revision: str) -> None:
    """Downgrade the tables to an older revision; `base` removes them."""
    from alembic import command  # noqa: PLC0415

    with database.change_tables() as conn:
        command.downgrade(_locked(conn), revision)


def current_revision(database: Database) -> str | None:
    """The revision of the tables; None without tables."""
    with database.read() as conn:
        return _revision(conn)


def _revision(conn: Connection) -> str | None:
    return conn.scalar(select(_VERSION.c.version_num)) if inspect(conn).has_table(_VERSION.name) else None


def _locked(conn: Connection) -> Config:
    """Lock out other migrations; return Alembic's settings. Raises WianError for tables of a newer Wian."""
    if conn.dialect.name == "postgresql":
        # Two migrations at once would create the same tables; SQLite has a single writer anyway.
        conn.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
    if (revision := _revision(conn)) and not is_known(revision):
        raise WianError(NEWER)
    config = _config()
    config.attributes["connection"] = conn
    return config
