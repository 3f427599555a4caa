"""Registers: no gap, no repeat, never mixed, from 1 again on 1 January, whatever happens in between."""

import csv
import itertools
import shutil
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import insert, select, update

from runtime.health import of_records
from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PROVINCE, acknowledge, act, issue, moment, reach_offices
from workflow.errors import NotAllowedError
from workflow.letters import issue as letter_issue
from workflow.letters.original import original
from workflow.progress import reports
from workflow.registers.export import export
from workflow.registers.numbers import (
    RegisterEntry,
    carry_on,
    clashing_numbers,
    enter,
    last_number,
    reference_form,
)
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.thai.digits import arabic_digits, buddhist_year, thai_digits
from workflow.thai.spacing import squash

OFFICES = ("DLA", PROVINCE, DISTRICT)
NOW = moment("2020-12-31 16:00")
RUNS = itertools.count()
CARRIED = tuple(kind for kind in t.REGISTER_KINDS if kind != "send_stamped")  # this one is joined to send_circular
Key = tuple[str, str, int]


def entry(day: date, reference: str = "{number}") -> RegisterEntry:
    return RegisterEntry(reference, day, "จาก", "ถึง", "เรื่อง")


def take(database: Database, code: str = "DLA", kind: str = "send", day: date = date(2020, 6, 1)) -> int:
    with database.write() as conn:
        return enter(conn, code, kind, entry(day, f"{kind} {{number}}"), NOW).number


class Undone(Exception):  # noqa: N818  # a signal, not an error
    """Raised to roll a transaction back."""


