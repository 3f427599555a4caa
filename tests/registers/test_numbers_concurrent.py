"""Many offices, threads and processes taking numbers at the same moment: no gap and no repeat."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlalchemy import Connection, func, select

from runtime.services import Services
from runtime.settings import ROOT
from tests.support.circular_steps import PROVINCE, act, issue, moment
from workflow.errors import NotAllowedError
from workflow.progress.acknowledge import acknowledge
from workflow.registers.numbers import RegisterEntry, carry_on, enter, last_number
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.store.database import Database

DAY, NOW = date(2020, 6, 1), moment("2020-06-01 09:00")
THREADS, EACH = 6, 12


class Undone(Exception):  # noqa: N818  # a signal, not an error
    """Raised to roll a transaction back."""


def take(conn: Connection, code: str = "DLA", kind: str = "send", day: date = DAY) -> int:
    return enter(conn, code, kind, RegisterEntry("{number}", day, "จาก", "ถึง", "เรื่อง"), NOW).number


def at_once(database: Database, work: Callable[[int], list[int]], threads: int = THREADS) -> list[int]:
    """What several threads, begun together, got between them."""
    begin = Barrier(threads)

    def one(thread: int) -> list[int]:
        begin.wait()
        return work(thread)

    with ThreadPoolExecutor(threads) as pool:
        return [number for got in pool.map(one, range(threads)) for number in got]


def committed(database: Database) -> list[int]:
    with database.read() as conn:
        return list(conn.scalars(select(t.register_entries.c.number).order_by(t.register_entries.c.number)))


def test_threads_that_take_numbers_at_once_get_each_number_once(database: Database) -> None:
    def work(_: int) -> list[int]:
        got = []
        for _ in range(EACH):
            with database.write() as conn:
                got.append(take(conn))
        return got

    assert sorted(at_once(database, work)) == list(range(1, THREADS * EACH + 1))
    assert committed(database) == list(range(1, THREADS * EACH + 1))


def test_of_two_letters_that_would_bear_one_printed_number_at_once_one_is_refused(database: Database) -> None:
    entry = RegisterEntry("พร ๐๐๒๓.๑/ว {number}", DAY, "จังหวัดแพร่", "อำเภอสอง", "เรื่อง")

    def work(thread: int) -> list[int]:
        # Two registers, as older versions had them: no lock of a register keeps their letters apart.
        try:
            with database.write() as conn:
                enter(conn, PROVINCE, ("send_circular", "send_stamped")[thread], entry, NOW)
        except NotAllowedError as error:
            return [0] if "stands on another letter of that office and year" in str(error) else [-1]
        return [1]

    assert sorted(at_once(database, work, threads=2)) == [0, 1]
    assert committed(database) == [1]


def test_numbers_of_transactions_rolled_back_meanwhile_are_given_to_others(database: Database) -> None:
    def work(thread: int) -> list[int]:
        got = []
        for turn in range(EACH):
            try:
                with database.write() as conn:
                    number = take(conn)
                    if (thread + turn) % 3 == 0:
                        raise Undone
            except Undone:
                continue
            got.append(number)
        return got

    kept = THREADS * EACH * 2 // 3
    assert sorted(at_once(database, work)) == list(range(1, kept + 1))
    assert committed(database) == list(range(1, kept + 1))
    with database.read() as conn:
        assert last_number(conn, "DLA", "send", 2563) == kept


def test_a_register_opened_by_many_at_once_is_one_register(database: Database) -> None:
    def work(_: int) -> list[int]:
        got = []
        for year in range(2015, 2020):
            with database.write() as conn:
                got.append(take(conn, day=date(year, 1, 1)))
        return got

    assert sorted(at_once(database, work)) == sorted(list(range(1, THREADS + 1)) * 5)


def test_carrying_on_while_others_take_numbers_never_lets_a_number_be_given_twice(database: Database) -> None:
    def work(thread: int) -> list[int]:
        got = []
        for turn in range(EACH):
            with database.write() as conn:
                if thread == 0:
                    carry_on(conn, "DLA", "send", 2563, 500 + last_number(conn, "DLA", "send", 2563) + turn)
                got.append(take(conn))
        return got

    got = at_once(database, work)
    assert len(set(got)) == len(got) == THREADS * EACH
    assert committed(database) == sorted(got)


PROCESS = """
import sys
from datetime import UTC, date, datetime
from workflow.registers.numbers import RegisterEntry, enter
from workflow.store.database import Database

database = Database(sys.argv[1])
entry = RegisterEntry("{number}", date(2020, 6, 1), "a", "b", "c")
for _ in range(int(sys.argv[2])):
    with database.write() as conn:
        print(enter(conn, "DLA", "send", entry, datetime(2020, 6, 1, tzinfo=UTC)).number)
"""


def test_processes_that_take_numbers_at_once_get_each_number_once(database: Database) -> None:
    address = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", PROCESS, address, "15"]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    got = [int(line) for process in running for line in process.communicate(timeout=120)[0].split()]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(got) == committed(database) == list(range(1, 46))


def test_an_office_that_acknowledges_twice_at_the_same_moment_gets_one_number(services: Services) -> None:
    circular = issue(services)
    refusals: list[str] = []

    def work(_: int) -> list[int]:
        try:
            with services.database.write() as conn:
                office = lookup.by_code(conn, PROVINCE)
                return [int(acknowledge(conn, circular, office, act("2020-05-20 09:00"), "officer").number)]
        except NotAllowedError as error:
            refusals.append(str(error))
            return []

    assert at_once(services.database, work) == [1]
    assert len(refusals) == THREADS - 1
    assert all("has acknowledged มท ๐๘๑๐.๒/ว ๑ already: receive number 1 on 2020-05-20" in text for text in refusals)
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.receipts)) == 1
        assert last_number(conn, PROVINCE, "receive", 2563) == 1
