"""Letters as messages name them: by their keys, which say nothing of how things stand when the message arrives."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from workflow import circulars, followup
from workflow.calendar import WorkCalendar, local_date
from workflow.followup import Due
from workflow.store import tables
from workflow.store.tables import tasks

Key = tuple[int, int, str, int]
"""A letter's key: circular, sender, stage, deadline version."""


def key_of(item: Due) -> Key:
    """A letter's key as it travels in a message."""
    return item.circular.id, item.sender_id, item.ranked.stage.id, item.version


def still_due(conn: Connection, calendar: WorkCalendar, keys: Sequence[Key], now: datetime) -> list[Due]:
    """Those of the letters that are due at this moment; a circular that is over, or unknown, has none."""
    wanted, today = set(_read(keys)), local_date(now)
    senders = {key[1] for key in wanted}
    found = [
        item
        for circular in circulars.find(conn, tables.circulars.c.id.in_({key[0] for key in wanted}))
        if circular.state == "open"
        for item in followup.due_of(conn, circular, today, calendar, senders)
    ]
    return [item for item in found if key_of(item) in wanted]


def senseless(conn: Connection, keys: Sequence[Key]) -> Iterator[tuple[str, str]]:
    """What is wrong with keys that no sweep can have sent as things stand: an incident's key and its words.

    An unknown circular, stage or sender comes of another version or another's message; a cancelled circular was
    called off while the message lay in its queue. Letters that merely are not due any more are nothing wrong.
    """
    wanted = _read(keys)
    known = {each.id: each for each in circulars.find(conn, tables.circulars.c.id.in_({key[0] for key in wanted}))}
    part = select(tasks.c.circular_id, tasks.c.unit_id).where(
        tasks.c.circular_id.in_(known), tasks.c.unit_id.in_({key[1] for key in wanted})
    )
    senders = {(circular_id, unit_id) for circular_id, unit_id in conn.execute(part)}
    for circular_id, sender_id, stage, _ in wanted:
        circular, asked = known.get(circular_id), f"a message asked for the letter '{stage}' of unit {sender_id}"
        if circular is None:
            yield f"message/circular/{circular_id}", f"{asked} under circular {circular_id}, which there is not"
        elif circular.state == "cancelled":
            yield f"message/{circular.code}/cancelled", f"{asked}, but circular '{circular.code}' has been cancelled"
        elif stage not in {ranked.stage.id for ranked in circular.ladder.ranked()}:
            yield f"message/{circular.code}/{stage}", f"{asked}, a stage that '{circular.code}' does not have"
        elif (circular_id, sender_id) not in senders:
            yield f"message/{circular.code}/{sender_id}", f"{asked}, which takes no part in '{circular.code}'"


def _read(keys: Sequence[Key]) -> list[Key]:
    """The keys of a message. Raises ValueError or TypeError for what is none: an older version may have sent it."""
    return [
        (int(circular_id), int(sender_id), str(stage), int(version)) for circular_id, sender_id, stage, version in keys
    ]