class Registers(RuleBasedStateMachine):
    """Three offices with all their registers over the turn of several years, against a model of plain numbers."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.run = next(RUNS)
        self.today = date(2019, 12, 28)
        self.model: dict[Key, list[int]] = defaultdict(list)
        self.stands: dict[Key, int] = defaultdict(int)

    def key(self, code: str, kind: str) -> Key:
        """A register of this run only: the runs share a database, whose registers cannot be emptied."""
        return f"{code}-{self.run}", kind, buddhist_year(self.today)

    @rule(
        taken=st.lists(st.tuples(st.sampled_from(OFFICES), st.sampled_from(t.REGISTER_KINDS)), min_size=1, max_size=5)
    )
    def enter_several_in_one_transaction(self, taken: list[tuple[str, str]]) -> None:
        with self.database.write() as conn:
            for code, kind in taken:
                key = self.key(code, kind)
                entered = enter(conn, *key[:2], entry(self.today, f"{key[1]} ๑/ว {{number}}"), NOW)
                self.stands[key] += 1
                self.model[key].append(entered.number)
                assert entered.number == self.stands[key]
                assert entered.reference == f"{key[1]} ๑/ว {thai_digits(entered.number)}"

    @rule(code=st.sampled_from(OFFICES), kind=st.sampled_from(t.REGISTER_KINDS), count=st.integers(1, 3))
    def take_numbers_and_roll_back(self, code: str, kind: str, count: int) -> None:
        with pytest.raises(Undone), self.database.write() as conn:
            for _ in range(count):
                enter(conn, *self.key(code, kind)[:2], entry(self.today, f"{kind} {{number}}"), NOW)
            raise Undone

    @rule(code=st.sampled_from(OFFICES), kind=st.sampled_from(CARRIED), ahead=st.integers(0, 40))
    def carry_a_register_on(self, code: str, kind: str, ahead: int) -> None:
        key = self.key(code, kind)
        with self.database.write() as conn:
            carry_on(conn, *key, self.stands[key] + ahead)
        self.stands[key] += ahead

    @precondition(lambda self: any(stands for key, stands in self.stands.items() if key[1] in CARRIED))
    @rule(data=st.data())
    def carrying_on_never_goes_back(self, data: st.DataObject) -> None:
        key = data.draw(
            st.sampled_from(sorted(key for key, stands in self.stands.items() if stands and key[1] in CARRIED))
        )
        last = data.draw(st.integers(0, self.stands[key] - 1))
        with pytest.raises(NotAllowedError, match="cannot go back"), self.database.write() as conn:
            carry_on(conn, *key, last)

    @rule(days=st.sampled_from([1, 2, 5, 180, 366]))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def the_last_number_is_the_one_last_given_or_carried_on(self) -> None:
        with self.database.read() as conn:
            for key, stands in list(self.stands.items()):
                assert last_number(conn, *key) == stands

    @invariant()
    def every_number_given_stands_once_in_its_own_register(self) -> None:
        columns = (
            t.registers.c.code,
            t.registers.c.kind,
            t.registers.c.year,
            t.register_entries.c.number,
            t.register_entries.c.on,
        )
        joined = select(*columns).join(t.registers, t.registers.c.id == t.register_entries.c.register_id)
        found: dict[Key, list[int]] = defaultdict(list)
        with self.database.read() as conn:
            mine = joined.where(t.registers.c.code.like(f"%-{self.run}")).order_by(t.register_entries.c.id)
            for row in conn.execute(mine):
                found[row.code, row.kind, row.year].append(row.number)
                assert buddhist_year(row.on) == row.year
        assert found == {key: numbers for key, numbers in self.model.items() if numbers}


def run(database: Database, examples: int) -> None:
    machine = type("Registers", (Registers,), {"database": database})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=15, deadline=None))


def test_registers_stay_right_whatever_is_done_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "registers.db"
        shutil.copyfile(sqlite_template, file)
        database = Database(f"sqlite:///{file}")
        run(database, 30)
        database.close()


@pytest.mark.postgres
def test_registers_stay_right_whatever_is_done_on_postgresql(postgres_services: Services) -> None:
    run(postgres_services.database, 8)


def test_a_register_starts_at_one_and_counts_on(database: Database) -> None:
    assert [take(database) for _ in range(3)] == [1, 2, 3]


def test_a_register_starts_again_at_one_on_the_first_of_january(database: Database) -> None:
    days = [date(2020, 12, 30), date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 2)]
    assert [take(database, day=day) for day in days] == [1, 2, 1, 2]
    assert take(database, day=date(2020, 12, 31)) == 3  # the old year's register still counts on by itself


def test_the_fiscal_year_does_not_begin_a_register_anew(database: Database) -> None:
    assert [take(database, day=day) for day in (date(2020, 9, 30), date(2020, 10, 1))] == [1, 2]


def test_a_letter_received_in_january_is_numbered_in_january_whatever_its_own_date(database: Database) -> None:
    with database.write() as conn:
        entered = enter(conn, PROVINCE, "receive", entry(date(2020, 12, 29)), NOW, on=date(2021, 1, 4))
        row = conn.execute(select(t.register_entries).where(t.register_entries.c.id == entered.entry_id)).one()
        assert last_number(conn, PROVINCE, "receive", 2564) == 1
        assert last_number(conn, PROVINCE, "receive", 2563) == 0
    assert (row.on, row.dated, row.at) == (date(2021, 1, 4), date(2020, 12, 29), NOW)


def test_offices_and_kinds_of_register_count_apart(database: Database) -> None:
    pairs = [(code, kind) for code in OFFICES for kind in t.REGISTER_KINDS]
    assert [take(database, code, kind) for code, kind in pairs] == [1] * len(pairs)
    assert take(database, "DLA", "send_circular") == 2


def test_units_that_share_a_register_share_its_numbers(database: Database) -> None:
    with database.write() as conn:
        conn.execute(update(t.units).where(t.units.c.code == DISTRICT).values(register=PROVINCE))
        codes = [lookup.by_code(conn, code).unit.register for code in (PROVINCE, DISTRICT)]
    assert [take(database, code) for code in codes] == [1, 2]


def test_circular_letters_are_numbered_apart_from_ordinary_ones(services: Services) -> None:
    issue(services)
    with services.database.read() as conn:
        assert last_number(conn, "DLA", "send_circular", 2563) == 1
        assert last_number(conn, "DLA", "send", 2563) == 0
        number = conn.scalar(select(t.letters.c.number)) or ""
    assert squash(number) == "มท ๐๘๑๐.๒/ว ๑"


def test_all_circular_letters_of_an_office_run_in_one_series_stamped_ones_too(sqlite_services: Services) -> None:
    circular = issue(sqlite_services)
    with sqlite_services.database.read() as conn:
        sender = lookup.by_code(conn, PROVINCE)
        to = [lookup.by_code(conn, code) for code in ("5401", "5406")]
        for form, several, expected in (
            ("stamped", True, "send_circular"),
            ("external", True, "send_circular"),
            ("stamped", False, "send"),
        ):
            draft = replace(original(conn, circular, sender, to if several else to[:1]), form=form)
            assert letter_issue.series_of(draft) == expected


def test_one_printed_number_stands_on_one_letter_of_an_office_and_year(services: Services) -> None:
    day, now = date(2020, 8, 25), moment("2020-08-25 09:00")
    entry = RegisterEntry("พร ๐๐๒๓.๑/ว {number}", day, "จังหวัดแพร่", "อำเภอสอง", "เรื่อง")
    with services.database.write() as conn:
        enter(conn, PROVINCE, "send_circular", entry, now)
    with pytest.raises(NotAllowedError, match="ว ๑ stands on another letter"), services.database.write() as conn:
        enter(conn, PROVINCE, "send_stamped", entry, now)  # a series of its own, as registries had it once
    with services.database.write() as conn:
        assert clashing_numbers(conn) == []
        assert enter(conn, "55", "send_circular", entry, now).number == 1  # another office
        next_year = replace(entry, dated=date(2021, 1, 4))
        assert enter(conn, PROVINCE, "send_circular", next_year, now).number == 1


def test_older_clashes_are_told(services: Services) -> None:
    day, now = date(2020, 8, 25), moment("2020-08-25 09:00")
    entry = RegisterEntry("พร ๐๐๒๓.๑/ว {number}", day, "จังหวัดแพร่", "อำเภอสอง", "เรื่อง")
    with services.database.write() as conn:
        enter(conn, PROVINCE, "send_circular", entry, now)
        series = {"code": PROVINCE, "kind": "send_stamped", "year": 2563, "last_number": 1}
        stamped = conn.scalar(insert(t.registers).values(**series).returning(t.registers.c.id))
        old = dict.fromkeys(("sender", "receiver", "subject"), "")  # written before printed numbers were unique
        row = {"register_id": stamped, "number": 1, "at": now, "on": day, "reference": "พร ๐๐๒๓.๑/ว ๑", "dated": day}
        conn.execute(insert(t.register_entries).values(**row, **old))
    with services.database.read() as conn:
        assert clashing_numbers(conn) == ["54, 2563: พร ๐๐๒๓.๑/ว ๑"]
        told = [finding.problem for finding in of_records(conn, services.settings, now)]
    assert any("stands on several letters (54, 2563: พร ๐๐๒๓.๑/ว ๑)" in text for text in told)


@pytest.mark.parametrize(("circular", "expected"), [(True, "พร ๐๐๒๓.๑/ว {number}"), (False, "พร ๐๐๒๓.๑/{number}")])
def test_the_reference_of_a_circular_letter_is_marked(circular: bool, expected: str) -> None:
    form = reference_form("พร ๐๐๒๓.๑", circular)
    assert squash(form) == expected
    assert " " not in form, "a number must not break over two lines"


def test_a_register_kept_elsewhere_is_carried_on(database: Database) -> None:
    with database.write() as conn:
        carry_on(conn, "DLA", "send", 2563, 1703)
    assert [take(database), take(database)] == [1704, 1705]
    with database.write() as conn:
        carry_on(conn, "DLA", "send", 2563, 1705)  # where it stands: nothing is wrong with that
        with pytest.raises(NotAllowedError, match="already stands at 1705; it cannot go back to 1704"):
            carry_on(conn, "DLA", "send", 2563, 1704)
    assert take(database) == 1706


@pytest.mark.parametrize(
    ("kind", "last", "message"),
    [
        ("secret", 1, "there is no register 'secret'; the registers are receive, send"),
        ("send", -1, "expected 0 or more"),
        ("send_stamped", 4189, "numbered in send_circular; carry that on from the higher of the two last numbers"),
    ],
)
def test_what_cannot_be_carried_on_is_refused(database: Database, kind: str, last: int, message: str) -> None:
    with database.write() as conn, pytest.raises(NotAllowedError, match=message):
        carry_on(conn, "DLA", kind, 2563, last)


@given(number=st.integers(1, 10**7))
def test_the_number_is_printed_in_thai_digits_and_no_other_way(number: int) -> None:
    printed = reference_form("มท ๐๘๑๐.๒", circular=True).replace("{number}", thai_digits(number))
    assert arabic_digits(squash(printed)) == f"มท 0810.2/ว {number}"
    assert not any(char in "0123456789," for char in printed)


def rows_of(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark to show Thai"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


COLUMNS = ["วันที่ลงทะเบียน", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ"]


def test_registers_are_exported_in_the_official_columns(services: Services, tmp_path: Path) -> None:
    circular = issue(services)
    reach_offices(services, circular)
    with services.database.read() as conn:
        written = export(conn, tmp_path / "out")
    names = [path.name for path in written]
    assert {"2563-DLA-send_circular.csv", "2563-54-receive.csv", "2563-54-send_circular.csv"} <= set(names)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    head, row = rows_of(tmp_path / "out" / "2563-54-send_circular.csv")
    assert head == ["เลขทะเบียนส่ง", *COLUMNS]
    assert row[:5] == ["1", "2020-05-29", "พร ๐๐๒๓.๑/ว ๑", "๒๙ พฤษภาคม ๒๕๖๓", "จังหวัดแพร่"]
    assert row[6] == circular.subject
    head, row = rows_of(tmp_path / "out" / "2563-54-receive.csv")
    assert head == ["เลขทะเบียนรับ", *COLUMNS]
    assert row[2:5] == ["มท ๐๘๑๐.๒/ว ๑", "๑๙ พฤษภาคม ๒๕๖๓", "กรมส่งเสริมการปกครองท้องถิ่น"]


def test_a_receipt_struck_out_keeps_its_number_in_the_export_with_a_remark(services: Services, tmp_path: Path) -> None:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-20 09:00")
    with services.database.write() as conn:
        reports.undo(conn, circular, lookup.by_code(conn, PROVINCE), act("2020-05-20 09:30"))
    acknowledge(services, circular, PROVINCE, at="2020-05-20 10:00")
    with services.database.read() as conn:
        export(conn, tmp_path)
    _, struck, standing = rows_of(tmp_path / "2563-54-receive.csv")
    assert (struck[0], struck[-1]) == ("1", "ยกเลิกการลงรับ")
    assert (standing[0], standing[-1]) == ("2", "")


def test_a_register_without_entries_is_not_exported(services: Services, tmp_path: Path) -> None:
    with services.database.write() as conn:
        conn.execute(insert(t.registers).values(code="DLA", kind="send", year=2563, last_number=7))
        assert export(conn, tmp_path) == []


def test_the_rows_of_an_export_stand_in_the_order_of_their_numbers(database: Database, tmp_path: Path) -> None:
    for _ in range(12):
        take(database)
    with database.read() as conn:
        (path,) = export(conn, tmp_path)
    assert [row[0] for row in rows_of(path)[1:]] == [str(n) for n in range(1, 13)]
