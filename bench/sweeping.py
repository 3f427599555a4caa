"""A sweep with nothing due, with few and with many closed tasks in the database."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Select, and_, func, insert, literal, select, update

from bench.databases import empty_desk
from bench.figure import Figure, interleaved
from bench.issuing import ACT, FILE
from bench.plans import lines_about, watched
from cli.circular import issue_file
from runtime.services import Services
from tasks.sweep import sweep_here
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.followup.due import due
from workflow.progress.acknowledge import acknowledge
from workflow.registry import lookup
from workflow.registry.load import load
from workflow.registry.units import Unit
from workflow.store import tables as t

FEW, MANY = 10_000, 1_000_000
NOW = datetime(2020, 9, 9, 2, tzinfo=UTC)
_PROVINCE, _LAGGING_DISTRICT = "54", "5406"
TIMES = 15
"""The number of measurements of both, by turns."""


def figures(members: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """The same open circular, most of it done, beside 10 thousand and beside a million closed tasks."""
    with empty_desk(folder / "few") as few:
        one_open(few, members)
        _close_to(few, FEW)
        with few.database.engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        (folder / "many").mkdir()
        shutil.copyfile(folder / "few" / "wian.db", folder / "many" / "wian.db")
        with empty_desk(folder / "many") as many:
            _close_to(many, MANY)
            yield from _compare(few, many)


def beside_closed_tasks(server: str, few: tuple[Services, int], many: tuple[Services, int]) -> Iterator[Figure]:
    """A sweep with nothing due, and its query alone, on two databases with different numbers of closed tasks."""
    for what, meaning, work in (
        ("a sweep with nothing due", "queries, drafts looked at again, closing, the figures counted", sweep_nothing),
        ("asking what is due", "the queries of the stages alone", ask),
    ):
        small, large = interleaved(partial(work, few[0]), partial(work, many[0]), TIMES)
        yield Figure(
            f"{what}, {server}: beside {many[1]:,} closed tasks (ours), beside {few[1]:,} (peer)",
            f"{large * 1000:.1f} ms",
            f"{meaning}; medians of {TIMES} by turns; 1.0 times as long: closed tasks cost nothing",
            f"{small * 1000:.1f} ms",
            f"{large / small:.2f} times as long",
        )


def _compare(few: Services, many: Services) -> Iterator[Figure]:
    yield from beside_closed_tasks("SQLite", (few, FEW), (many, MANY))
    with watched(many.database) as plans:
        sweep_nothing(many)
    yield Figure("how SQLite reads the tasks meanwhile", "", "\n".join(lines_about("tasks", plans)))


def sweep_nothing(here: Services) -> None:
    """A sweep without work."""
    done = sweep_here(here, NOW)
    assert not (done.made or done.withdrawn or done.closed or done.incidents), done


def ask(here: Services) -> None:
    """The query for due letters, with none due."""
    with here.database.read() as conn:
        assert due(conn, NOW, here.calendar) == []


def one_open(here: Services, members: Sequence[Unit]) -> None:
    """A circular to the nation, done except in one district, about which a draft waits."""
    with here.database.write() as conn:
        load(conn, members)
    circular, _, _, _ = issue_file(here, FILE, ACT)
    received = Act("bench", datetime(2020, 5, 29, 3, tzinfo=UTC))
    with here.database.write() as conn:
        province = lookup.by_code(conn, _PROVINCE)
        district = lookup.by_code(conn, _LAGGING_DISTRICT)
        acknowledge(conn, circular, province, received, "bench")
        passing.pass_on(conn, circular, province, here.printer, received)
        above = select(t.units.c.id).where(t.units.c.code.in_(["DLA", _PROVINCE, _LAGGING_DISTRICT]))
        done = and_(t.tasks.c.unit_id.not_in(above), func.coalesce(t.tasks.c.district_id, 0) != district.id)
        conn.execute(update(t.tasks).where(done).values(state="done", outcome="complete", done_on=date(2020, 8, 20)))
    made = sweep_here(here, NOW).made
    assert len(made) == 1, made


def _close_to(here: Services, wanted: int) -> None:
    """Add closed circulars with finished tasks in bulk, up to this number of closed tasks."""
    with here.database.write() as conn:
        row = dict(conn.execute(select(t.circulars).where(t.circulars.c.id == 1)).mappings().one())
        there = conn.scalar(select(func.count()).where(t.tasks.c.state == "done")) or 0
        while there < wanted:
            number = (conn.scalar(select(func.max(t.circulars.c.id))) or 0) + 1
            closed = {"id": number, "code": f"closed-{number}", "state": "closed", "closed_on": date(2020, 9, 1)}
            conn.execute(insert(t.circulars).values(row | closed))
            copied = _done_copy(number).limit(wanted - there)
            there += conn.execute(
                insert(t.tasks).from_select([c.name for c in t.tasks.c if c.name != "id"], copied)
            ).rowcount


def _done_copy(circular_id: int) -> Select[*tuple[object, ...]]:
    changed = {"circular_id": circular_id, "state": "done", "outcome": "complete"}
    columns = [literal(changed[c.name]) if c.name in changed else c for c in t.tasks.c if c.name != "id"]
    return select(*columns).where(t.tasks.c.circular_id == 1).order_by(t.tasks.c.id)
