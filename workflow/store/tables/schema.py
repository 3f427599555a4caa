"""The schema of all tables, and the wording of conditions that partial indexes share with queries.

Tables with ids of their own set `sqlite_autoincrement`, so that ids are never reused, as in PostgreSQL.
"""

from sqlalchemy import (
    MetaData,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """`column IN ('a', 'b')` with literal values, so that the database recognises a partial index."""
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"
