"""The keys of letters in messages, which are checked against the database when the message arrives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.calendar import WorkCalendar
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.followup import due
from workflow.followup.due import DueLetter
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.store import tables as t
from workflow.store.any_of import any_of, any_of_bound

Key = tuple[int, int, str, int]
"""A letter's key: circular, sender, stage, deadline version."""


@dataclass(frozen=True)
class RequestedLetters:
    """The letters requested by a message: keys, circulars by id, and the level of senders by circular and unit."""

    keys: Sequence[Key]
    circulars: Mapping[int, Circular]
    senders: Mapping[int, Mapping[int, Level]]


def key_of(item: DueLetter) -> Key:
    """A letter's key in a message."""
    return item.circular.id, item.sender_id, item.ranked.stage.id, item.version


_PARTICIPANTS = select(t.tasks.c.circular_id, t.tasks.c.unit_id, t.tasks.c.level).where(
    any_of_bound(t.tasks.c.circular_id, "circulars"), any_of_bound(t.tasks.c.unit_id, "units")
)


def read(conn: Connection, message: Sequence[Key]) -> RequestedLetters:
    """The letters requested by a message. Raises ValueError or TypeError for wrong keys, such as an old version's."""
    keys = [(int(circular), int(sender), str(stage), int(version)) for circular, sender, stage, version in message]
    named = any_of(t.circulars.c.id, {key[0] for key in keys})
    by_id = {circular.id: circular for circular in circulars.find(conn, named)}
    senders: dict[int, dict[int, Level]] = {circular_id: {} for circular_id in by_id}
    for circular_id, unit_id, level in conn.execute(
        _PARTICIPANTS, {"circulars": by_id, "units": {key[1] for key in keys}}
    ).all():
        senders[circular_id][unit_id] = Level(level)
    return RequestedLetters(keys, by_id, senders)


def still_due(conn: Connection, calendar: WorkCalendar, requested: RequestedLetters, now: datetime) -> list[DueLetter]:
    """The requested letters that are due now; finished and unknown circulars have none."""
    keys, today = set(requested.keys), local_date(now)
    due_letters = [
        letter
        for circular in requested.circulars.values()
        if circular.state == "open"
        for letter in due.due_of(conn, circular, today, calendar, requested.senders[circular.id])
    ]
    return [letter for letter in due_letters if key_of(letter) in keys]


def senseless(requested: RequestedLetters) -> Iterator[tuple[str, str]]:
    """The incidents (key and problem) of keys that no sweep would send now.

    An unknown circular, stage or sender comes from another version or a foreign message; a circular may have been
    cancelled while the message waited. Letters that are no longer due are no fault.
    """
    for circular_id, sender_id, stage, _ in requested.keys:
        circular, letter = requested.circulars.get(circular_id), f"a message asked for '{stage}' of unit {sender_id}"
        if circular is None:
            yield f"message/circular/{circular_id}", f"{letter} under circular {circular_id}, which there is not"
        elif circular.state == "cancelled":
            yield f"message/{circular.code}/cancelled", f"{letter}, but circular '{circular.code}' has been cancelled"
        elif stage not in {ranked.stage.id for ranked in circular.ladder.ranked_stages()}:
            yield f"message/{circular.code}/{stage}", f"{letter}, a stage that '{circular.code}' does not have"
        elif sender_id not in requested.senders[circular_id]:
            yield f"message/{circular.code}/{sender_id}", f"{letter}, which takes no part in '{circular.code}'"
