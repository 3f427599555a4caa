"""The checks of `make chaos`: each finds nothing in a sound database, and finds what has been broken by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from chaos.clerks import POSITION
from chaos.invariants import files, pages
from chaos.invariants.every import check
from chaos.invariants.evidence import Evidence
from chaos.record import Record
from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import PAO, PROVINCE, SAO, act, moment, outcomes
from tests.support.sweeps import FIRST, REMINDER, find, sweep
from workflow.circulars import circular as circulars
from workflow.progress import extension
from workflow.registry import lookup
from workflow.store import tables as t

pytestmark = pytest.mark.postgres

DISTRICT = "5401"
SILENT = f"(SELECT t.id FROM tasks t JOIN units u ON u.id = t.unit_id WHERE u.code = '{SAO}')"
DONE = SILENT.replace(SAO, PAO)
LETTER = "(SELECT id FROM letters WHERE stage = 'first')"
REGISTER = "(SELECT id FROM registers WHERE kind = 'receive' AND code = '54')"
NAMING = (
    "INSERT INTO letter_tasks"
    " (letter_id, position, task_id, unit_name, district_name, outcome, note, deadline, deadline_version)"
)

PHRAE, CIRCULAR = "(SELECT id FROM units WHERE code = '54')", "(SELECT id FROM circulars)"
TROUBLE = "INSERT INTO incidents (key, at, problem) VALUES"

CLERK, SILENT_CLERK = "chaos-1/1", "chaos-1/2"

AGAIN = (
    "INSERT INTO events (at, actor, actor_kind, noun, "
    " subject_id, circular_id, unit_id, action, from_state, to_state, why) "
    "SELECT at, actor, actor_kind, noun, subject_id, circular_id, unit_id, action, from_state, to_state, why "
    f"FROM events WHERE actor LIKE '{CLERK} %'"
)
"""The clerk's step a second time."""

DUE, NAMED = "everything that is due has been made", "who has done nothing is named"
ONCE, HELD_UP = "each letter is there once", "no incident stands about what is made"
NUMBERS, LEGAL = "registers run without gap or repeat", "every event is a legal step, each chain unbroken"
AGREE, THERE = "states agree with receipts", "every issued letter's file is there, unchanged"
RECEIPT, LOST = "no acknowledgement is lost", "no number of a letter is lost"
ANSWERED, STEP = "what the pages answered is kept, once", "each receipt has its one step"
EXTENSION, NOBODY = "no extension is lost", "nobody who had done it is named"
DELIVERED = "each addressee has one delivery"
MESSAGE = "every dead message is an incident"
TWICE = (
    f"DROP INDEX ix_letter_tasks_once; {NAMING}"
    " SELECT letter_id, 999, task_id, '-', '-', 'missing', '', DATE '2020-08-31', 1"
    " FROM letter_tasks WHERE position = 1"
)

