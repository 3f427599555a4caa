"""Databases for measurements: SQLite files in a temporary folder, and PostgreSQL if there is a server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from runtime.services import Services
from runtime.settings import load_settings
from workflow.store.migrate import upgrade

POSTGRES = os.environ.get("WIAN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/postgres")


@contextmanager
def empty_desk(folder: Path, address: str = "") -> Iterator[Services]:
    """Services with empty tables and letters below `folder`; on SQLite without an address."""
    folder.mkdir(parents=True, exist_ok=True)
    here = Services(load_settings({"WIAN_DATABASE_ADDRESS": address or f"sqlite:///{folder / 'wian.db'}"}, folder))
    upgrade(here.database)
    try:
        yield here
    finally:
        here.database.close()


@contextmanager
def postgres_address() -> Iterator[str]:
    """The address of a new PostgreSQL database, dropped at the end; empty without a server."""
    name = f"wian_bench_{os.getpid()}"
    try:
        _admin(f"CREATE DATABASE {name}")
    except OperationalError:
        yield ""
        return
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        _admin(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(address: str) -> Iterator[str]:
    """The address of a copy of an unused PostgreSQL database, dropped at the end.

    The copy is synced to disk, so that no measurement pays for its writing.
    """
    name = f"wian_bench_{uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {make_url(address).database}")
    _admin("CHECKPOINT")
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        _admin(f"DROP DATABASE {name} WITH (FORCE)")


def _admin(statement: str) -> None:
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()
