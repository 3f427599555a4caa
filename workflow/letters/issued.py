"""Issued letters: letters to cite, and letters a unit has received."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, select

from workflow.errors import NotAllowedError
from workflow.letters.citation import Citation
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.thai.dates import thai_date
from workflow.thai.spacing import squash

ORIGINAL, FORWARDING, FOLLOW_UP, NOTICE = t.LETTER_KINDS
"""The kinds of letter: the circular itself, covering letters, follow-ups of the ladder, and notices."""


@dataclass(frozen=True)
class EarlierLetter:
    """An issued letter that later letters may cite; `deadline` is the deadline it states."""

    id: int
    sender_id: int
    kind: str
    stage: str
    agency: str
    """Who signed or sealed it: a stamped letter bears the seal of the line office, another the name of the unit."""
    urgency: str
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

    def citation(self) -> Citation:
        """The citation of the letter in another letter."""
        return Citation(self.agency, self.number, thai_date(self.date), self.subject, self.urgency)

    def record(self) -> dict[str, object]:
        """The record kept with a letter that cites or encloses this one."""
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
    addressed = select(t.letter_addressees.c.letter_id).where(t.letter_addressees.c.unit_id == unit_id)
    return _find(conn, t.letters.c.circular_id == circular_id, t.letters.c.id.in_(addressed))


def letter_received(conn: Connection, circular_id: int, unit_id: int) -> EarlierLetter:
    """The letter that carried the circular to a unit. Raises NotAllowedError before it has been sent."""
    carriers = [letter for letter in letters_to(conn, circular_id, unit_id) if letter.carries_circular]
    if not carriers:
        raise NotAllowedError("the level above has not sent the circular to this unit yet")
    return carriers[0]


def sent_to(conn: Connection, circular_id: int, sender_id: int, unit_ids: Collection[int]) -> list[EarlierLetter]:
    """The sender's issued letters under a circular that are addressed to all of these units, oldest first."""
    letters = sent_by(conn, circular_id, sender_id)
    return addressed_to_all(letters, addressees_of(conn, [letter.id for letter in letters]), unit_ids)


def addressed_to_all(
    letters: Sequence[EarlierLetter], addressees: Mapping[int, Collection[int]], unit_ids: Collection[int]
) -> list[EarlierLetter]:
    """The letters addressed to all of these units; `addressees` are ids of units by letter.

    Only such letters may be cited to these units (saraban.md L07: nobody is referred to a letter he never got).
    """
    return [letter for letter in letters if set(unit_ids) <= set(addressees[letter.id])]


def sent_by(conn: Connection, circular_id: int, sender_id: int) -> list[EarlierLetter]:
    """All letters a unit has issued under a circular, oldest first."""
    return sent_by_each(conn, circular_id, [sender_id]).get(sender_id, [])


def sent_by_each(conn: Connection, circular_id: int, sender_ids: Collection[int]) -> dict[int, list[EarlierLetter]]:
    """All issued letters under a circular by sender, oldest first; senders without letters are left out."""
    by_sender: dict[int, list[EarlierLetter]] = {}
    for letter in _letters(conn, _SENT, {"circular": circular_id, "senders": sender_ids}):
        by_sender.setdefault(letter.sender_id, []).append(letter)
    return by_sender


def addressees_of(conn: Connection, letter_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """The addressees by letter: codes of units by id."""
    by_letter: dict[int, dict[int, str]] = {}
    for letter_id, unit_id, code in conn.execute(_ADDRESSEES, {"letters": letter_ids}).all():
        by_letter.setdefault(letter_id, {})[unit_id] = code
    return by_letter


def by_number(conn: Connection, number: str) -> list[EarlierLetter]:
    """Issued letters with this number, ignoring white space; numbers restart each year, so there may be several."""
    spaceless = func.replace(func.replace(t.letters.c.number, " ", ""), "\u00a0", "")
    return _find(conn, spaceless == "".join(number.split()))


def _find(conn: Connection, *where: ColumnElement[bool]) -> list[EarlierLetter]:
    return _letters(conn, _selection(*where), {})


def _letters(conn: Connection, selection: Select[Any], parameters: Mapping[str, object]) -> list[EarlierLetter]:
    return [EarlierLetter(*row) for row in conn.execute(selection, parameters).all()]


def _selection(*where: ColumnElement[bool]) -> Select[Any]:
    names = [field.name for field in fields(EarlierLetter)]
    seal = func.coalesce(func.nullif(t.units.c.line_office, ""), t.units.c.name)
    agency = case((t.letters.c.form == "stamped", seal), else_=t.units.c.name).label("agency")
    return (
        select(*(agency if name == "agency" else t.letters.c[name] for name in names))
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .where(t.letters.c.state == "issued", *where)
        .order_by(t.letters.c.date, t.letters.c.id)
    )


# Built once, because every round of letters executes them.
_SENT = _selection(t.letters.c.circular_id == bindparam("circular"), any_of_bound(t.letters.c.sender_id, "senders"))
_ADDRESSEES = (
    select(t.letter_addressees.c.letter_id, t.units.c.id, t.units.c.code)
    .join(t.units, t.units.c.id == t.letter_addressees.c.unit_id)
    .where(any_of_bound(t.letter_addressees.c.letter_id, "letters"))
)