BROKEN = (
    (DUE, f"DELETE FROM letter_tasks WHERE letter_id = {LETTER}; DELETE FROM letters WHERE stage = 'first'"),
    (NAMED, f"DELETE FROM letter_tasks WHERE task_id = {SILENT}"),
    (
        ONCE,
        "ALTER TABLE letter_keys DROP CONSTRAINT uq_letter_keys_one;"
        " UPDATE letter_keys SET stage = 'x', sender_id = 1, about = ''",
    ),
    (ONCE, TWICE),
    (HELD_UP, f"{TROUBLE} ('letter/info-2563/' || {PHRAE} || '/first/1', now(), 'full')"),
    (HELD_UP, f"UPDATE circulars SET state = 'closed'; {TROUBLE} ('close/' || {CIRCULAR}, now(), 'full')"),
    (DELIVERED, f"DELETE FROM deliveries WHERE letter_id = {LETTER}"),
    (DELIVERED, f"DELETE FROM letter_addressees WHERE letter_id = {LETTER}"),
    (NUMBERS, f"DELETE FROM register_entries WHERE number = 1 AND register_id = {REGISTER}"),
    (NUMBERS, f"UPDATE registers SET last_number = 99 WHERE id = {REGISTER}"),
    (NUMBERS, "DELETE FROM receipts"),
    (LEGAL, f"UPDATE tasks SET state = 'done' WHERE id = {SILENT}"),
    (LEGAL, "UPDATE events SET action = 'waive' WHERE action = 'send'"),
    (LEGAL, "UPDATE events SET action = 'jump' WHERE action = 'pass_on'"),
    (LEGAL, "DELETE FROM events WHERE action = 'acknowledge'"),
    (LEGAL, "UPDATE events SET subject_id = 99999 WHERE action = 'pass_on'"),
    (AGREE, "UPDATE receipts SET voided_at = now()"),
    (AGREE, "UPDATE tasks SET state = 'sent' WHERE state = 'passed_on'"),
    (THERE, f"UPDATE letters SET file = 'nowhere.docx' WHERE id = {LETTER}"),
    (THERE, f"UPDATE letters SET sha256 = 'other' WHERE id = {LETTER}"),
    (RECEIPT, "DELETE FROM receipts WHERE id = (SELECT max(id) FROM receipts)"),
    (RECEIPT, "UPDATE receipts SET number = '99' WHERE id = (SELECT max(id) FROM receipts)"),
    (ANSWERED, f"DELETE FROM receipts WHERE unit_id = {PHRAE}"),
    (ANSWERED, f"DELETE FROM events WHERE actor = '{CLERK} ({POSITION})'"),
    (ANSWERED, f"UPDATE receipts SET received_by = '{CLERK}'"),
    (ANSWERED, f"UPDATE receipts SET number = '99' WHERE unit_id = {PHRAE}"),
    (ANSWERED, f"UPDATE events SET actor = '{SILENT_CLERK} ({POSITION})' WHERE action = 'acknowledge'"),
    (ANSWERED, AGAIN),
    (STEP, f"UPDATE events SET action = 'undo_acknowledge' WHERE actor = '{CLERK} ({POSITION})'"),
    (STEP, f"UPDATE receipts SET voided_at = now() WHERE unit_id = {PHRAE}"),
    (LOST, f"UPDATE letters SET number = 'พร ๐๐๒๓.๑/ว ๙๙' WHERE id = {LETTER}"),
    (EXTENSION, "DELETE FROM deadlines WHERE version = 2"),
    (NOBODY, f"{NAMING} VALUES ({LETTER}, 999, {DONE}, '-', '-', 'missing', '', DATE '2020-08-31', 1)"),
)
"""What is broken by hand, and the check that has to see it."""


def a_life(services: Services, folder: Path) -> Record:
    """A circular with an extension, outcomes, and a first follow-up that has been approved; and what people noted."""
    circular, record = sweeps.ready(services), Record(folder / "record")
    sweep(services, REMINDER)
    with services.database.write() as conn:
        top, new = lookup.by_code(conn, DISTRICT), date(2020, 9, 30)
        granted = extension.grant(conn, circular, top, new, services.printer, act(REMINDER, why="น้ำท่วม"))
    told = {"letter": granted.letter_id, "number": granted.number}
    record.write("extend", moment(REMINDER), circular=circular.code, unit=DISTRICT, deadline=new, **told)
    outcomes(services, circular, {PAO: "complete"}, "2020-08-26 09:00")
    record.write("import", moment("2020-08-26 09:00"), circular=circular.code, unit="", outcomes={PAO: "complete"})
    sweep(services, FIRST)
    (draft,) = find(services, circular, "first")
    issued = sweeps.approve(services, draft["id"], FIRST).issued
    record.write("approved", moment(FIRST), letter=issued.letter_id, number=issued.number)
    with services.database.read() as conn:
        columns = (t.units.c.code, t.receipts.c.number, t.receipts.c.date)
        for unit, number, day in conn.execute(select(*columns).join(t.units, t.units.c.id == t.receipts.c.unit_id)):
            record.write("receive", moment(FIRST), circular=circular.code, unit=unit, number=number, date=day)
    pressed(services, record, circular.code)
    return record


def pressed(services: Services, record: Record, code: str) -> None:
    """As if Phrae had acknowledged on its page, at the second press; and another clerk's press came to nothing."""
    told = {"circular": code, "unit": PROVINCE, "deed": "receive", "clerk": CLERK}
    for what, more in (("press", {}), ("press", {}), ("answer", {"said": "received"}), ("shown", {"number": "1"})):
        record.write(what, moment(FIRST), **told, **more)
    record.write("press", moment(FIRST), **{**told, "clerk": SILENT_CLERK})
    with services.database.write() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        mine = f"SELECT max(r.id) FROM receipts r WHERE r.unit_id = {PHRAE}"
        conn.execute(text(f"UPDATE receipts SET received_by = '{CLERK}' WHERE id = ({mine})"))
        step = f"noun = 'task' AND action = 'acknowledge' AND unit_id = {PHRAE}"
        assert conn.execute(text(f"UPDATE events SET actor = '{CLERK} ({POSITION})' WHERE {step}")).rowcount == 1


