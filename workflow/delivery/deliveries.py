"""Deliveries: one per addressee of an issued letter, with its channel, and whether it is sent or waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    String,
    and_,
    bindparam,
    case,
    insert,
    literal_column,
    null,
    select,
    tuple_,
    update,
)

from workflow import incidents
from workflow.act import Act
from workflow.delivery import outbox
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.types import UtcDateTime

_PAGE, _MAIL, _HAND = (literal_column(f"'{channel}'", String) for channel in ("page", "mail", "hand"))
_MINE = t.letters.alias("mine")


@dataclass(frozen=True)
class Delivery:
    """The delivery of a letter to an office. `waits`: `mail` for the next attempt, `person`, or empty."""

    letter_id: int
    circular: str
    unit_code: str
    unit_name: str
    channel: str
    address: str
    recorded_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str
    waits: str


def record(conn: Connection, letter_ids: Sequence[int], mails: bool, now: datetime) -> None:
    """Write the deliveries of letters issued in this transaction, by one statement.

    Letters of a circular with a grade of secrecy go by hand and wait for a person to confirm it. If `mails`, letters
    to offices with an e-mail address go by mail. All others, and memos to the own head, are on the office's page from
    this moment.
    """
    conn.execute(_recording(mails), {"issued": letter_ids, "moment": now})


@cache
def _recording(mails: bool) -> Insert:
    # Thousands of offices are joined only if mails may go to them.
    mail_to = t.units.c.email if mails else literal_column("''", String).label("email")
    places = t.letter_addressees.join(t.letters, t.letters.c.id == t.letter_addressees.c.letter_id)
    addressed = (
        select(t.letter_addressees.c.letter_id, t.letter_addressees.c.unit_id, mail_to)
        .add_columns(_channel(mails).label("channel"))
        .select_from(places.join(t.units, t.units.c.id == t.letter_addressees.c.unit_id) if mails else places)
        .where(any_of_bound(t.letters.c.id, "issued"))
        .cte("addressed")
        # Evaluated once per row instead of at every use.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    to, moment = addressed.c, bindparam("moment", type_=UtcDateTime)
    rows = select(
        *(to.letter_id, to.unit_id, to.channel),
        case((to.channel == _MAIL, to.email), else_=literal_column("''", String)),
        moment,
        case((to.channel == _PAGE, moment), else_=null()),
        case((to.channel == _MAIL, moment), else_=null()),
    )
    columns = ("letter_id", "unit_id", "channel", "address", "recorded_at", "sent_at", "due_at")
    return insert(t.deliveries).from_select(columns, rows)


def _channel(mails: bool) -> ColumnElement[str]:
    # The long file of a circular is read once per circular, not for thousands of addressees.
    circulars_issued = select(_MINE.c.circular_id).where(any_of_bound(_MINE.c.id, "issued"))
    graded = select(t.circulars.c.id).where(
        t.circulars.c.id.in_(circulars_issued), t.circulars.c.content["secrecy"].as_string() != ""
    )
    kinds = [(t.letters.c.circular_id.in_(graded), _HAND), (t.letters.c.form == "memo", _PAGE)]
    if mails:
        kinds.append((t.units.c.email != "", _MAIL))
    return case(*kinds, else_=_PAGE)


def find(conn: Connection, where: ColumnElement[bool]) -> list[Delivery]:
    """The deliveries that meet a condition on `deliveries`, `letters`, `circulars` or `units`, by letter."""
    waits = case(
        (t.deliveries.c.sent_at.is_not(None), ""), (t.deliveries.c.due_at.is_not(None), "mail"), else_="person"
    )
    way = (t.deliveries.c.channel, t.deliveries.c.address, t.deliveries.c.recorded_at, t.deliveries.c.sent_at)
    rows = (
        select(
            *(t.letters.c.id.label("letter_id"), t.circulars.c.code.label("circular")),
            *(t.units.c.code.label("unit_code"), t.units.c.name.label("unit_name")),
            *(*way, t.deliveries.c.attempts, t.deliveries.c.problem, waits.label("waits")),
        )
        .select_from(t.deliveries)
        .join(t.letters, t.letters.c.id == t.deliveries.c.letter_id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .join(t.units, t.units.c.id == t.deliveries.c.unit_id)
        .where(where)
        .order_by(t.letters.c.id, t.units.c.code)
    )
    return [Delivery(**row) for row in conn.execute(rows).mappings()]


def retry(conn: Connection, where: ColumnElement[bool], act: Act) -> int:
    """Queue mails again that were refused for good, to the offices' current addresses; return their number.

    `where` is a condition on `deliveries`, `letters` or `units`, among deliveries that wait for a person.
    """
    email = select(t.units.c.email).where(t.units.c.id == t.deliveries.c.unit_id).scalar_subquery()
    chosen = and_(where, t.deliveries.c.channel == "mail")
    return _settle(conn, chosen, act, due_at=act.now, address=email)


def hand_over(conn: Connection, where: ColumnElement[bool], act: Act) -> int:
    """Record that a person has carried letters to their offices, secret ones or with refused mails. As `retry`."""
    return _settle(conn, where, act, channel="hand", sent_at=act.now)


def _settle(conn: Connection, where: ColumnElement[bool], act: Act, **values: object) -> int:
    waits = and_(t.deliveries.c.sent_at.is_(None), t.deliveries.c.due_at.is_(None))
    statement = (
        select(t.deliveries.c.letter_id, t.deliveries.c.unit_id, t.units.c.code)
        .join(t.letters, t.letters.c.id == t.deliveries.c.letter_id)
        .join(t.units, t.units.c.id == t.deliveries.c.unit_id)
        .where(waits, where)
        .order_by(t.deliveries.c.letter_id, t.deliveries.c.unit_id)  # in one order, against deadlocks
    )
    rows = conn.execute(statement.with_for_update(of=t.deliveries)).all()
    keys = tuple_(t.deliveries.c.letter_id, t.deliveries.c.unit_id).in_([(row.letter_id, row.unit_id) for row in rows])
    conn.execute(update(t.deliveries).where(keys).values(actor=act.actor, **values))
    incidents.resolve_all(conn, [outbox.incident_key(row.letter_id, row.code) for row in rows], act.now)
    return len(rows)
