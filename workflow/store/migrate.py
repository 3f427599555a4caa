"""The migrations of the tables: where a database stands, and bringing it to another revision.

Alembic takes longer to load than most commands to run, so only what changes tables loads it.
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
"""What is said of a database whose revision this program does not know."""

_MIGRATING = 0x5749414E  # the lock that only who changes the tables takes


@cache
def revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: each file of a migration begins with its own."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest_revision() -> str:
    """The revision this program works with."""
    return revisions()[-1]


def is_known(revision: str) -> bool:
    """Whether this program knows that revision, so that it can bring a database at it up to date."""
    return revision in revisions()


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to the given revision (the newest by default). Raises WianError for those of a newer Wian."""
    from alembic import command  # noqa: PLC0415

    with database.change_tables() as conn:
        command.upgrade(_locked(conn), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to an older revision; `base` removes them all."""
    from alembic import command  # noqa: PLC0415

    with database.change_tables() as conn:
        command.downgrade(_locked(conn), revision)


def current_revision(database: Database) -> str | None:
    """The revision the tables are at; None before there are any."""
    with database.read() as conn:
        return _revision(conn)


def _revision(conn: Connection) -> str | None:
    return conn.scalar(select(_VERSION.c.version_num)) if inspect(conn).has_table(_VERSION.name) else None


def _locked(conn: Connection) -> Config:
    """What Alembic works with, once nobody else changes the tables. Raises WianError for those of a newer Wian."""
    if conn.dialect.name == "postgresql":
        # Two at once would make the same tables; SQLite lets only one write anyway.
        conn.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
    if (found := _revision(conn)) and not is_known(found):
        raise WianError(NEWER)
    config = _config()
    config.attributes["connection"] = conn
    return config
