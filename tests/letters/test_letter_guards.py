"""What the database itself refuses of a letter: how it begins, how it is issued, and what its release may change."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Executable, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from runtime.services import Services
from tests.support.circular_steps import issue
from tests.support.unprepared_draft import NOW, unprepared
from workflow.letters import preparation
from workflow.registers import numbers
from workflow.store import tables as t


@pytest.fixture
def conn(services: Services) -> Iterator[Connection]:
    """A transaction with an issued letter and a draft, which is given up."""
    draft = unprepared(services, issue(services), "")
    with services.database.write() as conn:
        assert preparation.prepare(conn, draft, NOW)
        yield conn
        conn.rollback()


def letter(conn: Connection, state: str) -> dict[str, Any]:
    """The letter in this state."""
    return dict(conn.execute(select(t.letters).where(t.letters.c.state == state)).mappings().one())


def numbered(conn: Connection, state: str = "issued") -> dict[str, Any]:
    """What makes a draft an issued letter."""
    entry = numbers.RegisterEntry("๑", NOW.now.date(), "a", "b", "c")
    entry_id = numbers.enter(conn, "DLA", "send", entry, NOW.now).entry_id
    written = {"number": "๑", "date": NOW.now.date(), "issued_at": NOW.now, "file": "x.docx"}
    return written | {"state": state, "entry_id": entry_id, "sha256": "x", "template_sha256": "x"}


def changed(conn: Connection, **values: object) -> None:
    """Change the letter that was prepared as a draft."""
    conn.execute(update(t.letters).where(t.letters.c.stage == "thanks").values(**values))


def refused(conn: Connection, statement: Executable, message: str) -> None:
    with pytest.raises(DBAPIError, match=message), conn.begin_nested():
        conn.execute(statement)


@pytest.mark.parametrize("state", ["issued", "recalled"])
def test_a_letter_begins_as_a_draft(conn: Connection, state: str) -> None:
    row = letter(conn, "draft") | numbered(conn, state)
    del row["id"]
    refused(conn, insert(t.letters).values(row), "a letter begins as a draft")


@pytest.mark.parametrize("besides", [{"deadline_version": 7}, {"facts": {}}, {"state": "recalled"}], ids=str)
def test_a_letter_is_issued_as_what_its_key_and_its_facts_say(conn: Connection, besides: dict[str, object]) -> None:
    values = numbered(conn)
    statement = update(t.letters).where(t.letters.c.stage == "thanks")
    refused(conn, statement.values(values | besides), "under its key only and with its facts, and recalled only once")
    conn.execute(statement.values(values))
    changed(conn, state="recalled")


def test_a_release_changes_nothing_else_of_a_letter_not_even_what_it_does_not_have(conn: Connection) -> None:
    changed(conn, **numbered(conn))
    for values in ({"stage_rank": 7}, {"discarded_on": NOW.now.date()}):
        statement = update(t.letters).where(t.letters.c.stage == "thanks").values(released_at=NOW.now, **values)
        refused(conn, statement, "an issued or discarded letter never changes")
    changed(conn, released_at=NOW.now)


def test_nothing_is_delivered_of_a_letter_before_its_release(conn: Connection) -> None:
    draft, addressee = letter(conn, "draft"), {"channel": "page", "recorded_at": NOW.now, "sent_at": NOW.now}
    unit_id = conn.scalar(select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == draft["id"]))
    delivery = insert(t.deliveries).values(letter_id=draft["id"], unit_id=unit_id, **addressee)
    changed(conn, **numbered(conn))
    refused(conn, delivery, "once it is released")
    changed(conn, released_at=NOW.now)
    conn.execute(delivery)


@pytest.mark.parametrize("table", [t.letter_keys, t.events, t.register_entries], ids=lambda table: table.name)
def test_sqlite_replaces_no_row_that_is_never_deleted(sqlite_services: Services, table: Table) -> None:
    issue(sqlite_services)
    replaced = text(f"REPLACE INTO {table.name} SELECT * FROM {table.name}")
    with sqlite_services.database.write() as conn:
        refused(conn, replaced, "never deleted|append-only|never taken back")
