"""Many offices acknowledge in one transaction: each gets its receipt, or is told why not."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from runtime.services import Services
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
    states,
)
from tests.support.sweeps import REMINDER, find, ready, sweep
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.progress import acknowledge as acknowledgement
from workflow.progress import completion, reports
from workflow.progress.acknowledge import AcknowledgeRequest, AcknowledgeResult, NotReceivable, acknowledge_all
from workflow.registers import numbers as numbers_module
from workflow.registry import lookup
from workflow.registry.load import load
from workflow.store import tables as t

JUNE = "2020-06-01 09:05"


@pytest.fixture
def circular(services: Services) -> Circular:
    """A circular that all offices of Phrae have been sent."""
    return ready(services)


def ids(services: Services, circular: Circular, *codes: str) -> list[int]:
    with services.database.read() as conn:
        found = select(t.units.c.code, t.tasks.c.id).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        known = {row.code: row.id for row in conn.execute(found.where(t.tasks.c.circular_id == circular.id))}
    return [known[code] for code in codes]


def ask(services: Services, *asked: AcknowledgeRequest, at: str = JUNE) -> list[AcknowledgeResult]:
    with services.database.write() as conn:
        return acknowledge_all(conn, asked, moment(at), services.calendar)


def test_each_office_gets_the_next_number_of_its_own_register_and_an_event_of_its_own(
    services: Services, circular: Circular
) -> None:
    codes = offices(services, circular)
    with services.database.write() as conn:
        numbers_module.carry_on(conn, SAO, "receive", 2563, 4342)
    who = "เจ้าหน้าที่ธุรการ", "นักจัดการงานทั่วไป"
    answers = ask(services, *(AcknowledgeRequest(i, f"clerk of {i}", *who) for i in ids(services, circular, *codes)))
    got = dict(zip(codes, answers, strict=True))
    assert {answer.not_receivable for answer in answers} == {None}
    assert {code: answer.receipt.number for code, answer in got.items() if answer.receipt} == {
        code: "4343" if code == SAO else "1" for code in codes
    }
    receipt = got[SAO].receipt
    assert receipt is not None
    assert (receipt.office, receipt.time.isoformat()) == ("ที่ทำการองค์การบริหารส่วนตำบลเตาปูน", "09:05:00")
    assert (receipt.received_by, receipt.position) == who
    assert {states(services, circular)[code] for code in codes} == {"received"}
    with services.database.read() as conn:
        told = select(t.events.c.actor, t.events.c.subject_id).where(
            t.events.c.action == "acknowledge", t.events.c.at == moment(JUNE)
        )
        assert all(row.actor == f"clerk of {row.subject_id}" for row in conn.execute(told))
        assert len(conn.execute(told).all()) == len(codes)
        entry = conn.execute(select(t.register_entries).where(t.register_entries.c.number == 4343)).one()
    assert (entry.reference, entry.sender, entry.receiver) == (receipt.letter, "อำเภอสอง", receipt.office)


def test_offices_that_share_a_register_get_numbers_in_the_order_asked(services: Services, circular: Circular) -> None:
    """One office, two letters: the circular and a follow-up."""
    sweep(services, REMINDER)
    letter = find(services, circular, "reminder")[0]["id"]
    (pao,) = ids(services, circular, PAO)
    answers = ask(
        services,
        AcknowledgeRequest(pao, "x", "clerk", letter_id=letter),
        AcknowledgeRequest(pao, "x", "clerk"),
        at=REMINDER,
    )
    assert [answer.receipt.number for answer in answers if answer.receipt] == ["1", "2"]
    assert answers[0].receipt != answers[1].receipt
    assert states(services, circular)[PAO] == "received"


def test_what_is_refused_is_said_for_each_and_hinders_no_other(sqlite_services: Services, tmp_path: Path) -> None:
    services = sqlite_services
    who = {"kinds": ["pao", "town", "subdistrict_municipality", "sao"], "provinces": [PROVINCE]}
    circular = issue(services, changed_file(tmp_path, who=who))
    acknowledge(services, circular, PROVINCE, at="2020-05-29 10:00")
    pass_on(services, circular, PROVINCE, "2020-05-29 10:00")
    pao, town, sao, province, district = ids(services, circular, PAO, TOWN, SAO, PROVINCE, DISTRICT)
    answers = ask(
        services,
        AcknowledgeRequest(pao, "x", " clerk\n\u200b", own_number=" ๑๒/๒๕๖๓ "),
        AcknowledgeRequest(sao, "x", "clerk"),
        AcknowledgeRequest(999_999, "x", "clerk"),
        AcknowledgeRequest(province, "x", "clerk"),
        AcknowledgeRequest(town, "x", "\u200b "),
        AcknowledgeRequest(town, "x", "c" * 101),
        AcknowledgeRequest(town, "x", "clerk", letter_id=999),
        AcknowledgeRequest(pao, "x", "another clerk"),
        AcknowledgeRequest(district, "x", "clerk"),
    )
    assert [answer.not_receivable for answer in answers] == [
        None,
        NotReceivable.NOT_SENT,
        NotReceivable.UNKNOWN,
        NotReceivable.ALREADY,
        NotReceivable.INPUT,
        NotReceivable.INPUT,
        NotReceivable.NOT_SENT,
        NotReceivable.ALREADY,
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
    assert {code: states(services, circular)[code] for code in (PAO, TOWN, SAO, DISTRICT)} == {
        PAO: "received",
        TOWN: "sent",
        SAO: "waiting",
        DISTRICT: "received",
    }


def test_nobody_receives_a_circular_that_was_called_off_or_before_its_date(sqlite_services: Services) -> None:
    services, circular = sqlite_services, ready(sqlite_services)
    (pao,) = ids(services, circular, PAO)
    assert (
        ask(services, AcknowledgeRequest(pao, "x", "clerk"), at="2020-05-28 09:00")[0].not_receivable
        is NotReceivable.TOO_EARLY
    )
    with services.database.write() as conn:
        completion.cancel(conn, circulars.by_code(conn, circular.code), act(JUNE, why="called off"))
    answer = ask(services, AcknowledgeRequest(pao, "x", "clerk"))[0]
    assert (answer.not_receivable, answer.receipt) == (NotReceivable.STATE, None)
    assert "the task is 'cancelled'" in answer.problem
    assert not ask(services)


def test_an_office_known_to_have_done_it_acknowledges_later_and_stays_done(sqlite_services: Services) -> None:
    services, circular = sqlite_services, ready(sqlite_services)
    outcomes(services, circular, {PAO: "complete", TOWN: "complete"}, "2020-06-01 08:00")
    with services.database.write() as conn:
        town = lookup.by_code(conn, TOWN)
        reports.return_incorrect(conn, circular, town, act("2020-06-01 08:30", why="incomplete"))
    answers = ask(services, *(AcknowledgeRequest(i, "x", "clerk") for i in ids(services, circular, PAO, TOWN, SAO)))
    assert [answer.not_receivable for answer in answers] == [None, None, None]
    found = states(services, circular)
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
    sqlite_services: Services, sent: str, at: str, due: str, kept: bool
) -> None:
    circular = issue(sqlite_services)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 09:00")
    pass_on(sqlite_services, circular, PROVINCE, sent)
    (pao,) = ids(sqlite_services, circular, PAO)
    receipt = ask(sqlite_services, AcknowledgeRequest(pao, "x", "clerk"), at=at)[0].receipt
    assert receipt is not None
    assert (receipt.due, receipt.kept) == (moment(due), kept)
    with sqlite_services.database.read() as conn:
        row = conn.execute(select(t.receipts).order_by(t.receipts.c.id.desc()).limit(1)).one()
        again = acknowledge_all(conn, [AcknowledgeRequest(pao, "x", "clerk")], moment(at), sqlite_services.calendar)
    assert (row.due_at, row.kept) == (moment(due), kept)
    assert again[0].receipt == receipt


def test_without_a_calendar_it_stays_open_whether_a_receipt_came_in_time(sqlite_services: Services) -> None:
    circular = issue(sqlite_services)
    with sqlite_services.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        receipt = acknowledgement.acknowledge(conn, circular, province, act(JUNE), "clerk", position="นายช่าง")
    assert (receipt.due, receipt.kept, receipt.position) == (None, None, "นายช่าง")


@pytest.mark.postgres
def test_batches_at_the_same_moment_that_ask_for_the_same_make_one_receipt_for_each(
    postgres_services: Services,
) -> None:
    """Eight processes' worth of batches, all about all offices, each in an order of its own."""
    services, circular, together = postgres_services, ready(postgres_services), Barrier(8)
    wanted = ids(services, circular, *offices(services, circular))

    def work(number: int) -> list[AcknowledgeResult]:
        mine = random.Random(number).sample(wanted, len(wanted))
        together.wait()
        return [
            answer
            for start in range(0, len(mine), 20)
            for answer in ask(
                services,
                *(AcknowledgeRequest(i, f"clerk {number}", f"clerk {number}") for i in mine[start : start + 20]),
            )
        ]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for each in pool.map(work, range(8)) for answer in each]
    assert sum(answer.not_receivable is None for answer in answers) == len(wanted)
    assert {answer.not_receivable for answer in answers} == {None, NotReceivable.ALREADY}
    _one_of_each(services, wanted)


