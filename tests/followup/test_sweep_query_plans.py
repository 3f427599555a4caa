"""What a sweep costs hangs on what is open, not on what is done: told from SQLite's own query plans."""

import pytest

from bench.plans import lines_about, watched
from runtime.services import Services
from tasks.sweep import sweep_here
from tests.support.circular_steps import issue, moment, offices, outcomes, reach_offices
from workflow.cascade import close
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.followup.lagging import LagQuery

OPEN_INDEX = "USING INDEX ix_tasks_open"
BY_STATE = "USING INDEX ix_tasks_figures (circular_id=? AND province_id=? AND state=?"


def open_only(line: str) -> bool:
    """Whether a step reads open tasks alone: from their own index, or state by state from that of the figures."""
    return OPEN_INDEX in line or BY_STATE in line


@pytest.mark.parametrize("stage", ["progress", "reminder", "first", "second", "final"])
def test_each_stage_finds_its_senders_through_the_index_of_open_tasks(sqlite_services: Services, stage: str) -> None:
    circular = issue(sqlite_services)
    with watched(sqlite_services.database) as plans, sqlite_services.database.read() as conn:
        LagQuery(circular, circular.ladder.stage(stage), 1).senders(conn)
    found = lines_about("tasks", plans)
    assert found
    assert all(open_only(line) for line in found)


def test_closing_looks_for_open_tasks_through_their_index(sqlite_services: Services) -> None:
    issue(sqlite_services)
    with watched(sqlite_services.database) as plans, sqlite_services.database.write() as conn:
        assert close.finished_circulars(conn) == []
    found = lines_about("tasks", plans)
    assert found
    assert all(open_only(line) for line in found)
    assert any("ix_circulars_open" in line for line in lines_about("circulars", plans))


def test_open_circulars_are_found_through_their_index(sqlite_services: Services) -> None:
    issue(sqlite_services)
    with watched(sqlite_services.database) as plans, sqlite_services.database.read() as conn:
        assert len(circulars.open_ones(conn)) == 1
    assert any("ix_circulars_open" in line for line in lines_about("circulars", plans))


def some_late(services: Services) -> Circular:
    circular = issue(services)
    reach_offices(services, circular)
    outcomes(services, circular, dict.fromkeys(offices(services, circular)[:40], "complete"), "2020-08-20 09:00")
    return circular


@pytest.mark.parametrize("day", ["2020-08-20", "2020-08-25", "2020-09-09"])
def test_a_sweep_never_goes_through_all_tasks_whatever_it_makes(sqlite_services: Services, day: str) -> None:
    some_late(sqlite_services)
    here = sqlite_services
    with watched(here.database) as plans:
        done = sweep_here(here, moment(f"{day} 09:30"))
    assert done.made
    lines = [line for found in plans.values() for line in found]
    assert any(open_only(line) for line in lines)
    assert [line for line in lines if line.startswith(("SCAN tasks", "SCAN late_now", "SCAN below"))] == []
