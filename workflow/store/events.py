"""The rows of events: the record of a step, for one row of a table or for thousands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Table, insert, literal, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from workflow.act import Act
from workflow.states import Noun
from workflow.store import tables as t

TABLE: dict[Noun, Table] = {
    Noun.CIRCULAR: t.circulars,
    Noun.TASK: t.tasks,
    Noun.LETTER: t.letters,
    Noun.REQUEST: t.requests,
}
"""The tables whose states events record, by noun."""

_COLUMNS = (
    "at",
    "actor",
    "noun",
    "subject_id",
    "circular_id",
    "unit_id",
    "action",
    "from_state",
    "to_state",
    "why",
    "actor_kind",
    "actor_id",
    "details",
)


@dataclass(frozen=True)
class EventColumns:
    """The columns of an event that describe its act."""

    at: ColumnElement[datetime]
    actor: ColumnElement[str]
    why: ColumnElement[str]
    actor_kind: ColumnElement[str]
    actor_id: ColumnElement[int | None]
    details: ColumnElement[object]


def act_values(act: Act) -> dict[str, object]:
    """The values of an event that describe this act, by column."""
    return {
        "at": act.now,
        "actor": act.actor,
        "why": act.why,
        "actor_kind": act.actor_kind,
        "actor_id": act.actor_id,
        "details": act.details,
    }


def act_columns(act: Act) -> EventColumns:
    """The values of an event that describe this act, as literals."""
    columns: dict[str, ColumnElement[Any]] = {
        name: literal(value, t.events.c[name].type) for name, value in act_values(act).items()
    }
    return EventColumns(**columns)


def record(rows: Select[Any]) -> Insert:
    """The statement that writes rows of events."""
    return insert(t.events).from_select(_COLUMNS, rows)


def event_rows(
    noun: Noun,
    row: ReadOnlyColumnCollection[str, Any],
    action: str | ColumnElement[str],
    target: str | ColumnElement[str],
    act: EventColumns,
    from_state: ColumnElement[str] | None = None,
) -> Select[Any]:
    """The rows of events for a step of these rows; `from_state` is their present state by default."""
    circular = row["id"] if noun is Noun.CIRCULAR else row["circular_id"]
    unit = {Noun.CIRCULAR: "issuer_id", Noun.LETTER: "sender_id"}.get(noun, "unit_id")
    return select(
        act.at,
        act.actor,
        literal(str(noun)),
        row["id"],
        circular,
        row[unit],
        literal(action) if isinstance(action, str) else action,
        row["state"] if from_state is None else from_state,
        literal(target) if isinstance(target, str) else target,
        act.why,
        act.actor_kind,
        act.actor_id,
        act.details,
    )
