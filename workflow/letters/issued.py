"""Letters already issued: what a new letter may cite, and what a unit has received."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from workflow.errors import NotAllowedError
from workflow.letters.facts import CitedLetter
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.thai.dates import thai_date
from workflow.thai.spacing import squash

ORIGINAL, FORWARDING, FOLLOW_UP, NOTICE = t.LETTER_KINDS
"""The kinds of letter: the circular itself, its covering letters, follow-ups of the ladder, and all others."""


@dataclass(frozen=True)
class EarlierLetter:
    """An issued letter, as another letter needs to know it; `deadline` is the one it states."""

    id: int
    sender_id: int
    kind: str
    stage: str
    agency: str
    number: str
    deadline: date
    date: date
    subject: str
    file: str
    sha256: str

    @property
    def carries_circular(self) -> bool:
        """Whether the letter carries the circular itself: the original or a covering letter."""
        return self.kind in t.CARRIER_KINDS

    def cited(self) -> CitedLetter:
        """As it is cited in another letter."""
        return CitedLetter(self.agency, self.number, thai_date(self.date), self.subject)

    def record(self) -> dict[str, object]:
        """What is kept with the letter that cites or encloses it."""
        return {
            "letter_id": self.id,
            "agency": self.agency,
            "number": squash(self.number),
            "date": self.date.isoformat(),
            "file": self.file,
            "sha256": self.sha256,
        }


def letters_to(conn: Connection, circular_id: int, unit_id: int) -> list[EarlierLetter]:
    """All letters under a circular addressed to a unit, oldest first."""
    reached = select(t.letter_addressees.c.letter_id).where(t.letter_addressees.c.unit_id == unit_id)
    return _find(conn, t.letters.c.circular_id == circular_id, t.letters.c.id.in_(reached))


def letter_received(conn: Connection, circular_id: int, unit_id: int) -> EarlierLetter:
    """The letter by which the circular reached a unit. Raises NotAllowedError if none has been sent to it."""
    brought = [letter for letter in letters_to(conn, circular_id, unit_id) if letter.carries_circular]
    if not brought:
        raise NotAllowedError("the level above has not sent the circular to this unit yet")
    return brought[0]


def sent_to(conn: Connection, circular_id: int, sender_id: int, unit_ids: Collection[int]) -> list[EarlierLetter]:
    """The sender's issued letters under a circular that went to every one of these units, oldest first."""
    sent = sent_by(conn, circular_id, sender_id)
    return reaching(sent, addressees_of(conn, [letter.id for letter in sent]), unit_ids)


def reaching(
    sent: Sequence[EarlierLetter], addressed: Mapping[int, Collection[int]], unit_ids: Collection[int]
) -> list[EarlierLetter]:
    """Those letters that went to every one of these units; `addressed` are the units each went to, by letter.

    Only such letters may be cited to them (saraban.md L07: nobody is referred to a letter he never got).
    """
    return [letter for letter in sent if set(unit_ids) <= set(addressed[letter.id])]


def sent_by(conn: Connection, circular_id: int, sender_id: int) -> list[EarlierLetter]:
    """All letters a unit has issued under a circular, oldest first."""
    return sent_by_each(conn, circular_id, [sender_id]).get(sender_id, [])


def sent_by_each(conn: Connection, circular_id: int, sender_ids: Collection[int]) -> dict[int, list[EarlierLetter]]:
    """By sender, all letters it has issued under a circular, oldest first; senders without any are left out."""
    found: dict[int, list[EarlierLetter]] = {}
    for letter in _found(conn, _SENT, {"circular": circular_id, "senders": sender_ids}):
        found.setdefault(letter.sender_id, []).append(letter)
    return found


def addressees_of(conn: Connection, letter_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """By letter, the units it is addressed to: the code of each by its id."""
    found: dict[int, dict[int, str]] = {}
    for letter_id, unit_id, code in conn.execute(_REACHED, {"reaching": letter_ids}).all():
        found.setdefault(letter_id, {})[unit_id] = code
    return found


def by_number(conn: Connection, number: str) -> list[EarlierLetter]:
    """Issued letters with this number, white space aside; numbers begin anew each year, so there may be several."""
    spaceless = func.replace(func.replace(t.letters.c.number, " ", ""), "\u00a0", "")
    return _find(conn, spaceless == "".join(number.split()))


def _find(conn: Connection, *where: ColumnElement[bool]) -> list[EarlierLetter]:
    return _found(conn, _choice(*where), {})


def _found(conn: Connection, chosen: Select[Any], given: Mapping[str, object]) -> list[EarlierLetter]:
    return [EarlierLetter(*row) for row in conn.execute(chosen, given).all()]


def _choice(*where: ColumnElement[bool]) -> Select[Any]:
    names = [field.name for field in fields(EarlierLetter)]
    return (
        select(*(t.units.c.name.label(name) if name == "agency" else t.letters.c[name] for name in names))
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .where(t.letters.c.state == "issued", *where)
        .order_by(t.letters.c.date, t.letters.c.id)
    )


# Put together once: both are asked again and again, about many letters at a time.
_SENT = _choice(t.letters.c.circular_id == bindparam("circular"), any_of_bound(t.letters.c.sender_id, "senders"))
_REACHED = (
    select(t.letter_addressees.c.letter_id, t.units.c.id, t.units.c.code)
    .join(t.units, t.units.c.id == t.letter_addressees.c.unit_id)
    .where(any_of_bound(t.letter_addressees.c.letter_id, "reaching"))
)
