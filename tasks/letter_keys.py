"""Letters as messages name them: by their keys, which say nothing of how things stand when the message arrives."""

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
    """What a message asks for, beside what there is: its circulars by id, and by circular the level of each sender."""

    keys: Sequence[Key]
    circulars: Mapping[int, Circular]
    senders: Mapping[int, Mapping[int, Level]]


def key_of(item: DueLetter) -> Key:
    """A letter's key as it travels in a message."""
    return item.circular.id, item.sender_id, item.ranked.stage.id, item.version


_PART = select(t.tasks.c.circular_id, t.tasks.c.unit_id, t.tasks.c.level).where(
    any_of_bound(t.tasks.c.circular_id, "circulars"), any_of_bound(t.tasks.c.unit_id, "units")
)


def read(conn: Connection, sent: Sequence[Key]) -> RequestedLetters:
    """The keys of a message. Raises ValueError or TypeError for what is none: an older version may have sent it."""
    keys = [(int(circular), int(sender), str(stage), int(version)) for circular, sender, stage, version in sent]
    named = any_of(t.circulars.c.id, {key[0] for key in keys})
    by_id = {circular.id: circular for circular in circulars.find(conn, named)}
    senders: dict[int, dict[int, Level]] = {circular_id: {} for circular_id in by_id}
    for circular_id, unit_id, level in conn.execute(
        _PART, {"circulars": by_id, "units": {key[1] for key in keys}}
    ).all():
        senders[circular_id][unit_id] = Level(level)
    return RequestedLetters(keys, by_id, senders)


def still_due(conn: Connection, calendar: WorkCalendar, requested: RequestedLetters, now: datetime) -> list[DueLetter]:
    """Those of the letters that are due at this moment; a circular that is over, or unknown, has none."""
    wanted, today = set(requested.keys), local_date(now)
    items = [
        item
        for circular in requested.circulars.values()
        if circular.state == "open"
        for item in due.due_of(conn, circular, today, calendar, requested.senders[circular.id])
    ]
    return [item for item in items if key_of(item) in wanted]


def senseless(requested: RequestedLetters) -> Iterator[tuple[str, str]]:
    """What is wrong with keys that no sweep can have sent as things stand: an incident's key and its words.

    An unknown circular, stage or sender comes of another version or another's message; a cancelled circular was
    called off while the message lay in its queue. Letters that merely are not due any more are nothing wrong.
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
