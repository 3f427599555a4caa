"""A database of the version before keeps every row through the upgrade, and gives no id again afterwards."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Row, Table, delete, insert, inspect, select, text

from runtime.services import Services
from tasks.sweep import sweep_here
from tests.support.circular_steps import DISTRICT, act, moment
from tests.support.full_database import fill, rows_by_table
from tests.support.saved_states import saved
from tests.support.sweeps import ready
from workflow.act import ActorKind
from workflow.progress.extension import refuse
from workflow.registers.numbers import last_number
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.store.migrate import downgrade, upgrade

BEFORE = "0014"
NEW_COLUMNS = {
    "events": {"actor_kind", "actor_id", "details"},
    "letters": {"program_version"},
    "register_entries": {"printed"},
}
NEW_TABLES = {"jobs", "blobs", "letter_words", "office_words"}


@pytest.fixture
def full_database(services: Services) -> Database:
    """A database with rows in every table, letters and drafts among them."""
    saved(services, "full", _fill)
    return services.database


def _fill(services: Services) -> None:
    circular = ready(services)
    with services.database.write() as conn:
        refuse(
            conn,
            circular,
            lookup.by_code(conn, DISTRICT),
            services.printer,
            act("2020-06-01 10:00"),
            because="ต้องรวบรวมข้อมูล",
        )
    for day in ("2020-08-26", "2020-09-10"):
        sweep_here(services, moment(f"{day} 09:30"))
    with services.database.write() as conn:
        fill(conn)


def schema(database: Database) -> dict[str, Any]:
    """Columns, constraints and indexes of all tables, as the database tells them."""
    with database.read() as conn:
        seen = inspect(conn)
        parts = (seen.get_columns, seen.get_check_constraints, seen.get_foreign_keys, seen.get_indexes)
        return {name: [sorted(map(_told, part(name))) for part in parts] for name in seen.get_table_names()}


def _told(part: Mapping[str, Any]) -> str:
    return json.dumps(part, default=str, sort_keys=True)


def test_no_row_is_lost_or_changed_by_the_upgrade(full_database: Database) -> None:
    with full_database.read() as conn:
        rows = rows_by_table(conn)
    assert all(rows.values())
    downgrade(full_database, BEFORE)
    upgrade(full_database)
    with full_database.read() as conn:
        upgraded = rows_by_table(conn)
    for table in set(rows) - NEW_TABLES:
        kept = set(rows[table][0]) - NEW_COLUMNS.get(table, set())
        assert [{name: row[name] for name in kept} for row in upgraded[table]] == [
            {name: row[name] for name in kept} for row in rows[table]
        ], table


def test_a_database_that_was_upgraded_has_the_tables_of_a_new_one(full_database: Database) -> None:
    new = schema(full_database)
    downgrade(full_database, BEFORE)
    upgrade(full_database)
    assert schema(full_database) == new


def test_a_downgrade_leaves_the_tables_that_the_version_before_has_made(services: Services) -> None:
    downgrade(services.database, BEFORE)
    downgraded = schema(services.database)
    downgrade(services.database, "base")
    upgrade(services.database, BEFORE)
    assert downgraded == schema(services.database)


def test_a_stage_of_a_ladder_with_the_name_of_another_letter_stays_a_follow_up(full_database: Database) -> None:
    stages = "cancellation", "forwarding", "refusal", "refusal-watch"
    downgrade(full_database, BEFORE)
    before = _add_follow_ups(full_database, stages)
    upgrade(full_database)
    key, letter = t.letter_keys.c, t.letters.c
    follow_up = letter.kind == "follow_up", letter.stage.in_(stages)
    with full_database.read() as conn:
        keys = select(letter.stage, key.stage, key.about).join(t.letter_keys, key.letter_id == letter.id)
        assert [tuple(row) for row in conn.execute(keys.where(*follow_up).order_by(letter.stage))] == [
            (stage, stage, "") for stage in stages
        ]
    downgrade(full_database, BEFORE)
    with full_database.read() as conn:
        assert conn.execute(text("SELECT id, stage, stage_rank FROM letters ORDER BY id")).all() == before


@pytest.mark.parametrize(("circular", "stamped", "joined"), [(2639, 4189, 4189), (4189, 12, 4189), (None, 7, 7)])
def test_a_joined_series_of_letters_carries_on_from_the_higher_number(
    full_database: Database, circular: int | None, stamped: int, joined: int
) -> None:
    downgrade(full_database, "0018")
    series = {"send_circular": circular, "send_stamped": stamped}
    rows = [
        {"code": "57", "kind": kind, "year": 2563, "last_number": last}
        for kind, last in series.items()
        if last is not None
    ]
    with full_database.write() as conn:
        conn.execute(insert(t.registers), rows)
    upgrade(full_database)
    with full_database.read() as conn:
        assert last_number(conn, "57", "send_circular", 2563) == joined


def _add_follow_ups(database: Database, stages: tuple[str, ...]) -> Sequence[Row[Any]]:
    # Copies of a draft to several addressees, one for every stage, in the version before; returns its letters.
    with database.write() as conn:
        columns = {column["name"] for column in inspect(conn).get_columns("letters")} - {"id", "stage", "sender_id"}
        names = ", ".join(sorted(columns))
        several = "SELECT letter_id FROM letter_addressees GROUP BY letter_id HAVING count(*) > 1"
        draft = f"FROM letters WHERE state = 'draft' AND stage_rank > 0 AND id IN ({several}) ORDER BY id LIMIT 1"
        first = conn.execute(text(f"SELECT id {draft}")).scalar_one()
        issuer = conn.scalar(text("SELECT max(issuer_id) FROM circulars"))
        for stage in stages:
            copied = f"SELECT '{stage}', {issuer}, {names} FROM letters WHERE id = {first}"
            added = f"INSERT INTO letters (stage, sender_id, {names}) {copied} RETURNING id"
            made = conn.execute(text(added)).scalar_one()
            to = f"SELECT {made}, position, unit_id FROM letter_addressees WHERE letter_id = {first}"
            conn.execute(text(f"INSERT INTO letter_addressees (letter_id, position, unit_id) {to}"))
        return conn.execute(text("SELECT id, stage, stage_rank FROM letters ORDER BY id")).all()


@pytest.mark.parametrize(
    ("actor", "noun", "kind"),
    [
        ("Wian", "task", ActorKind.SYSTEM),
        ("wian", "request", ActorKind.SYSTEM),
        ("เจ้าหน้าที่ธุรการ (ปลัด)", "task", ActorKind.OFFICE),
        ("officer-1", "task", ActorKind.OFFICER),
    ],
)
def test_who_acted_before_the_upgrade_is_known_by_how_the_name_was_written(
    full_database: Database, actor: str, noun: str, kind: ActorKind
) -> None:
    downgrade(full_database, BEFORE)
    with full_database.write() as conn:
        columns = "at, noun, subject_id, circular_id, unit_id, action, from_state, to_state"
        like = f"SELECT {columns.replace('noun', ':noun')}, :actor, 'old' FROM events ORDER BY id LIMIT 1"
        conn.execute(text(f"INSERT INTO events ({columns}, actor, why) {like}"), {"actor": actor, "noun": noun})
    upgrade(full_database)
    with full_database.read() as conn:
        row = conn.execute(select(t.events).where(t.events.c.why == "old")).one()
    assert (row.actor, row.actor_kind, row.actor_id, row.details) == (actor, kind, None, None)


DELETABLE = (t.denials, t.incidents, t.signers, t.deadlines)


@pytest.mark.parametrize("table", DELETABLE, ids=[table.name for table in DELETABLE])
def test_the_id_of_a_row_that_was_deleted_is_not_given_again(full_database: Database, table: Table) -> None:
    with full_database.write() as conn:
        last = dict(conn.execute(select(table).order_by(table.c.id.desc()).limit(1)).mappings().one())
        conn.execute(delete(table).where(table.c.id == last.pop("id")).returning(table.c.id)).one()
        first = conn.execute(insert(table).values(last).returning(table.c.id)).scalar_one()
        conn.execute(delete(table).where(table.c.id == first))
        assert conn.execute(insert(table).values(last).returning(table.c.id)).scalar_one() > first


def test_every_table_of_sqlite_with_ids_of_its_own_remembers_the_last(sqlite_services: Services) -> None:
    with sqlite_services.database.read() as conn:
        statements: dict[str, str] = dict(
            conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
        )
    with_ids = {table.name for table in t.metadata.tables.values() if "id" in table.c}
    assert {name for name, statement in statements.items() if "AUTOINCREMENT" in statement} == with_ids
    assert {table.name for table in t.metadata.tables.values() if table.dialect_options["sqlite"]["autoincrement"]} == (
        with_ids
    )


def test_an_event_may_be_about_no_circular_and_no_unit_and_tell_details(full_database: Database) -> None:
    row = {"at": moment("2020-06-01 10:00"), "actor": "x", "noun": "task", "subject_id": 1, "action": "verify"}
    row |= {"from_state": "reported", "to_state": "done", "actor_kind": ActorKind.ACCOUNT, "actor_id": 7}
    details = {"before": {"outcome": "missing"}, "after": {"outcome": "nil"}}
    with full_database.write() as conn:
        made = conn.execute(insert(t.events).values(**row, details=details).returning(t.events.c.id)).scalar_one()
        kept = conn.execute(select(t.events).where(t.events.c.id == made)).one()
        assert (kept.circular_id, kept.unit_id, kept.details) == (None, None, details)
        bare = conn.execute(insert(t.events).values(**row).returning(t.events.c.id)).scalar_one()
        no_details = t.events.c.id == bare, t.events.c.details.is_(None)
        assert conn.scalar(select(t.events.c.id).where(*no_details)) == bare
