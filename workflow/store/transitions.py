"""Transitions: the only way to change states, checked by the state table, with an event for every row."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Insert,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    literal,
    select,
    update,
)

from workflow.act import Act
from workflow.errors import UnknownError
from workflow.states import NOT_YET, Noun, check, transition
from workflow.store import tables as t
from workflow.store.any_of import any_of, any_of_bound
from workflow.store.bulk import Rows, update_all
from workflow.store.events import (
    TABLE,
    EventColumns,
    act_columns,
    act_values,
    event_rows,
    record,
)

_OF_EACH_ACT = ("at", "actor", "why", "actor_kind", "actor_id")
_ACTS = Rows("acts", {"id": Integer(), **{name: t.events.c[name].type for name in _OF_EACH_ACT}})


def move(conn: Connection, noun: Noun, action: str, where: ColumnElement[bool], act: Act, **values: object) -> int:
    """Move every row that meets `where` and may take the step `action`; return the number of moved rows.

    Other rows stay unchanged without an error; `move_one` raises one. `values` are further columns to set.
    """
    return _run(conn, _moving(conn.dialect.name, noun, action, where, act_columns(act), values))


def move_by(conn: Connection, noun: Noun, action: str, acts: Mapping[int, Act], **values: object) -> int:
    """As `move`, for some hundred rows by id, with an act (without details) for every row."""
    acts_by_id = _ACTS.parameter(conn.dialect, [{"id": row_id, **act_values(act)} for row_id, act in acts.items()])
    changes = {"ids": acts.keys(), **{f"new_{name}": value for name, value in values.items()}}
    statements = _moving_by(conn.dialect.name, noun, action, tuple(values))
    return _run(conn, statements, {**changes, **acts_by_id}, changes)


@cache
def _moving_by(dialect: str, noun: Noun, action: str, names: tuple[str, ...]) -> list[Executable]:
    """The statements of `move_by`, cached because building them took longer than executing them for a few rows."""
    acts, row = _ACTS.table(dialect), TABLE[noun].c
    columns = EventColumns(
        **{name: acts.c[name] for name in _OF_EACH_ACT}, details=literal(None, t.events.c.details.type)
    )
    values = {name: bindparam(f"new_{name}", type_=row[name].type) for name in names}
    return _moving(dialect, noun, action, any_of_bound(row["id"], "ids"), columns, values, acts)


def _run(
    conn: Connection,
    statements: Sequence[Executable],
    recorded: Mapping[str, object] | None = None,
    changed: Mapping[str, object] | None = None,
) -> int:
    """Execute the statements of `_moving` with their parameters; return the number of moved rows."""
    recording, *changing = statements
    # An INSERT's cursor loses its row count on closing, unless the count is preserved.
    moved = conn.execute(recording, recorded, execution_options={"preserve_rowcount": True}).rowcount
    for statement in changing if moved else ():
        conn.execute(statement, changed)
    return moved


def _moving(
    dialect: str,
    noun: Noun,
    action: str,
    where: ColumnElement[bool],
    act: EventColumns,
    values: Mapping[str, object],
    acts: FromClause | None = None,
) -> list[Executable]:
    """The statements that record the steps and, on SQLite, take them."""
    step, table = transition(noun, action), TABLE[noun]
    condition = and_(where, table.c.state.in_(step.sources))
    if step.duty:
        condition = and_(condition, table.c.duty == step.duty)
    new = {"state": step.target, **values}
    if dialect == "postgresql":
        # One statement locks, changes and records the same rows.
        in_order = select(table).where(condition).order_by(table.c.id)  # against deadlocks
        picked = in_order.with_for_update(key_share=True).cte("picked")
        changed = update(table).where(table.c.id == picked.c.id).values(new).returning(table.c.id).cte("changed")
        rows = event_rows(noun, picked.c, step.action, step.target, act)
        if acts is not None:
            rows = rows.where(acts.c.id == picked.c.id)
        return [record(rows).add_cte(changed)]
    # SQLite has a single writer, so nothing changes between these two statements.
    rows = event_rows(noun, table.c, step.action, step.target, act).where(condition).order_by(table.c.id)
    if acts is not None:
        rows = rows.where(acts.c.id == table.c.id)
    return [record(rows), update(table).where(condition).values(new)]


def move_one(conn: Connection, noun: Noun, action: str, subject_id: int, act: Act, **values: object) -> None:
    """Move one row. Raises NotAllowedError, naming the possible steps, if the state table forbids the step."""
    table = TABLE[noun]
    duty = table.c.duty if noun is Noun.TASK else literal("")
    standing = select(table.c.state, duty).where(table.c.id == subject_id)
    row = conn.execute(standing.with_for_update(key_share=True)).first()
    if row is None:
        raise UnknownError(f"there is no {noun} {subject_id}")
    check(noun, action, row[0], row[1])
    move(conn, noun, action, table.c.id == subject_id, act, **values)


def move_each(conn: Connection, noun: Noun, action: str, values: Mapping[int, Mapping[str, object]], act: Act) -> None:
    """Move rows by id, with values of their own for the same columns.

    Raises NotAllowedError, naming the possible steps, if the state table forbids the step for a row; the transaction
    must then be rolled back.
    """
    if not values:
        return
    step = transition(noun, action)
    states = {row_id: (state, duty) for row_id, state, duty in conn.execute(_locked_states(noun, values)).all()}
    for row_id in values:
        if row_id not in states:
            raise UnknownError(f"there is no {noun} {row_id}")
        check(noun, action, *states[row_id])
    conn.execute(_recording(noun, step.action, step.target, values, act))
    update_all(conn, TABLE[noun], [{"id": row_id, **row} for row_id, row in values.items()], state=step.target)


def _locked_states(noun: Noun, ids: Collection[int]) -> Select[Any]:
    """The query for the states of rows, locked in order of id against deadlocks."""
    table = TABLE[noun]
    duty = table.c.duty if noun is Noun.TASK else literal("")
    rows = select(table.c.id, table.c.state, duty).where(any_of(table.c.id, ids))
    return rows.order_by(table.c.id).with_for_update(key_share=True)


def _recording(
    noun: Noun, action: str, target: str, ids: Collection[int], act: Act, from_state: str | None = None
) -> Insert:
    """The statement that records a step of rows; `from_state` is their present state by default."""
    row = TABLE[noun].c
    rows = event_rows(noun, row, action, target, act_columns(act), None if from_state is None else literal(from_state))
    rows = rows.where(any_of(row["id"], ids)).order_by(row["id"])
    return record(rows)


def record_each(conn: Connection, noun: Noun, action: str, ids: Collection[int], act: Act) -> None:
    """Record the first event of new rows by id, created by this action."""
    step = transition(noun, action)
    assert NOT_YET in step.sources
    conn.execute(_recording(noun, action, step.target, ids, act, NOT_YET))


def record_new(conn: Connection, noun: Noun, where: ColumnElement[bool], actions: Mapping[str, str], act: Act) -> int:
    """Record the first event of new rows; `actions` is the creating action by state."""
    for state, action in actions.items():
        assert NOT_YET in transition(noun, action).sources
        assert transition(noun, action).target == state
    table = TABLE[noun]
    created = case(dict(actions), value=table.c.state)
    rows = event_rows(noun, table.c, created, table.c.state, act_columns(act), literal(NOT_YET))
    rows = rows.where(where, table.c.state.in_(list(actions))).order_by(table.c.id)
    return _run(conn, [record(rows)])
