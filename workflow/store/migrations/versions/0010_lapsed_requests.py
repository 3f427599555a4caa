"""Requests for time that lapse, and what is to be carried by hand found without reading all deliveries"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0010"
down_revision = "0009"

_BEFORE = "state IN ('asked', 'granted', 'refused', 'withdrawn')"
_NOW = "state IN ('asked', 'granted', 'refused', 'withdrawn', 'lapsed')"
_TO_CARRY = sa.text("channel = 'hand' AND sent_at IS NULL")
_OVER = """
    id IN (SELECT requests.id FROM requests
        JOIN tasks ON tasks.id = requests.task_id JOIN circulars ON circulars.id = requests.circular_id
        WHERE requests.state = 'asked' AND (tasks.state IN ('done', 'waived', 'cancelled') OR circulars.state <> 'open'))
"""
_WHY = "it was open when the task or the circular ended; found by an upgrade of Wian"
_AT = "(SELECT max(events.at) FROM events WHERE events.circular_id = requests.circular_id)"
_END = f"""
    UPDATE requests SET state = 'lapsed', decided_why = '{_WHY}', decided_by = 'wian', decided_at = {_AT}
    WHERE {_OVER}
"""
_TELL = f"""
    INSERT INTO events (at, actor, noun, subject_id, circular_id, unit_id, action, from_state, to_state, why)
    SELECT {_AT}, 'wian', 'request', id, circular_id, unit_id, 'lapse', 'asked', 'lapsed', '{_WHY}'
    FROM requests WHERE {_OVER}
"""


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_to_carry",
        "deliveries",
        ["recorded_at"],
        sqlite_where=_TO_CARRY,
        postgresql_where=_TO_CARRY,
    )
    _allow(_NOW)
    op.execute(_TELL)
    op.execute(_END)


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    rules = guards.of_table("requests", guards.UNTIL_0015)
    for statement in triggers.drop(dialect, rules):
        op.execute(statement)
    op.execute("UPDATE requests SET state = 'withdrawn' WHERE state = 'lapsed'")
    for statement in triggers.create(dialect, rules):
        op.execute(statement)
    _allow(_BEFORE)
    op.drop_index("ix_deliveries_to_carry", "deliveries")


def _allow(states: str) -> None:
    """Set which states there are. SQLite makes the table anew for that, without its triggers and this one rule."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_requests_state"), "requests", type_="check")
        op.create_check_constraint(op.f("ck_requests_state"), "requests", states)
        return
    with op.batch_alter_table("requests") as requests:
        requests.create_check_constraint(op.f("ck_requests_state"), states)
    for statement in triggers.create("sqlite", guards.of_table("requests", guards.UNTIL_0015)):
        op.execute(statement)
