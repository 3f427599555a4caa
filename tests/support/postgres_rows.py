"""Rows of tables in PostgreSQL, taken out and put back past triggers and foreign keys, whose rules they have kept."""

from collections.abc import Iterable, Mapping

import psycopg
from sqlalchemy import Connection, text

PAST_TRIGGERS = "SET LOCAL session_replication_role = replica"
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


def rows_of(conn: Connection, tables: Iterable[str]) -> dict[str, bytes]:
    """What the tables hold, by their names."""
    return {table: _copied(conn, table) for table in tables}


def put_back(conn: Connection, rows: Mapping[str, bytes]) -> None:
    """Let the tables hold these rows and no others."""
    conn.execute(text(PAST_TRIGGERS))
    for table, content in rows.items():
        conn.execute(text(f"DELETE FROM {table}"))
        with _cursor(conn).copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(content)


def last_ids(conn: Connection) -> dict[str, int]:
    """The last number that each sequence has given."""
    return {row.sequencename: row.last_value for row in conn.execute(text(_NUMBERS))}


def count_on(conn: Connection, last: Mapping[str, int]) -> None:
    """Let sequences go on after these numbers."""
    for sequence, number in last.items():
        conn.execute(text(f"SELECT setval('{sequence}', {number})"))


def _copied(conn: Connection, table: str) -> bytes:
    with _cursor(conn).copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(map(bytes, copy))


def _cursor(conn: Connection) -> psycopg.Cursor[tuple[object, ...]]:
    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver.cursor()
