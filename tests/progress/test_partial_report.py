"""An office has done its part, or only part of it; the level above decides what that is worth."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import PAO, PROVINCE, TOWN, acknowledge, act, changed_file, issue, pass_on
from tests.support.saved_states import saved
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.progress.reports import report, report_nil, report_problem, return_incorrect, undo, verify
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.thai.mistakes import with_thai_digits

JUNE = "2020-06-15 10:00"
SMALL = {"kinds": ["pao", "town"], "provinces": [PROVINCE]}


@pytest.fixture
def circular(sqlite_services: Services, tmp_path: Path) -> Circular:
    """For two offices, which both have received it; reports count without a check, unless in part."""
    return received(sqlite_services, tmp_path, checked=False)


def received(sqlite_services: Services, folder: Path, checked: bool) -> Circular:
    return saved(sqlite_services, f"received_checked_{checked}", partial(_receive, folder, checked))


def _receive(folder: Path, checked: bool, sqlite_services: Services) -> Circular:
    issued = issue(sqlite_services, changed_file(folder, who=SMALL, reports={"verify": checked}))
    acknowledge(sqlite_services, issued, PROVINCE, at="2020-05-29 10:00")
    pass_on(sqlite_services, issued, PROVINCE, "2020-05-29 10:30")
    acknowledge(sqlite_services, issued, PAO, TOWN, at="2020-06-01 09:00")
    return issued


def do(
    services: Services, circular: Circular, step: Callable[..., object], *more: str, why: str = ""
) -> dict[str, Any]:
    """Let the office take a step, or the level above take one about it; its task afterwards."""
    with services.database.write() as conn:
        unit = lookup.by_code(conn, PAO)
        step(conn, circulars.by_code(conn, circular.code), unit, act(JUNE, why=why), *more)
        found = select(t.tasks).join(t.units, t.units.c.id == t.tasks.c.unit_id).where(t.units.c.code == PAO)
        return dict(conn.execute(found).mappings().one())


def seen(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["state"], row["outcome"], row["note"]


def test_work_done_in_part_is_never_done_before_somebody_has_looked(
    sqlite_services: Services, circular: Circular
) -> None:
    row = do(sqlite_services, circular, report_problem, " ยังขาด 2 หมู่บ้าน \n ดู MOU2 ")
    assert seen(row) == ("reported", "incorrect", "ยังขาด ๒ หมู่บ้าน ดู MOU2")
    assert row["done_on"] is None
    with sqlite_services.database.read() as conn:
        last = conn.execute(select(t.events).order_by(t.events.c.id.desc()).limit(1)).one()
    assert (last.action, last.from_state, last.to_state) == ("report_problem", "received", "reported")


def test_the_level_above_takes_it_as_it_is_or_gives_it_back(sqlite_services: Services, circular: Circular) -> None:
    do(sqlite_services, circular, report_problem, "ยังขาดบางหมู่บ้าน")
    assert seen(do(sqlite_services, circular, verify)) == ("done", "complete", "ยังขาดบางหมู่บ้าน")
    assert seen(do(sqlite_services, circular, undo)) == ("reported", "incorrect", "ยังขาดบางหมู่บ้าน")
    back = do(sqlite_services, circular, return_incorrect, why="ต้องครบทุกหมู่บ้าน")
    assert seen(back) == ("returned", "incorrect", "ต้องครบทุกหมู่บ้าน")
    assert seen(do(sqlite_services, circular, report)) == ("done", "complete", "")


def test_a_report_in_part_can_be_taken_back(sqlite_services: Services, circular: Circular) -> None:
    do(sqlite_services, circular, report_problem, "ยังขาดบางหมู่บ้าน")
    assert seen(do(sqlite_services, circular, undo)) == ("received", "missing", "")


def test_a_whole_report_whose_check_is_taken_back_stays_whole(sqlite_services: Services, tmp_path: Path) -> None:
    circular = received(sqlite_services, tmp_path, checked=True)
    do(sqlite_services, circular, report_nil)
    do(sqlite_services, circular, verify)
    assert seen(do(sqlite_services, circular, undo)) == ("reported", "nil", "")


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (" ", "say what is not done yet"),
        ("ก" * 301, "has 301 characters; expected at most 300"),
        ('"x"', "cannot be printed"),
    ],
)
def test_a_note_stands_in_lists_so_it_must_be_there_short_and_printable(
    sqlite_services: Services, circular: Circular, note: str, told: str
) -> None:
    with pytest.raises(NotAllowedError, match=told):
        do(sqlite_services, circular, report_problem, note)


def test_digits_become_thai_where_letters_have_them_thai() -> None:
    text = "วันที่ 5 มี 1,234.5 บาท ดู https://a.go.th/2?b=3 COVID-19 a1@b2.go.th และ 7"
    assert with_thai_digits(text) == "วันที่ ๕ มี ๑,๒๓๔.๕ บาท ดู https://a.go.th/2?b=3 COVID-19 a1@b2.go.th และ ๗"
