"""Conditions of partial indexes, as they stand in statements."""

import pytest
from sqlalchemy import select, text, true
from sqlalchemy.sql.selectable import NamedFromClause

from runtime.services import Services
from workflow.store import tables as t
from workflow.store.dialect import is_open


@pytest.mark.parametrize(
    ("rows", "key", "index"),
    [
        (t.circulars, "", "ix_circulars_open"),
        (t.tasks, "circular_id", "ix_tasks_open"),
        (t.tasks.alias("below"), "circular_id", "ix_tasks_open"),
        (t.requests, "task_id", "uq_requests_open"),
        (t.requests.alias("wishes"), "task_id", "uq_requests_open"),
    ],
)
def test_open_rows_are_found_through_their_partial_index(
    sqlite_services: Services, rows: NamedFromClause, key: str, index: str
) -> None:
    with sqlite_services.database.read() as conn:
        found = select(rows.c.id).where(rows.c[key] == 1 if key else true(), is_open(rows))
        statement = found.compile(conn, compile_kwargs={"literal_binds": True})
        plan = conn.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    assert any(index in step.detail for step in plan), plan