def _one_of_each(services: Services, wanted: list[int]) -> None:
    """One receipt and one event for each office, and registers without a gap."""
    with services.database.read() as conn:
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
def test_batches_of_offices_that_share_a_register_leave_no_gap_whatever_the_order(postgres_services: Services) -> None:
    """All offices of Phrae number in one book, which nobody has opened yet; some batches are rolled back."""
    services, circular, together = postgres_services, ready(postgres_services), Barrier(6)
    codes = offices(services, circular)
    with services.database.write() as conn:
        shared = [m.unit for m in lookup.find(conn, t.units.c.code.in_(codes))]
        load(conn, [replace(unit, register="ONE") for unit in shared])
    wanted = ids(services, circular, *codes)

    def work(number: int) -> int:
        mine = random.Random(number).sample(wanted[number::6], len(wanted[number::6]))
        together.wait()
        done = 0
        for start in range(0, len(mine), 4):
            asked = [AcknowledgeRequest(i, "x", "clerk") for i in mine[start : start + 4]]
            with services.database.engine.connect() as conn:
                acknowledge_all(conn, asked, moment(JUNE), services.calendar)
                conn.rollback()
            done += sum(answer.not_receivable is None for answer in ask(services, *asked))
        return done

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) == len(wanted)
    with services.database.read() as conn:
        numbers = select(t.receipts.c.number).join(t.tasks, t.tasks.c.unit_id == t.receipts.c.unit_id)
        given = sorted(map(int, conn.scalars(numbers.where(t.tasks.c.id.in_(wanted)))))
        assert given == list(range(1, len(wanted) + 1))
        assert numbers_module.last_number(conn, "ONE", "receive", 2563) == len(wanted)
