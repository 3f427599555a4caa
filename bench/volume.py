"""PostgreSQL with few and with millions of tasks: a sweep with nothing due, and the figures of one circular."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import ClientCursor
from sqlalchemy import Connection, Engine, event, text

from bench.databases import copied, empty_desk, postgres_address
from bench.figure import Figure, interleaved
from bench.sweeping import NOW, TIMES, beside_closed_tasks, one_open
from runtime.services import Services
from runtime.settings import load_settings
from workflow.cascade.close import finished_circulars
from workflow.circulars import circular as circulars
from workflow.circulars import figures as circular_figures
from workflow.followup import drafts
from workflow.followup.due import due
from workflow.registry.units import Unit

_TURNS = 100  # of a few milliseconds; the minimum of fewer varies
FEW, MILLION, MANY = 100_000, 1_000_000, 5_000_000
_CIRCULARS = """
    INSERT INTO circulars (code, issuer_id, state, subject, deadline, issued_on, closed_on, import_wins,
                           verify_reports, content, ladder)
    SELECT 'closed-' || n, issuer_id, 'closed', subject, deadline, issued_on, deadline, import_wins,
           verify_reports, content, ladder
    FROM circulars, generate_series(1, :wanted) AS n WHERE id = 1
"""
_TASKS = """
    INSERT INTO tasks (circular_id, unit_id, above_id, level, province_id, district_id, duty, state, outcome, note,
                       deadline, deadline_version, done_on)
    SELECT c.id, unit_id, above_id, level, province_id, district_id, duty, 'done', 'complete', '',
           t.deadline, deadline_version, t.deadline
    FROM circulars AS c, tasks AS t WHERE t.circular_id = 1 AND c.state = 'closed'
    ORDER BY c.id, t.id LIMIT :wanted
"""
_GIVEN = re.compile(r"%\((\w+)\)s")
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tasks' AND indexname LIKE 'ix_%'
"""


def figures(members: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """The same open circular, most of it done, beside few and beside millions of closed tasks."""
    with postgres_address() as address:
        if not address:
            yield Figure("millions of tasks", "-", "not measured: no PostgreSQL; WIAN_TEST_POSTGRES names one")
            return
        with empty_desk(folder / "open", address) as here:
            one_open(here, members)
        with copied(address) as few, copied(address) as million, copied(address) as many:
            desks = [_filled(folder, each, wanted) for each, wanted in ((few, FEW), (million, MILLION), (many, MANY))]
            yield from _compare(desks[0], desks[2])
            yield _by_province(desks[1])
            for services in desks:
                services.database.close()


def _filled(folder: Path, address: str, wanted: int) -> Services:
    """A database with this number of closed tasks, added in bulk, and vacuumed."""
    given = {"WIAN_DATABASE_ADDRESS": address, "WIAN_LETTERS_FOLDER": str(folder / "open" / "data" / "letters")}
    services = Services(load_settings(given, folder))
    with services.database.write() as conn:
        indexes = list(conn.execute(text(_INDEXES)))
        for name, _ in indexes:
            conn.execute(text(f"DROP INDEX {name}"))
        each = conn.scalar(text("SELECT count(*) FROM tasks WHERE circular_id = 1")) or 1
        conn.execute(text(_CIRCULARS), {"wanted": wanted // each + 1})
        conn.execute(text(_TASKS), {"wanted": wanted})
        for _, made in indexes:
            conn.execute(text(made))
    with services.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE"))
    return services


def _compare(few: Services, many: Services) -> Iterator[Figure]:
    yield from beside_closed_tasks("PostgreSQL", (few, FEW), (many, MANY))
    small, large = (_in_database(services) for services in (few, many))
    yield Figure(
        f"the same within the database, beside {MANY:,} and beside {FEW:,}",
        f"{large:.2f} ms",
        "the server's own execution time of all that is asked: open circulars, deadlines, stages, drafts, what is "
        f"finished; prepared, as workers ask it; least of {_TURNS}",
        f"{small:.2f} ms",
        f"{large / small:.2f} times as long",
    )


def _in_database(services: Services) -> float:
    """The server's milliseconds for all queries of a sweep with nothing due."""
    with _asked(services.database.engine) as asked, services.database.read() as conn:
        assert due(conn, NOW, services.calendar) == []
        assert drafts.needless_drafts(conn) == []
        assert finished_circulars(conn) == []
    with services.database.read() as conn:
        return _least(conn, asked)


def _least(conn: Connection, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> float:
    again = [_prepared(conn, f"asked_{number}", *each) for number, each in enumerate(asked)]
    return min(sum(_explained(conn, each) for each in again) for _ in range(_TURNS))


@contextmanager
def _asked(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent to a database in this block."""
    found: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, given: Any, *_: object) -> None:  # noqa: ANN401
        found.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _prepared(conn: Connection, name: str, statement: str, given: Mapping[str, Any]) -> str:
    """Prepare a statement on the server, as the driver does; return the SQL that executes it."""
    order: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        order.append(found[1])
        return f"${len(order)}"

    driver: Any = conn.connection.driver_connection
    driver.execute(f"PREPARE {name} AS {_GIVEN.sub(numbered, statement)}")
    values = f"({', '.join(['%s'] * len(order))})" if order else ""
    return ClientCursor(driver).mogrify(f"EXECUTE {name}{values}", [given[each] for each in order])


def _explained(conn: Connection, execute: str) -> float:
    driver: Any = conn.connection.driver_connection
    ((told,),) = driver.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {execute}").fetchone()
    return float(told["Execution Time"])


def _by_province(services: Services) -> Figure:
    with services.database.read() as conn:
        (circular,) = circulars.open_ones(conn)

        def count() -> None:
            assert len(circular_figures.figures(conn, circular)) == 76

        def count_plainly() -> None:
            assert len(conn.execute(text(_PLAINLY), {"circular": circular.code}).all()) == 76

        fast, slow = interleaved(count, count_plainly, TIMES)
        with _asked(services.database.engine) as asked:
            count()
        within = _least(conn, asked)
    return Figure(
        f"the figures of one circular by province, among {MILLION:,} tasks, PostgreSQL",
        f"{fast * 1000:.1f} ms",
        f"nine counts for each of 76 provinces, {within:.1f} ms of it in the database (least of {_TURNS}); "
        "peer: six of them by going up the tree of units for each task",
        f"{slow * 1000:.1f} ms",
        f"{slow / fast:.1f} times faster",
    )


_PLAINLY = """
    WITH RECURSIVE above AS (
        SELECT t.id AS task, u.id, u.parent_id, u.level FROM tasks t JOIN units u ON u.id = t.unit_id
        WHERE t.circular_id = (SELECT id FROM circulars WHERE code = :circular) AND t.duty = 'do'
        UNION ALL SELECT a.task, u.id, u.parent_id, u.level FROM above a JOIN units u ON u.id = a.parent_id
        WHERE a.level <> 'province'
    )
    SELECT a.id, count(*), count(*) FILTER (WHERE t.state = 'done' AND t.outcome <> 'nil'),
           count(*) FILTER (WHERE t.state = 'done' AND t.outcome = 'nil'), count(*) FILTER (WHERE t.state = 'waived'),
           count(*) FILTER (WHERE t.state = 'done' AND t.done_on <= t.deadline),
           count(*) FILTER (WHERE EXISTS (SELECT 1 FROM receipts r JOIN letters l ON l.id = r.letter_id
               WHERE r.unit_id = t.unit_id AND l.circular_id = t.circular_id AND r.voided_at IS NULL))
    FROM above a JOIN tasks t ON t.id = a.task WHERE a.level = 'province' GROUP BY a.id
"""
