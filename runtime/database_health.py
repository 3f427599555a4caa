"""The check of the database: whether it answers and has the tables of this version."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from workflow.store.database import Database
from workflow.store.migrate import NEWER, current_revision, is_known, newest_revision


@dataclass(frozen=True)
class Finding:
    """A fault of the service; `ill` if it keeps the service from its work."""

    problem: str
    ill: bool = True


def of_tables(database: Database) -> list[Finding]:
    """The findings of the database: no answer, or tables of another version."""
    try:
        revision = current_revision(database)
    except SQLAlchemyError as error:
        return [unusable(error)]
    if revision == newest_revision():
        return []
    return [Finding(_misfit(revision))]


def _misfit(revision: str | None) -> str:
    if revision is None:
        return "there is no Wian database here yet; `wian init` makes one"
    if is_known(revision):
        return "the database is of an older version of Wian than this; `wian init` brings it up to date"
    return NEWER


def unusable(error: SQLAlchemyError) -> Finding:
    """The finding that the database is unusable, with the reason."""
    return Finding(f"the database cannot be used: {getattr(error, 'orig', None) or error}")