def evidence(services: Services, conn: Connection, record: Record) -> Evidence:
    return Evidence(conn, services.printer, services.calendar, moment(FIRST), record)


def broken(seen: Evidence) -> set[str]:
    return {each.invariant for each in check(seen) if each.broken}


def test_each_check_sees_what_has_been_broken_by_hand_and_nothing_else(
    postgres_services: Services, tmp_path: Path
) -> None:
    services, record = postgres_services, a_life(postgres_services, tmp_path)
    with services.database.read() as conn:
        found = check(evidence(services, conn, record))
        assert [each for each in found if each.broken] == []
        assert [each.what for each in found if not each.count] == ["standing incidents", "senseless messages"]
        assert broken(replace(evidence(services, conn, record), expected=["message/x"])) == {MESSAGE}
    for invariant, statements in BROKEN:
        with services.database.read() as conn:  # rolled back at the end
            conn.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger and no key in the way
            for statement in statements.split("; "):
                assert conn.execute(text(statement)).rowcount, statement
            assert invariant in broken(evidence(services, conn, record)), statements


def test_presses_without_an_answer_are_counted_and_those_of_them_that_were_taken(
    postgres_services: Services, tmp_path: Path
) -> None:
    services, record = postgres_services, a_life(postgres_services, tmp_path)
    with services.database.read() as conn:
        seen = evidence(services, conn, record)
        assert pages.unanswered(seen) == (3, 2, 0)
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        step = "noun = 'task' AND action = 'acknowledge'"
        last = f"SELECT max(id) FROM events WHERE {step} AND actor NOT LIKE '{CLERK}%'"
        unit = f"SELECT unit_id FROM events WHERE id = ({last})"
        conn.execute(text(f"UPDATE receipts SET received_by = '{SILENT_CLERK}' WHERE unit_id = ({unit})"))
        conn.execute(text(f"UPDATE events SET actor = '{SILENT_CLERK} ({POSITION})' WHERE id = ({last})"))
        assert pages.unanswered(seen) == (3, 2, 1)
        assert broken(seen) == set(), "done once without an answer is no fault"


def test_who_presses_again_after_it_was_taken_back_has_done_nothing_twice(
    postgres_services: Services, tmp_path: Path
) -> None:
    services, record = postgres_services, a_life(postgres_services, tmp_path)
    with services.database.read() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text(AGAIN.replace("SELECT at, actor,", "SELECT at, 'officer',")))
        back = "UPDATE events SET action = 'undo_acknowledge' WHERE id = (SELECT max(id) FROM events)"
        conn.execute(text(back))
        conn.execute(text(AGAIN))
        seen = evidence(services, conn, record)
        receipt = f"SELECT max(id) FROM receipts WHERE received_by <> '{CLERK}'"
        conn.execute(text(f"UPDATE receipts SET received_by = '{CLERK}' WHERE id = ({receipt})"))
        assert pages.presses_are_kept(seen).broken == []


def test_who_may_have_become_undone_meanwhile_is_not_held_against_a_letter(
    postgres_services: Services, tmp_path: Path
) -> None:
    services, record = postgres_services, a_life(postgres_services, tmp_path)
    with services.database.read() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text(f"{NAMING} VALUES ({LETTER}, 999, {DONE}, '-', '-', 'missing', '', DATE '2020-08-31', 1)"))
        seen = evidence(services, conn, record)
        assert broken(seen) == {NOBODY}
        circular = circulars.open_ones(conn)[0].code
        told = {"deed": "send_back", "circular": circular, "unit": PAO}
        record.write("will", moment(REMINDER), **told)
        record.write("verify", moment(REMINDER), circular=circular, unit=PAO, state="done")  # perhaps before it
        assert broken(seen) == set()
        record.write("tried", moment(REMINDER), **told)
        record.write("verify", moment(REMINDER), circular=circular, unit=PAO, state="done")
        assert broken(seen) == {NOBODY}


def test_files_that_nothing_names_are_counted_and_are_no_fault(postgres_services: Services, tmp_path: Path) -> None:
    folder = postgres_services.settings.letters.folder
    folder.mkdir(parents=True)
    (folder / "orphan.docx").write_bytes(b"a letter whose commit never came")
    (folder / "half.7.part").write_bytes(b"half")
    with postgres_services.database.read() as conn:
        seen = evidence(postgres_services, conn, Record(tmp_path / "record"))
        assert files.leftovers(seen, folder) == (1, 1)
        assert broken(seen) == set()
