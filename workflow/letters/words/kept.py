"""Where an officer's words are kept: beside a draft, in the circular's file, or with an office for a stage."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, select

from workflow.circulars.file import CircularFile
from workflow.store import tables as t
from workflow.store.any_of import any_of
from workflow.store.bulk import insert_all

BESIDE_LADDERS = ("forwarding", "extension", "refusal", "cancellation", "replacement", "thanks")
"""The stages of letters outside the ladders that may be put into own words: covering letters and notices."""


def words_of_draft(conn: Connection, letter_id: int) -> list[str]:
    """The paragraphs kept beside a draft, with their blanks; empty for none."""
    words = t.letter_words.c
    return list(conn.scalars(select(words.text).where(words.letter_id == letter_id).order_by(words.position)))


def keep_with_draft(conn: Connection, letter_id: int, paragraphs: Sequence[str]) -> None:
    """Replace the paragraphs beside a draft; none restores the words of the template."""
    conn.execute(delete(t.letter_words).where(t.letter_words.c.letter_id == letter_id))
    rows = [{"letter_id": letter_id, "position": n, "text": text} for n, text in enumerate(paragraphs, start=1)]
    insert_all(conn, t.letter_words, rows)


def words_of_offices(conn: Connection, stage: str, unit_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The own words of these offices for a stage, by office."""
    words, by_office = t.office_words.c, dict[int, list[str]]()
    own = select(words.unit_id, words.text).where(words.stage == stage, any_of(words.unit_id, unit_ids))
    for unit_id, text in conn.execute(own.order_by(words.unit_id, words.position)).all():
        by_office.setdefault(unit_id, []).append(text)
    return by_office


def words_of_stage(conn: Connection, content: CircularFile, stage: str, sender_id: int) -> Sequence[str]:
    """The words for a sender's letters of a stage: the circular's own before the office's; empty for the template's."""
    return content.words.get(stage) or words_of_offices(conn, stage, [sender_id]).get(sender_id, ())


def keep_with_office(conn: Connection, unit_id: int, stage: str, paragraphs: Sequence[str]) -> None:
    """Replace an office's own words for a stage of its later letters; none restores those of the template."""
    conn.execute(delete(t.office_words).where(t.office_words.c.unit_id == unit_id, t.office_words.c.stage == stage))
    rows = [
        {"unit_id": unit_id, "stage": stage, "position": n, "text": text} for n, text in enumerate(paragraphs, start=1)
    ]
    insert_all(conn, t.office_words, rows)
