"""Deliveries: every issued letter has one for each addressee, written with it, and the database keeps them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Select, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from cli.common import Desk
from tests.followup.test_escalation import with_own_memo
from tests.support.circular_steps import PAO, PROVINCE, TOWN, changed_file, issue, moment, reach_offices
from tests.support.sweeps import Row, approve, find, ready, sweep
from workflow.store import tables as t
from workflow.store import triggers
from workflow.store.database import Database
from workflow.store.migrate import downgrade, upgrade

ISSUED = "2020-05-19 09:30"


def mail_on(desk: Desk, *codes: str) -> None:
    """Switch mail on, and give these units an address."""
    desk.press.mails = True
    with desk.database.write() as conn:
        for code in codes:
            conn.execute(update(t.units).where(t.units.c.code == code).values(email=f"saraban.{code}@example.go.th"))


def all_of(desk: Desk, letter_id: int) -> dict[str, Row]:
    """A letter's deliveries by the code of the unit."""
    rows = select(t.units.c.code, t.deliveries).join(t.units, t.units.c.id == t.deliveries.c.unit_id)
    with desk.database.read() as conn:
        found = conn.execute(rows.where(t.deliveries.c.letter_id == letter_id)).mappings()
        return {row["code"]: dict(row) for row in found}


def test_every_addressee_of_every_issued_letter_has_one_delivery_and_a_draft_has_none(desk: Desk) -> None:
    circular = ready(desk)
    sweep(desk, "2020-08-20 09:00")
    sweep(desk, "2020-09-09 09:00")
    (draft,) = find(desk, circular, "first")
    addressed = select(t.letter_addressees.c.letter_id, t.letter_addressees.c.unit_id).join(
        t.letters, t.letters.c.id == t.letter_addressees.c.letter_id
    )
    with desk.database.read() as conn:
        wanted = set(conn.execute(addressed.where(t.letters.c.state == "issued")).all())
        found = conn.execute(select(t.deliveries)).all()
    assert wanted == {(row.letter_id, row.unit_id) for row in found}
    assert len(wanted) > 150
    assert draft["id"] not in {row.letter_id for row in found}
    approve(desk, draft["id"], "2020-09-10 10:00")
    assert all_of(desk, draft["id"])


def test_without_mail_a_letter_lies_open_on_the_pages_from_its_issue(desk: Desk) -> None:
    mail_on(desk, PROVINCE)
    desk.press.mails = False
    (original,) = find(desk, issue(desk, at=ISSUED), "original")
    for row in all_of(desk, original["id"]).values():
        assert (row["channel"], row["address"], row["due_at"]) == ("page", "", None)
        assert row["recorded_at"] == row["sent_at"] == original["issued_at"] == moment(ISSUED)


def test_with_mail_an_office_that_has_an_address_gets_one_and_the_others_have_their_page(desk: Desk) -> None:
    mail_on(desk, PAO)
    circular = issue(desk, at=ISSUED)
    reach_offices(desk, circular)
    covering = all_of(
        desk, next(row["id"] for row in find(desk, circular, "forwarding") if row["sender_id"] == _id(desk))
    )
    mailed, other = covering[PAO], covering[TOWN]
    assert (mailed["channel"], mailed["address"]) == ("mail", f"saraban.{PAO}@example.go.th")
    assert (mailed["sent_at"], mailed["due_at"], mailed["attempts"]) == (None, mailed["recorded_at"], 0)
    assert (other["channel"], other["sent_at"]) == ("page", other["recorded_at"])


def test_a_secret_letter_is_carried_by_hand_whatever_address_the_office_has(desk: Desk, tmp_path: Path) -> None:
    mail_on(desk, PROVINCE)
    (original,) = find(desk, issue(desk, changed_file(tmp_path, secrecy="ลับ"), ISSUED), "original")
    for row in all_of(desk, original["id"]).values():
        assert (row["channel"], row["address"], row["sent_at"], row["due_at"]) == ("hand", "", None, None)


def test_a_memo_to_the_own_head_is_never_mailed(desk: Desk) -> None:
    circular = ready(desk)
    with_own_memo(desk, circular)
    mail_on(desk, PROVINCE)
    sweep(desk, "2020-09-09 09:00")
    (memo,) = find(desk, circular, "first")
    approve(desk, memo["id"], "2020-09-09 10:00")
    assert [(code, row["channel"]) for code, row in all_of(desk, memo["id"]).items()] == [(PROVINCE, "page")]


def test_a_delivery_that_has_happened_never_changes_and_none_is_deleted(desk: Desk) -> None:
    mail_on(desk, PROVINCE)
    (original,) = find(desk, issue(desk, at=ISSUED), "original")
    waiting = t.deliveries.c.unit_id == _id(desk)
    now = moment("2020-05-19 10:00")
    other: list[dict[str, Any]] = [{"letter_id": 9}, {"unit_id": 9}, {"recorded_at": now}]
    for values in other:
        _refused(desk.database, update(t.deliveries).where(waiting).values(values), "a delivery never changes")
    _refused(desk.database, delete(t.deliveries).where(waiting), "a delivery is never deleted")
    with desk.database.write() as conn:
        conn.execute(update(t.deliveries).where(waiting).values(sent_at=now, attempts=1))
    after: list[dict[str, Any]] = [{"sent_at": None}, {"sent_at": moment("2020-05-20")}, {"problem": "x"}]
    for values in after:
        _refused(desk.database, update(t.deliveries).where(waiting).values(values), "a delivery never changes")
    assert all_of(desk, original["id"])[PROVINCE]["sent_at"] == now


