"""Many offices acknowledge in one transaction: each gets its receipt, or is told why not."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cli.common import Desk
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    TOWN,
    acknowledge,
    act,
    changed_file,
    issue,
    moment,
    offices,
    outcomes,
    pass_on,
    reach_offices,
    states,
)
from tests.support.sweeps import REMINDER, find, sweep
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.progress import acknowledge as acknowledgement
from workflow.progress import completion, reports
from workflow.progress.acknowledge import Answer, Asked, Refusal, acknowledge_all
from workflow.registers import numbers as numbers_module
from workflow.registry import lookup
from workflow.registry.load import load
from workflow.store import tables as t

JUNE = "2020-06-01 09:05"


@pytest.fixture
def circular(desk: Desk) -> Circular:
    """A circular that all offices of Phrae have been sent."""
    return reached(desk)


def reached(desk: Desk) -> Circular:
    issued = issue(desk)
    reach_offices(desk, issued)
    return issued


def ids(desk: Desk, circular: Circular, *codes: str) -> list[int]:
    with desk.database.read() as conn:
        found = select(t.units.c.code, t.tasks.c.id).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        known = {row.code: row.id for row in conn.execute(found.where(t.tasks.c.circular_id == circular.id))}
    return [known[code] for code in codes]


def ask(desk: Desk, *asked: Asked, at: str = JUNE) -> list[Answer]:
    with desk.database.write() as conn:
        return acknowledge_all(conn, asked, moment(at), desk.calendar)


def test_each_office_gets_the_next_number_of_its_own_register_and_an_event_of_its_own(
    desk: Desk, circular: Circular
) -> None:
    codes = offices(desk, circular)
    with desk.database.write() as conn:
        numbers_module.carry_on(conn, SAO, "receive", 2563, 4342)
    who = "เจ้าหน้าที่ธุรการ", "นักจัดการงานทั่วไป"
    answers = ask(desk, *(Asked(i, f"clerk of {i}", *who) for i in ids(desk, circular, *codes)))
    got = dict(zip(codes, answers, strict=True))
    assert {answer.refused for answer in answers} == {None}
    assert {code: answer.receipt.number for code, answer in got.items() if answer.receipt} == {
        code: "4343" if code == SAO else "1" for code in codes
    }
    receipt = got[SAO].receipt
    assert receipt is not None
    assert (receipt.office, receipt.time.isoformat()) == ("ที่ทำการองค์การบริหารส่วนตำบลเตาปูน", "09:05:00")
    assert (receipt.received_by, receipt.position) == who
    assert {states(desk, circular)[code] for code in codes} == {"received"}
    with desk.database.read() as conn:
        told = select(t.events.c.actor, t.events.c.subject_id).where(
            t.events.c.action == "acknowledge", t.events.c.at == moment(JUNE)
        )
        assert all(row.actor == f"clerk of {row.subject_id}" for row in conn.execute(told))
        assert len(conn.execute(told).all()) == len(codes)
        entry = conn.execute(select(t.register_entries).where(t.register_entries.c.number == 4343)).one()
    assert (entry.reference, entry.sender, entry.receiver) == (receipt.letter, "อำเภอสอง", receipt.office)


def test_offices_that_share_a_register_get_numbers_in_the_order_asked(desk: Desk, circular: Circular) -> None:
    """One office, two letters: the circular and a follow-up."""
    sweep(desk, REMINDER)
    letter = find(desk, circular, "reminder")[0]["id"]
    (pao,) = ids(desk, circular, PAO)
    answers = ask(desk, Asked(pao, "x", "clerk", letter_id=letter), Asked(pao, "x", "clerk"), at=REMINDER)
    assert [answer.receipt.number for answer in answers if answer.receipt] == ["1", "2"]
    assert answers[0].receipt != answers[1].receipt
    assert states(desk, circular)[PAO] == "received"


def test_what_is_refused_is_said_for_each_and_hinders_no_other(sqlite_desk: Desk, tmp_path: Path) -> None:
    desk = sqlite_desk
    who = {"kinds": ["pao", "town", "subdistrict_municipality", "sao"], "provinces": [PROVINCE]}
    circular = issue(desk, changed_file(tmp_path, who=who))
    acknowledge(desk, circular, PROVINCE, at="2020-05-29 10:00")
    pass_on(desk, circular, PROVINCE, "2020-05-29 10:00")
    pao, town, sao, province, district = ids(desk, circular, PAO, TOWN, SAO, PROVINCE, DISTRICT)
    answers = ask(
        desk,
        Asked(pao, "x", " clerk\n\u200b", own_number=" ๑๒/๒๕๖๓ "),
        Asked(sao, "x", "clerk"),
        Asked(999_999, "x", "clerk"),
        Asked(province, "x", "clerk"),
        Asked(town, "x", "\u200b "),
        Asked(town, "x", "c" * 101),
        Asked(town, "x", "clerk", letter_id=999),
        Asked(pao, "x", "another clerk"),
        Asked(district, "x", "clerk"),
    )
    assert [answer.refused for answer in answers] == [
        None,
        Refusal.NOT_SENT,
        Refusal.UNKNOWN,
        Refusal.ALREADY,
        Refusal.INPUT,
        Refusal.INPUT,
        Refusal.NOT_SENT,
        Refusal.ALREADY,
        None,
    ]
    first, again = answers[0].receipt, answers[7].receipt
    assert first is not None
    assert first == again
    assert (first.number, first.received_by) == ("๑๒/๒๕๖๓", "clerk")
    assert answers[3].receipt is not None
    assert answers[3].receipt.received_by == "saraban officer"
    assert "จังหวัดแพร่ has acknowledged" in answers[3].problem
    assert [bool(answer.receipt) for answer in answers] == [True, False, False, True, False, False, False, True, True]
    assert {code: states(desk, circular)[code] for code in (PAO, TOWN, SAO, DISTRICT)} == {
        PAO: "received",
        TOWN: "sent",
        SAO: "waiting",
        DISTRICT: "received",
    }


def test_nobody_receives_a_circular_that_was_called_off_or_before_its_date(sqlite_desk: Desk) -> None:
    desk, circular = sqlite_desk, reached(sqlite_desk)
    (pao,) = ids(desk, circular, PAO)
    assert ask(desk, Asked(pao, "x", "clerk"), at="2020-05-28 09:00")[0].refused is Refusal.TOO_EARLY
    with desk.database.write() as conn:
        completion.cancel(conn, circulars.by_code(conn, circular.code), act(JUNE, why="called off"))
    answer = ask(desk, Asked(pao, "x", "clerk"))[0]
    assert (answer.refused, answer.receipt) == (Refusal.STATE, None)
    assert "the task is 'cancelled'" in answer.problem
    assert not ask(desk)


def test_an_office_known_to_have_done_it_acknowledges_later_and_stays_done(sqlite_desk: Desk) -> None:
    desk, circular = sqlite_desk, reached(sqlite_desk)
    outcomes(desk, circular, {PAO: "complete", TOWN: "complete"}, "2020-06-01 08:00")
    with desk.database.write() as conn:
        town = lookup.by_code(conn, TOWN)
        reports.return_incorrect(conn, circular, town, act("2020-06-01 08:30", why="incomplete"))
    answers = ask(desk, *(Asked(i, "x", "clerk") for i in ids(desk, circular, PAO, TOWN, SAO)))
    assert [answer.refused for answer in answers] == [None, None, None]
    found = states(desk, circular)
    assert (found[PAO], found[TOWN], found[SAO]) == ("done", "returned", "received")


@pytest.mark.parametrize(
    ("sent", "at", "due", "kept"),
    [
        ("2020-05-29 16:30", "2020-05-29 16:30", "2020-05-29 16:30", True),
        ("2020-05-29 10:00", "2020-05-29 16:31", "2020-05-29 16:30", False),
        ("2020-05-29 16:31", "2020-06-01 10:00", "2020-06-01 10:00", True),  # a Friday, and the Monday after
        ("2020-05-30 08:00", "2020-06-01 10:01", "2020-06-01 10:00", False),
    ],
)
def test_a_receipt_says_when_it_was_due_and_whether_that_was_kept(
    sqlite_desk: Desk, sent: str, at: str, due: str, kept: bool
) -> None:
    circular = issue(sqlite_desk)
    acknowledge(sqlite_desk, circular, PROVINCE, at="2020-05-29 09:00")
    pass_on(sqlite_desk, circular, PROVINCE, sent)
    (pao,) = ids(sqlite_desk, circular, PAO)
    receipt = ask(sqlite_desk, Asked(pao, "x", "clerk"), at=at)[0].receipt
    assert receipt is not None
    assert (receipt.due, receipt.kept) == (moment(due), kept)
    with sqlite_desk.database.read() as conn:
        row = conn.execute(select(t.receipts).order_by(t.receipts.c.id.desc()).limit(1)).one()
        again = acknowledge_all(conn, [Asked(pao, "x", "clerk")], moment(at), sqlite_desk.calendar)
    assert (row.due_at, row.kept) == (moment(due), kept)
    assert again[0].receipt == receipt


def test_without_a_calendar_it_stays_open_whether_a_receipt_came_in_time(sqlite_desk: Desk) -> None:
    circular = issue(sqlite_desk)
    with sqlite_desk.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        receipt = acknowledgement.acknowledge(conn, circular, province, act(JUNE), "clerk", position="นายช่าง")
    assert (receipt.due, receipt.kept, receipt.position) == (None, None, "นายช่าง")


@pytest.mark.postgres
def test_batches_at_the_same_moment_that_ask_for_the_same_make_one_receipt_for_each(postgres_desk: Desk) -> None:
    """Eight processes' worth of batches, all about all offices, each in an order of its own."""
    desk, circular, together = postgres_desk, reached(postgres_desk), Barrier(8)
    wanted = ids(desk, circular, *offices(desk, circular))

    def work(number: int) -> list[Answer]:
        mine = random.Random(number).sample(wanted, len(wanted))
        together.wait()
        return [
            answer
            for start in range(0, len(mine), 20)
            for answer in ask(desk, *(Asked(i, f"clerk {number}", f"clerk {number}") for i in mine[start : start + 20]))
        ]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for each in pool.map(work, range(8)) for answer in each]
    assert sum(answer.refused is None for answer in answers) == len(wanted)
    assert {answer.refused for answer in answers} == {None, Refusal.ALREADY}
    _one_of_each(desk, wanted)


