"""The issue of a circular to the whole nation: set-based, against a unit of work row by row."""

import dataclasses
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from bench.databases import empty_desk, postgres_address
from bench.figure import Figure, interleaved
from bench.unit_of_work import plant_by_row
from cli.circular import issue_file
from runtime.services import Services
from runtime.settings import ROOT
from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.tree import plant
from workflow.registry.load import load
from workflow.registry.units import Unit
from workflow.store import tables as t
from workflow.store.database import Database

FILE = ROOT / "config" / "circulars" / "info-2563.yaml"
ACT = Act("bench", datetime(2020, 5, 19, 3, tzinfo=UTC))
_TIMES = 5


def figures(units: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """Issue on SQLite and, if there is a server, on PostgreSQL."""
    with empty_desk(folder / "sqlite") as here:
        yield from _on("SQLite", here, units)
    with postgres_address() as address:
        if not address:
            yield Figure("issuing on PostgreSQL", "-", "not measured: no server; WIAN_TEST_POSTGRES names one")
            return
        with empty_desk(folder / "postgresql", address) as here:
            yield from _on("PostgreSQL", here, units)


def _on(name: str, here: Services, units: Sequence[Unit]) -> Iterator[Figure]:
    with here.database.write() as conn:
        load(conn, units)
    began = time.perf_counter()
    circular, _, tree, _ = issue_file(here, FILE, ACT)
    issued = time.perf_counter() - began
    ours, peer = _set_based(here.database, circular), _row_by_row(here.database, circular)
    fast, slow = interleaved(ours, peer, _TIMES)
    yield Figure(
        f"a task and an event for each of {tree.total:,} units, {name}",
        f"{fast * 1000:.0f} ms",
        f"one transaction; peer: SQLAlchemy's ORM unit of work, told who takes part; medians of {_TIMES} by turns",
        f"{slow * 1000:.0f} ms",
        f"{slow / fast:.0f} times faster",
    )
    yield Figure(
        f"the memory of the same, {name}",
        f"{_peak(ours):.1f} MB",
        "the most that Python itself held at once meanwhile; the database's own is not in it",
        f"{_peak(peer):.1f} MB",
    )
    yield Figure(
        f"the whole issue, {name}",
        f"{issued * 1000:.0f} ms",
        "from the officer's file to the commit: checks, number, letter on disk, tree, events; first in its process",
    )


def _set_based(database: Database, circular: Circular) -> Callable[[], None]:
    """A function that plants the tree of another copy of the circular at every call."""

    def work() -> None:
        with database.write() as conn:
            plant(conn, dataclasses.replace(circular, id=next(copies)), ACT)

    copies = _copies(database, circular)
    return work


def _row_by_row(database: Database, circular: Circular) -> Callable[[], None]:
    """A function that makes the same rows for another copy through the unit of work at every call."""
    columns = [column for column in t.tasks.c if column.name != "id"]
    with database.read() as conn:
        rows_of_tasks = conn.execute(
            select(*columns).where(t.tasks.c.circular_id == circular.id).order_by(t.tasks.c.id)
        )
        rows: list[Mapping[str, object]] = [dict(row) for row in rows_of_tasks.mappings()]
    copies = _copies(database, circular)
    return lambda: plant_by_row(database, next(copies), rows, ACT)


def _copies(database: Database, circular: Circular) -> Iterator[int]:
    """Ids of copies of a circular without tasks, made before the measurement."""
    with database.write() as conn:
        row = dict(conn.execute(select(t.circulars).where(t.circulars.c.id == circular.id)).mappings().one())
        first = len(conn.execute(select(t.circulars.c.id)).all()) + 1
        ids = range(first, first + _TIMES + 1)
        conn.execute(insert(t.circulars), [row | {"id": n, "code": f"{circular.code}-{n}"} for n in ids])
    return iter(ids)


def _peak(work: Callable[[], None]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