def test_what_is_carried_by_hand_is_never_mailed(desk: Desk, tmp_path: Path) -> None:
    issue(desk, changed_file(tmp_path, secrecy="ลับมาก"), ISSUED)
    for channel in ("mail", "page"):
        changed = update(t.deliveries).values(channel=channel, sent_at=moment(ISSUED))
        _refused(desk.database, changed, "a delivery never changes")


BAD: list[dict[str, Any]] = [
    {"channel": "pigeon", "sent_at": moment(ISSUED)},
    {"channel": "page", "sent_at": None},
]


def test_a_delivery_that_cannot_be_is_refused(desk: Desk) -> None:
    mail_on(desk, PROVINCE)
    issue(desk, at=ISSUED)
    for values in BAD:
        with pytest.raises(IntegrityError), desk.database.write() as conn:
            conn.execute(update(t.deliveries).where(t.deliveries.c.unit_id == _id(desk)).values(values))


def test_only_an_issued_letter_is_delivered_and_only_to_its_addressees(desk: Desk) -> None:
    circular = ready(desk)
    sweep(desk, "2020-09-09 09:00")
    (draft,), (original,) = find(desk, circular, "first"), find(desk, circular, "original")
    assert draft["state"] == "draft"
    with desk.database.read() as conn:
        to_draft = conn.scalars(addressed_by(draft["id"])).first()
        somebody = conn.scalars(select(t.units.c.id).where(t.units.c.id.not_in(addressed_by(original["id"])))).first()
    for letter_id, unit_id in ((draft["id"], to_draft), (original["id"], somebody), (987654, somebody)):
        row = {"letter_id": letter_id, "unit_id": unit_id, "channel": "mail", "recorded_at": moment(ISSUED)}
        _refused(
            desk.database, insert(t.deliveries).values(row), "an issued letter is delivered, and to its addressees"
        )


def addressed_by(letter_id: int) -> Select[tuple[int]]:
    """The units a letter is addressed to."""
    return select(t.letter_addressees.c.unit_id).where(t.letter_addressees.c.letter_id == letter_id)


def test_a_copy_once_made_never_changes_and_is_whole(desk: Desk) -> None:
    desk.press.pdf = True
    issue(desk, at=ISSUED)
    with desk.database.read() as conn:
        assert [(c.kind, c.due_at, c.file) for c in conn.execute(select(t.letter_copies))] == [
            ("pdf", moment(ISSUED), None)
        ]
    with pytest.raises(IntegrityError), desk.database.write() as conn:
        conn.execute(update(t.letter_copies).values(file="a.pdf"))
    made = {"file": "a.pdf", "sha256": "0" * 64, "made_at": moment(ISSUED)}
    with desk.database.write() as conn:
        conn.execute(update(t.letter_copies).values(made))
    _refused(desk.database, update(t.letter_copies).values(sha256="1" * 64), "a copy of a letter never changes")
    _refused(desk.database, delete(t.letter_copies), "a copy of a letter is never deleted")


def test_letters_issued_by_an_older_wian_get_their_deliveries(desk: Desk) -> None:
    ready(desk)
    sweep(desk, "2020-09-09 09:00")
    chosen = select(t.deliveries).order_by(t.deliveries.c.letter_id, t.deliveries.c.unit_id)
    with desk.database.read() as conn:
        before = conn.execute(chosen).all()
    downgrade(desk.database, "0004")
    upgrade(desk.database)
    with desk.database.read() as conn:
        assert conn.execute(chosen).all() == before


@pytest.mark.postgres
def test_no_guarded_table_is_ever_emptied_at_once(postgres_desk: Desk) -> None:
    issue(postgres_desk, at=ISSUED)
    tables = {rule[0] for rule in triggers.FIRST + triggers.DISPATCH + triggers.POINTING}
    assert len(tables) > 10
    for table in tables:
        with postgres_desk.database.read() as conn:
            before = conn.scalar(text(f"SELECT count(*) FROM {table}"))
        _refused(postgres_desk.database, text(f"TRUNCATE {table} CASCADE"), "is never emptied")
        with postgres_desk.database.read() as conn:
            assert conn.scalar(text(f"SELECT count(*) FROM {table}")) == before


def test_an_office_has_one_delivery_of_a_letter(desk: Desk) -> None:
    issue(desk, at=ISSUED)
    with desk.database.write() as conn:
        assert conn.scalar(select(func.count()).select_from(t.deliveries)) == 76
        row = dict(conn.execute(select(t.deliveries).limit(1)).mappings().one())
    with pytest.raises(IntegrityError), desk.database.write() as conn:
        conn.execute(insert(t.deliveries).values(row))


def _id(desk: Desk, code: str = PROVINCE) -> int:
    with desk.database.read() as conn:
        return int(conn.scalar(select(t.units.c.id).where(t.units.c.code == code)) or 0)


def _refused(database: Database, statement: Executable, message: str) -> None:
    with pytest.raises(DatabaseError, match=message), database.write() as conn:
        conn.execute(statement)
