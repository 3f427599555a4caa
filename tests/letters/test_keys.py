"""One letter for each key, whoever makes it: the database says so, and what is about something else is another."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from runtime.services import Services
from tests.support.circular_steps import issue
from tests.support.unprepared_draft import NOW, unprepared
from workflow.letters import issue as letter_issue
from workflow.letters import preparation
from workflow.store import tables as t
from workflow.store.guards import of_table
from workflow.store.triggers import create, drop


def test_of_several_transactions_that_make_a_letter_at_once_one_does(services: Services) -> None:
    draft = unprepared(services, issue(services), "")
    together = Barrier(4)

    def make(_: int) -> int | None:
        together.wait(30)
        with services.database.write() as conn:
            return preparation.prepare(conn, draft, NOW)

    with ThreadPoolExecutor(4) as pool:
        letter_ids = [letter_id for letter_id in pool.map(make, range(4)) if letter_id is not None]
    assert len(letter_ids) == 1
    with services.database.read() as conn:
        assert list(conn.scalars(select(t.letter_keys.c.letter_id).where(t.letter_keys.c.stage == "thanks"))) == (
            letter_ids
        )
        assert conn.scalar(select(func.count()).select_from(t.letters).where(t.letters.c.stage == "thanks")) == 1


def test_a_letter_about_something_else_is_another_letter(services: Services) -> None:
    circular = issue(services)
    with services.database.write() as conn:
        made = [preparation.prepare(conn, unprepared(services, circular, about), NOW) for about in ("", "task/1", "")]
    assert made[0] and made[1] and made[2] is None


def test_no_letter_is_issued_without_its_key(services: Services) -> None:
    draft = unprepared(services, issue(services), "")
    with services.database.write() as conn:
        letter_id = preparation.prepare(conn, draft, NOW)
        assert letter_id
    with services.database.change_tables() as conn:
        for statement in drop(conn.dialect.name, of_table("letter_keys")):
            conn.exec_driver_sql(statement)
        conn.execute(delete(t.letter_keys).where(t.letter_keys.c.letter_id == letter_id))
        for statement in create(conn.dialect.name, of_table("letter_keys")):
            conn.exec_driver_sql(statement)
    with pytest.raises(DBAPIError, match="under its key only"), services.database.write() as conn:
        letter_issue.issue(conn, letter_id, draft, services.printer, NOW)


def test_a_transaction_that_is_given_up_leaves_the_key_free(services: Services) -> None:
    draft = unprepared(services, issue(services), "")
    with services.database.read() as conn:
        assert preparation.prepare(conn, draft, NOW)
    with services.database.write() as conn:
        assert preparation.prepare(conn, draft, NOW)


def test_every_letter_has_its_key_and_the_key_never_changes(services: Services) -> None:
    issue(services)
    with services.database.write() as conn:
        keyed = select(t.letter_keys.c.letter_id)
        assert list(conn.scalars(select(t.letters.c.id).where(t.letters.c.id.not_in(keyed)))) == []
        for change in (update(t.letter_keys).values(stage="x"), delete(t.letter_keys)):
            with pytest.raises(DBAPIError, match="the key of a letter"), conn.begin_nested():
                conn.execute(change)


def test_an_issued_letter_is_released_at_once_and_then_never_changes(services: Services) -> None:
    issue(services)
    with services.database.write() as conn:
        row = conn.execute(select(t.letters)).mappings().one()
        assert row["released_at"] == row["issued_at"]
        assert row["program_version"]
        with pytest.raises(DBAPIError, match="never changes"), conn.begin_nested():
            conn.execute(update(t.letters).values(state="recalled", released_at=None))
