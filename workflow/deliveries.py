"""Deliveries: to whom an issued letter has gone, how, and what still waits; one for each addressee of each letter."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, String, case, insert, literal, literal_column, null, select

from workflow.store.columns import UtcDateTime
from workflow.store.dispatch import deliveries
from workflow.store.paper import letter_addressees, letters
from workflow.store.tables import circulars, units

_PAGE, _MAIL, _HAND = (literal_column(f"'{channel}'", String) for channel in ("page", "mail", "hand"))


def record(conn: Connection, letter_ids: Sequence[int], mails: bool, now: datetime) -> None:
    """Write the deliveries of letters issued in this transaction, by one statement for all of them.

    A letter of a circular with a grade of secrecy is carried by hand and waits for a person to say that it was;
    a memo to the own head, and a letter to an office without an e-mail address, lies open on the office's page
    from this moment; for all others, where `mails` says that mail is switched on, a mail waits to be sent.
    """
    channel = _channel(mails)
    address = case((channel == _MAIL, units.c.email), else_=literal_column("''", String))
    moment = literal(now, UtcDateTime)
    rows = (
        select(
            letter_addressees.c.letter_id,
            letter_addressees.c.unit_id,
            channel,
            address,
            moment,
            case((channel == _PAGE, moment), else_=null()),
            case((channel == _MAIL, moment), else_=null()),
        )
        .join(letters, letters.c.id == letter_addressees.c.letter_id)
        .join(circulars, circulars.c.id == letters.c.circular_id)
        .join(units, units.c.id == letter_addressees.c.unit_id)
        .where(letters.c.id.in_(letter_ids))
    )
    columns = ("letter_id", "unit_id", "channel", "address", "recorded_at", "sent_at", "due_at")
    conn.execute(insert(deliveries).from_select(columns, rows))


def _channel(mails: bool) -> ColumnElement[str]:
    secret = circulars.c.matter["secrecy"].as_string() != ""
    kinds = [(secret, _HAND), (letters.c.form == "memo", _PAGE)]
    if mails:
        kinds.append((units.c.email != "", _MAIL))
    return case(*kinds, else_=_PAGE)
