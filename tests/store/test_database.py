"""The database itself refuses what must never happen, whoever asks; and its tables can be made and unmade."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Executable, Table, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from runtime.services import Services
from tasks.sweep import sweep_here
from tests.support.circular_steps import act, issue, moment, reach_offices
from tests.support.saved_states import saved
from workflow.letters import preparation
from workflow.registers import numbers
from workflow.states import Noun, states_of
from workflow.store import guards, triggers
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.store.migrate import downgrade, upgrade
from workflow.store.types import UtcDateTime


@pytest.fixture
def lived_in(services: Services) -> Services:
    """Services with something in every guarded table: issued letters with lists, a draft and a discarded one."""
    saved(services, "lived_in", _live)
    return services


def _live(services: Services) -> None:
    circular = issue(services)
    reach_offices(services, circular)
    for day in ("2020-08-26", "2020-09-10"):
        sweep_here(services, moment(f"{day} 09:30"))
    with services.database.write() as conn:
        preparation.discard(conn, some(conn, t.letters, "draft"), act("2020-09-11 10:00", why="they have telephoned"))
    sweep_here(services, moment("2020-10-05 09:30"))


def some(conn: Connection, table: Table, state: str) -> int:
    """The id of a letter in this state; for a table of a letter's parts, one that has such parts."""
    chosen = select(t.letters.c.id).where(t.letters.c.state == state)
    if table is not t.letters:
        chosen = chosen.where(t.letters.c.id.in_(select(table.c.letter_id)))
    return int(conn.scalars(chosen.order_by(t.letters.c.id)).first() or 0)


def refused(conn: Connection, statement: Executable, message: str) -> None:
    with pytest.raises(DatabaseError, match=message), conn.begin_nested():
        conn.execute(statement)


APPEND_ONLY: list[tuple[Table, dict[str, Any], str, str]] = [
    (t.events, {"why": "another reason"}, "events are append-only", "events are append-only"),
    (t.register_entries, {"subject": "x"}, "a register entry never changes", "a number once given is never taken back"),
]