def _one_of_each(desk: Desk, wanted: list[int]) -> None:
    """One receipt and one event for each office, and registers without a gap."""
    with desk.database.read() as conn:
        told = select(t.events.c.subject_id).where(
            t.events.c.action == "acknowledge", t.events.c.subject_id.in_(wanted)
        )
        assert sorted(conn.scalars(told)) == sorted(wanted)
        count = select(func.count()).select_from(t.receipts).join(t.tasks, t.tasks.c.unit_id == t.receipts.c.unit_id)
        assert conn.scalar(count.where(t.tasks.c.id.in_(wanted))) == len(wanted)
        by_register = select(func.count(), func.min(t.register_entries.c.number), func.max(t.register_entries.c.number))
        for many, first, last in conn.execute(by_register.group_by(t.register_entries.c.register_id)):
            assert (first, last) == (1, many)


@pytest.mark.postgres
def test_batches_of_offices_that_share_a_register_leave_no_gap_whatever_the_order(postgres_desk: Desk) -> None:
    """All offices of Phrae number in one book, which nobody has opened yet; some batches are rolled back."""
    desk, circular, together = postgres_desk, reached(postgres_desk), Barrier(6)
    codes = offices(desk, circular)
    with desk.database.write() as conn:
        shared = [m.unit for m in lookup.find(conn, t.units.c.code.in_(codes))]
        load(conn, [replace(unit, register="ONE") for unit in shared])
    wanted = ids(desk, circular, *codes)

    def work(number: int) -> int:
        mine = random.Random(number).sample(wanted[number::6], len(wanted[number::6]))
        together.wait()
        done = 0
        for start in range(0, len(mine), 4):
            asked = [Asked(i, "x", "clerk") for i in mine[start : start + 4]]
            with desk.database.engine.connect() as conn:
                acknowledge_all(conn, asked, moment(JUNE), desk.calendar)
                conn.rollback()
            done += sum(answer.refused is None for answer in ask(desk, *asked))
        return done

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) == len(wanted)
    with desk.database.read() as conn:
        numbers = select(t.receipts.c.number).join(t.tasks, t.tasks.c.unit_id == t.receipts.c.unit_id)
        given = sorted(map(int, conn.scalars(numbers.where(t.tasks.c.id.in_(wanted)))))
        assert given == list(range(1, len(wanted) + 1))
        assert numbers_module.last_number(conn, "ONE", "receive", 2563) == len(wanted)
