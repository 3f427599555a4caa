"""The migrations of the tables: where a database stands, and bringing it to another revision."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from workflow.errors import WianError
from workflow.store.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


NEWER = "the database is of a newer version of Wian than this"

"""What is said of a database whose revision this program does not know."""


_MIGRATING = 0x5749414E  # the lock that only who changes the tables takes


@cache
def newest_revision() -> str | None:
    """The revision this program works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this program knows that revision, so that it can bring a database at it up to date."""
    return any(revision == each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to the given revision (the newest by default). Raises WianError for those of a newer Wian."""
    _migrate(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to an older revision; `base` removes them all."""
    _migrate(database, command.downgrade, revision)


def current_revision(database: Database) -> str | None:
    """The revision the tables are at; None before there are any."""
    with database.read() as conn:
        return MigrationContext.configure(conn).get_current_revision()


def _migrate(database: Database, direction: Callable[[Config, str], object], revision: str) -> None:
    config = _config()
    with database.change_tables() as conn:
        if conn.dialect.name == "postgresql":
            # Two at once would make the same tables; SQLite lets only one write anyway.
            conn.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        if (found := MigrationContext.configure(conn).get_current_revision()) and not is_known(found):
            raise WianError(NEWER)
        config.attributes["connection"] = conn
        direction(config, revision)
