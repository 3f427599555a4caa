"""The schema that all tables belong to, and the text of a condition that partial indexes share with queries.

A table with ids of its own says `sqlite_autoincrement`: an id is never given again, as in PostgreSQL.
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
    """`column IN ('a', 'b')` with the values as literals, so that a partial index can be seen to fit."""
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"
