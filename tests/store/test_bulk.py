"""Rows handed to the database at once arrive as they are, whatever stands in them."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, Table, Text, Time, select
from sqlalchemy.exc import DatabaseError

from runtime.services import Services
from tests.support.circular_steps import issue
from workflow.store import tables as t
from workflow.store.any_of import any_of
from workflow.store.bulk import insert_all, update_all
from workflow.store.types import UtcDateTime

ODD = ['a "quoted" one', "back\\slash\\", "", "NULL", "{1,2}", " a, b ", "line\nline", "ถึง นายอำเภอ ๑", "'"]


def _register(code: str) -> dict[str, object]:
    return {"code": code, "kind": "send", "year": 2563, "last_number": 0}


def test_texts_arrive_as_they_are(services: Services) -> None:
    with services.database.write() as conn:
        made = insert_all(conn, t.registers, [_register(text) for text in ODD], "id", "code")
        assert sorted(row.code for row in made) == sorted(ODD)
        update_all(conn, t.registers, [{"id": row.id, "code": f"{row.code}!"} for row in made])
        found = set(conn.scalars(select(t.registers.c.code)))
        assert {f"{text}!" for text in ODD} <= found
        assert set(conn.scalars(select(t.registers.c.code).where(any_of(t.registers.c.code, found)))) == found


def test_json_and_blanks_arrive_as_they_are(services: Services) -> None:
    circular = issue(services)
    facts: dict[str, object] = {"text": ODD, "none": None, "yes": True, "number": 2.5, "within": {"ก": [{}, []]}}
    with services.database.write() as conn:
        draft = dict(conn.execute(select(t.letters)).mappings().first() or {})
        fresh = {
            **draft,
            "state": "draft",
            "stage": "x",
            "released_at": None,
            "facts": facts,
            "cites": [],
            "date": None,
            "number": None,
        }
        empty = dict.fromkeys(("entry_id", "issued_at", "file", "sha256", "template_sha256"))
        row = {name: value for name, value in {**fresh, **empty}.items() if name != "id"}
        insert_all(conn, t.letters, [row, {**row, "stage": "y", "facts": {}}])
        found = conn.execute(
            select(t.letters).where(t.letters.c.circular_id == circular.id, t.letters.c.stage == "x")
        ).one()
    assert found.facts == facts
    assert (found.entry_id, found.date, found.cites) == (None, None, [])


@pytest.mark.parametrize("code", ["x" * 21, "a\0b"])
def test_what_does_not_fit_is_refused_and_not_cut_off(postgres_services: Services, code: str) -> None:
    with pytest.raises(DatabaseError), postgres_services.database.write() as conn:
        insert_all(conn, t.registers, [_register("a"), _register(code)])


def test_every_type_of_a_column_arrives_as_it_is(services: Services) -> None:
    moments = [datetime(1899, 3, 1, 23, 59, 59, 999999, tzinfo=UTC), datetime(2563, 2, 28, tzinfo=UTC)]
    days = [date(1, 1, 1), date(9999, 12, 31), date(2000, 1, 1)]
    rows = [
        {"date": day, "weekend": weekend, "name": f"{day}", "at": moment, "number": number, "time": clock}
        for number, day in zip((-(2**31), None, 2**31 - 1), days, strict=True)
        for weekend in (True, False, None)
        for moment, clock in zip((*moments, None), (time(0, 0), time(23, 59, 59, 999999), None), strict=True)
    ]
    table = Table(
        "every_type",
        MetaData(),
        Column("date", Date),
        Column("weekend", Boolean),
        Column("name", Text),
        Column("at", UtcDateTime),
        Column("number", Integer),
        Column("time", Time),
    )
    with services.database.write() as conn:
        table.create(conn)
        insert_all(conn, table, rows)
        found = [dict(row) for row in conn.execute(select(table)).mappings()]
        table.drop(conn)
    assert sorted(map(repr, found)) == sorted(map(repr, rows))


def test_no_rows_are_no_statement(services: Services) -> None:
    with services.database.write() as conn:
        assert insert_all(conn, t.deadlines, [], "id") == []
        assert not list(conn.scalars(select(t.units.c.id).where(any_of(t.units.c.code, []))))
