"""Deliveries: every issued letter has one for each addressee, written with it, and the database keeps them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Select, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from runtime.services import Services
from tests.support.circular_steps import PAO, PROVINCE, TOWN, changed_file, issue, moment, reach_offices
from tests.support.deliveries import deliveries_of, mail_on
from tests.support.ladders import with_own_memo
from tests.support.sweeps import approve, find, ready, sweep
from workflow.store import guards
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.store.migrate import downgrade, upgrade

ISSUED = "2020-05-19 09:30"


def test_every_addressee_of_every_issued_letter_has_one_delivery_and_a_draft_has_none(services: Services) -> None:
    circular = ready(services)
    sweep(services, "2020-08-20 09:00")
    sweep(services, "2020-09-09 09:00")
    (draft,) = find(services, circular, "first")
    addressed = select(t.letter_addressees.c.letter_id, t.letter_addressees.c.unit_id).join(
        t.letters, t.letters.c.id == t.letter_addressees.c.letter_id
    )
    with services.database.read() as conn:
        wanted = set(conn.execute(addressed.where(t.letters.c.state == "issued")).all())
        found = conn.execute(select(t.deliveries)).all()
    assert wanted == {(row.letter_id, row.unit_id) for row in found}
    assert len(wanted) > 150
    assert draft["id"] not in {row.letter_id for row in found}
    approve(services, draft["id"], "2020-09-10 10:00")
    assert deliveries_of(services, draft["id"])


def test_without_mail_a_letter_lies_open_on_the_pages_from_its_issue(services: Services) -> None:
    mail_on(services, PROVINCE)
    services.printer.mails = False
    (original,) = find(services, issue(services, at=ISSUED), "original")
    for row in deliveries_of(services, original["id"]).values():
        assert (row["channel"], row["address"], row["due_at"]) == ("page", "", None)
        assert row["recorded_at"] == row["sent_at"] == original["issued_at"] == moment(ISSUED)


def test_with_mail_an_office_that_has_an_address_gets_one_and_the_others_have_their_page(services: Services) -> None:
    mail_on(services, PAO)
    circular = issue(services, at=ISSUED)
    reach_offices(services, circular)
    covering = deliveries_of(
        services, next(row["id"] for row in find(services, circular, "forwarding") if row["sender_id"] == _id(services))
    )
    mailed, other = covering[PAO], covering[TOWN]
    assert (mailed["channel"], mailed["address"]) == ("mail", f"saraban.{PAO}@example.go.th")
    assert (mailed["sent_at"], mailed["due_at"], mailed["attempts"]) == (None, mailed["recorded_at"], 0)
    assert (other["channel"], other["sent_at"]) == ("page", other["recorded_at"])


def test_a_secret_letter_is_carried_by_hand_whatever_address_the_office_has(services: Services, tmp_path: Path) -> None:
    mail_on(services, PROVINCE)
    (original,) = find(services, issue(services, changed_file(tmp_path, secrecy="ลับ"), ISSUED), "original")
    for row in deliveries_of(services, original["id"]).values():
        assert (row["channel"], row["address"], row["sent_at"], row["due_at"]) == ("hand", "", None, None)


def test_a_memo_to_the_own_head_is_never_mailed(services: Services) -> None:
    circular = ready(services)
    with_own_memo(services, circular)
    mail_on(services, PROVINCE)
    sweep(services, "2020-09-09 09:00")
    (memo,) = find(services, circular, "first")
    approve(services, memo["id"], "2020-09-09 10:00")
    assert [(code, row["channel"]) for code, row in deliveries_of(services, memo["id"]).items()] == [(PROVINCE, "page")]


def test_a_delivery_that_has_happened_never_changes_and_none_is_deleted(services: Services) -> None:
    mail_on(services, PROVINCE)
    (original,) = find(services, issue(services, at=ISSUED), "original")
    waiting = t.deliveries.c.unit_id == _id(services)
    now = moment("2020-05-19 10:00")
    other: list[dict[str, Any]] = [{"letter_id": 9}, {"unit_id": 9}, {"recorded_at": now}]
    for values in other:
        _refused(services.database, update(t.deliveries).where(waiting).values(values), "a delivery never changes")
    _refused(services.database, delete(t.deliveries).where(waiting), "a delivery is never deleted")
    with services.database.write() as conn:
        conn.execute(update(t.deliveries).where(waiting).values(sent_at=now, attempts=1))
    after: list[dict[str, Any]] = [{"sent_at": None}, {"sent_at": moment("2020-05-20")}, {"problem": "x"}]
    for values in after:
        _refused(services.database, update(t.deliveries).where(waiting).values(values), "a delivery never changes")
    assert deliveries_of(services, original["id"])[PROVINCE]["sent_at"] == now


def test_what_is_carried_by_hand_is_never_mailed(services: Services, tmp_path: Path) -> None:
    issue(services, changed_file(tmp_path, secrecy="ลับมาก"), ISSUED)
    for channel in ("mail", "page"):
        changed = update(t.deliveries).values(channel=channel, sent_at=moment(ISSUED))
        _refused(services.database, changed, "a delivery never changes")


BAD: list[dict[str, Any]] = [
    {"channel": "pigeon", "sent_at": moment(ISSUED)},
    {"channel": "page", "sent_at": None},
]


def test_a_delivery_that_cannot_be_is_refused(services: Services) -> None:
    mail_on(services, PROVINCE)
    issue(services, at=ISSUED)
    for values in BAD:
        with pytest.raises(IntegrityError), services.database.write() as conn:
            conn.execute(update(t.deliveries).where(t.deliveries.c.unit_id == _id(services)).values(values))


def test_only_an_issued_letter_is_delivered_and_only_to_its_addressees(services: Services) -> None:
    circular = ready(services)
    sweep(services, "2020-09-09 09:00")
    (draft,), (original,) = find(services, circular, "first"), find(services, circular, "original")
    assert draft["state"] == "draft"
    with services.database.read() as conn:
        to_draft = conn.scalars(addressed_by(draft["id"])).first()
        somebody = conn.scalars(select(t.units.c.id).where(t.units.c.id.not_in(addressed_by(original["id"])))).first()
    for letter_id, unit_id in ((draft["id"], to_draft), (original["id"], somebody), (987654, somebody)):
        row = {"letter_id": letter_id, "unit_id": unit_id, "channel": "mail", "recorded_at": moment(ISSUED)}
        _refused(
            services.database, insert(t.deliveries).values(row), "an issued letter is delivered, and to its addressees"
        )


def addressed_by(letter_id: int) -> Select[tuple[int]]:
    """The units a letter is addressed to."""
    return select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == letter_id)


def test_a_copy_once_made_never_changes_and_is_whole(services: Services) -> None:
    services.printer.pdf = True
    issue(services, at=ISSUED)
    with services.database.read() as conn:
        assert [(c.kind, c.due_at, c.file) for c in conn.execute(select(t.letter_copies))] == [
            ("pdf", moment(ISSUED), None)
        ]
    with pytest.raises(IntegrityError), services.database.write() as conn:
        conn.execute(update(t.letter_copies).values(file="a.pdf"))
    made = {"file": "a.pdf", "sha256": "0" * 64, "made_at": moment(ISSUED)}
    with services.database.write() as conn:
        conn.execute(update(t.letter_copies).values(made))
    _refused(services.database, update(t.letter_copies).values(sha256="1" * 64), "a copy of a letter never changes")
    _refused(services.database, delete(t.letter_copies), "a copy of a letter is never deleted")


def test_letters_issued_by_an_older_wian_get_their_deliveries(services: Services) -> None:
    ready(services)
    sweep(services, "2020-09-09 09:00")
    chosen = select(t.deliveries).order_by(t.deliveries.c.letter_id, t.deliveries.c.unit_id)
    with services.database.read() as conn:
        before = conn.execute(chosen).all()
    downgrade(services.database, "0004")
    upgrade(services.database)
    with services.database.read() as conn:
        assert conn.execute(chosen).all() == before


@pytest.mark.postgres
def test_no_guarded_table_is_ever_emptied_at_once(postgres_services: Services) -> None:
    issue(postgres_services, at=ISSUED)
    tables = {rule[0] for rule in guards.FIRST + guards.DISPATCH + guards.POINTING}
    assert len(tables) > 10
    for table in tables:
        with postgres_services.database.read() as conn:
            before = conn.scalar(text(f"SELECT count(*) FROM {table}"))
        _refused(postgres_services.database, text(f"TRUNCATE {table} CASCADE"), "is never emptied")
        with postgres_services.database.read() as conn:
            assert conn.scalar(text(f"SELECT count(*) FROM {table}")) == before


def test_an_office_has_one_delivery_of_a_letter(services: Services) -> None:
    issue(services, at=ISSUED)
    with services.database.write() as conn:
        assert conn.scalar(select(func.count()).select_from(t.deliveries)) == 76
        row = dict(conn.execute(select(t.deliveries).limit(1)).mappings().one())
    with pytest.raises(IntegrityError), services.database.write() as conn:
        conn.execute(insert(t.deliveries).values(row))


def _id(services: Services, code: str = PROVINCE) -> int:
    with services.database.read() as conn:
        return int(conn.scalar(select(t.units.c.id).where(t.units.c.code == code)) or 0)


def _refused(database: Database, statement: Executable, message: str) -> None:
    with pytest.raises(DatabaseError, match=message), database.write() as conn:
        conn.execute(statement)