def test_what_is_append_only_is_neither_changed_nor_deleted(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for table, values, on_update, on_delete in APPEND_ONLY:
            before = conn.execute(select(table).order_by(table.c.id)).all()
            last = table.c.id == before[-1].id
            refused(conn, update(table).values(values), on_update)
            refused(conn, update(table).where(last).values(values), on_update)
            refused(conn, delete(table).where(last), on_delete)
            assert conn.execute(select(table).order_by(table.c.id)).all() == before


def test_a_letter_that_is_no_draft_any_more_never_changes(lived_in: Services) -> None:
    changes: list[dict[str, Any]] = [{"subject": "x"}, {"state": "draft"}, {"sha256": "0" * 64}, {"facts": {}}]
    with lived_in.database.write() as conn:
        for state in ("issued", "discarded"):
            letter = t.letters.c.id == some(conn, t.letters, state)
            for values in changes:
                statement = update(t.letters).where(letter).values(values)
                refused(conn, statement, "an issued or discarded letter never changes")


def test_a_letter_keeps_its_id_while_it_is_a_draft(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        draft = t.letters.c.id == some(conn, t.letters, "draft")
        refused(conn, update(t.letters).where(draft).values(id=NOBODY), "nor the id of any")


def test_no_letter_is_ever_deleted(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for state in ("draft", "issued", "discarded"):
            letter = t.letters.c.id == some(conn, t.letters, state)
            refused(conn, delete(t.letters).where(letter), "a letter is never deleted")


PARTS: list[tuple[Table, dict[str, Any], str, str]] = [
    (t.letter_tasks, {"note": "x"}, "of an issued letter never changes", "only while its letter is a draft"),
    (t.letter_addressees, {"position": 900}, "of an issued letter never change", "only while their letter is a draft"),
]
NOBODY = 987654


def somebody_else(conn: Connection, table: Table, row: Mapping[str, Any]) -> dict[str, int]:
    """A unit or an office that does not stand in the letter of this row yet."""
    name, there = ("task_id", t.tasks) if table is t.letter_tasks else ("unit_id", t.units)
    known = select(table.c[name]).where(table.c.letter_id == row["letter_id"])
    return {name: conn.execute(select(there.c.id).where(there.c.id.not_in(known)).limit(1)).scalar_one()}


def test_the_list_and_the_addressees_of_an_issued_letter_are_frozen(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for table, values, message, on_insert in PARTS:
            of_issued = table.c.letter_id == some(conn, table, "issued")
            row = dict(conn.execute(select(table).where(of_issued).limit(1)).mappings().one())
            refused(conn, update(table).where(of_issued).values(values), message)
            refused(conn, delete(table).where(of_issued), message)
            refused(conn, insert(table).values(row | {"position": 901} | somebody_else(conn, table, row)), on_insert)
            refused(conn, insert(table).values(row | {"letter_id": NOBODY}), on_insert)


def test_lists_and_events_point_to_what_there_is_without_a_foreign_key(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for name, column, to in guards.POINTERS:
            table, there = t.metadata.tables[name], t.metadata.tables[to]
            assert not table.c[column].foreign_keys
            # A draft takes new rows; an event is like any other.
            chosen = select(table)
            if table is not t.events:
                chosen = chosen.where(table.c.letter_id == some(conn, table, "draft")).order_by(table.c.position.desc())
            row = dict(conn.execute(chosen.limit(1)).mappings().one())
            row |= {"id": NOBODY} if table is t.events else {"position": 901, **somebody_else(conn, table, row)}
            refused(conn, insert(table).values(row | {column: NOBODY}), f"there is no such row of {to}")
            with conn.begin_nested() as nested:
                conn.execute(insert(table).values(row))
                nested.rollback()
            first = there.c.id == conn.scalar(select(func.min(there.c.id)))
            refused(conn, delete(there).where(first), f"a row of {to} is never deleted")
            refused(conn, update(there).where(first).values(id=NOBODY), f"a row of {to} keeps its id")


def test_the_parts_of_a_draft_may_be_rewritten_but_not_moved_into_another_letter(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for table, values, message, _ in PARTS:
            first = table.c.letter_id == some(conn, table, "draft"), table.c.position == 1
            for letter_id in (some(conn, table, "issued"), NOBODY):
                refused(conn, update(table).where(*first).values(letter_id=letter_id, position=902), message)
            row = dict(conn.execute(select(table).where(*first)).mappings().one())
            refused(conn, update(table).where(*first).values(somebody_else(conn, table, row)), message)
            assert conn.execute(update(table).where(*first).values(values)).rowcount == 1


def test_a_register_never_counts_backwards_and_is_never_deleted(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        back = update(t.registers).where(t.registers.c.last_number > 0).values(last_number=0)
        refused(conn, back, "a register never counts backwards")
        refused(conn, delete(t.registers), "a register is never deleted")


def test_a_number_is_not_given_twice_even_by_hand(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        row = dict(conn.execute(select(t.register_entries).limit(1)).mappings().one())
        del row["id"]
        with pytest.raises(IntegrityError):
            conn.execute(insert(t.register_entries).values(row))


def test_every_guard_stands_in_the_database_under_its_name(services: Services) -> None:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with services.database.read() as conn:
        found = set(conn.scalars(text(catalogue[conn.dialect.name])))
        assert found == {
            triggers.trigger_name(table, operation) for table, operation, *_ in triggers.standing(conn.dialect.name)
        }


BAD: list[tuple[Table, dict[str, Any], str]] = [
    (t.circulars, {"state": "asleep"}, "ck_circulars_state"),
    (t.tasks, {"state": "draft"}, "ck_tasks_state"),
    (t.tasks, {"outcome": "perhaps"}, "ck_tasks_outcome"),
    (t.tasks, {"duty": "rest"}, "ck_tasks_duty"),
    (t.letters, {"state": "sent"}, "ck_letters_state"),
    (t.letters, {"form": "telegram"}, "ck_letters_form"),
    (t.letters, {"state": "issued"}, "ck_letters_numbered_when_issued"),
    (t.registers, {"kind": "secret"}, "ck_registers_kind"),
]


def test_states_and_kinds_that_do_not_exist_are_refused(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        for table, values, constraint in BAD:
            where = table.c.id > 0 if table is not t.letters else t.letters.c.id == some(conn, t.letters, "draft")
            refused(conn, update(table).where(where).values(values), constraint)


def test_the_database_knows_every_state_of_the_table(services: Services) -> None:
    with services.database.read() as conn:
        for noun in Noun:
            checks = {c["name"]: str(c["sqltext"]) for c in inspect(conn).get_check_constraints(f"{noun}s")}
            assert all(f"'{state}'" in checks[f"ck_{noun}s_state"] for state in states_of(noun))


def test_only_one_receipt_of_a_letter_stands_for_an_office(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        row = dict(conn.execute(select(t.receipts).limit(1)).mappings().one())
        with pytest.raises(IntegrityError), conn.begin_nested():
            conn.execute(insert(t.receipts).values(row | {"id": 90001}))
        conn.execute(insert(t.receipts).values(row | {"id": 90001, "voided_at": moment("2020-09-12")}))


def test_rows_point_only_to_rows_that_exist(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        with pytest.raises(IntegrityError), conn.begin_nested():
            conn.execute(update(t.tasks).values(unit_id=999_999))
            conn.execute(text("SELECT 1"))
        ghost = {"import_id": 999_999, "task_id": 1, "outcome": "nil", "note": "", "as_of": moment("2020-09-12").date()}
        with pytest.raises(IntegrityError), conn.begin_nested():
            conn.execute(insert(t.import_rows).values(ghost))


def test_the_tables_can_be_taken_down_full_and_made_again(lived_in: Services) -> None:
    database = lived_in.database
    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database)
    assert set(inspect(database.engine).get_table_names()) == {*t.metadata.tables, "alembic_version"}
    with database.write() as conn:
        row = {"code": "DLA", "kind": "send", "year": 2563, "last_number": 5}
        conn.execute(insert(t.registers).values(row))
        refused(conn, delete(t.registers), "a register is never deleted")


def test_upgrading_twice_changes_nothing(lived_in: Services) -> None:
    with lived_in.database.read() as conn:
        before = conn.scalar(select(func.count()).select_from(t.events))
    upgrade(lived_in.database)
    with lived_in.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.events)) == before


def test_the_tables_in_the_code_are_those_the_migrations_make(services: Services) -> None:
    with services.database.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), t.metadata) == []


def test_reading_leaves_nothing_behind_and_a_failed_transaction_neither(database: Database) -> None:
    class Stop(Exception):  # noqa: N818  # a signal, not an error
        pass

    def number(conn: Connection) -> int:
        return numbers.last_number(conn, "DLA", "send", 2563)

    with database.read() as conn:
        numbers.carry_on(conn, "DLA", "send", 2563, 9)
        assert number(conn) == 9
    with pytest.raises(Stop), database.write() as conn:
        numbers.carry_on(conn, "DLA", "send", 2563, 9)
        raise Stop
    with database.read() as conn:
        assert number(conn) == 0


def test_moments_are_kept_as_utc_and_a_moment_without_a_zone_is_refused(database: Database) -> None:
    bangkok = datetime(2020, 5, 19, 9, 30, tzinfo=timezone(timedelta(hours=7)))
    entry = numbers.RegisterEntry("๑", bangkok.date(), "a", "b", "c")
    with database.write() as conn:
        entered = numbers.enter(conn, "DLA", "send", entry, bangkok)
        found = conn.scalar(select(t.register_entries.c.at).where(t.register_entries.c.id == entered.entry_id))
        assert found == bangkok
        assert found.tzinfo is UTC
        with pytest.raises(ValueError, match="a moment without a time zone"):
            numbers.enter(conn, "DLA", "send", entry, bangkok.replace(tzinfo=None))
    assert UtcDateTime().process_result_value(None, conn.dialect) is None


def test_a_unit_code_exists_once(database: Database) -> None:
    with database.write() as conn:
        row = dict(conn.execute(select(t.units).limit(1)).mappings().one())
        with pytest.raises(IntegrityError):
            conn.execute(insert(t.units).values(row | {"id": 90001}))


def test_a_draft_carries_no_number_and_no_date(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        draft = t.letters.c.id == some(conn, t.letters, "draft")
        for values in ({"number": "x"}, {"date": date(2020, 9, 9)}):
            with pytest.raises(IntegrityError), conn.begin_nested():
                conn.execute(update(t.letters).where(draft).values(values))


@pytest.mark.parametrize("table", [t.letter_addressees, t.letter_tasks], ids=["addressed", "named"])
def test_the_database_lets_no_letter_address_or_name_anybody_twice(lived_in: Services, table: Table) -> None:
    with lived_in.database.write() as conn:
        own = table.c.letter_id == some(conn, t.letters, "draft")
        first = conn.execute(select(table).where(own).limit(1)).mappings().one()
        with pytest.raises(IntegrityError):
            conn.execute(insert(table).values({**first, "position": 1000}))
        conn.rollback()


def test_a_receipt_is_never_deleted(lived_in: Services) -> None:
    with lived_in.database.write() as conn:
        assert conn.scalar(select(t.receipts.c.id).limit(1)) is not None
        refused(conn, delete(t.receipts), "a receipt is struck out, never deleted")


def test_the_database_refuses_a_signer_whose_period_ends_before_it_begins(services: Services) -> None:
    with services.database.read() as conn:
        unit_id = conn.scalar(select(t.units.c.id).where(t.units.c.code == "54"))
    row = {
        "unit_id": unit_id,
        "form": "external",
        "name": "x",
        "own_title": "x",
        "mode": "",
        "for_title": "",
        "actor": "x",
    }
    days = {"valid_from": date(2020, 2, 1), "valid_to": date(2020, 1, 1), "at": datetime(2020, 1, 1, tzinfo=UTC)}
    with pytest.raises(IntegrityError), services.database.write() as conn:
        conn.execute(insert(t.signers).values(**row, **days))
