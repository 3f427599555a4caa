"""Scenario files: what a step may be, and that a faulty file is refused before anything is touched."""

from datetime import time
from pathlib import Path

import pytest

from cli.demo.command import SCENARIOS
from cli.demo.scenario import next_turn, read_scenario
from runtime.settings import ROOT
from tests.support.circular_steps import moment
from tests.support.terminal import Terminal
from workflow.calendar import WorkCalendar

SHIPPED = ROOT / "config" / "scenarios"


def scenario(terminal: Terminal, step: str) -> Path:
    return terminal.write("play.yaml", f"title: a play\nsteps:\n  - {step}\n")


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_scenarios_that_ship_can_be_read(name: str) -> None:
    played = read_scenario(SHIPPED / name)
    assert played.title
    assert len(played.steps) > 3


def test_a_day_alone_means_nine_in_the_morning_in_bangkok(terminal: Terminal) -> None:
    (step,) = read_scenario(scenario(terminal, "{at: 2020-05-19, sweep: {}}")).steps
    assert step.at == moment("2020-05-19 09:00")


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            "{at: 2563-05-19 09:30, sweep: {}}",
            "field steps[1].at: '2563-05-19 09:30': 2563-05-19 looks like a Buddhist year",
        ),
        ("{at: yesterday, sweep: {}}", "field steps[1].at: 'yesterday' is no moment; expected 2020-08-25"),
        ("{at: 5, sweep: {}}", "field steps[1].at: 5: this is no moment; write 2020-08-25 09:00"),
        ("{sweep: {}}", "field steps[1].at: missing; expected a value"),
        ("{at: 2020-05-19}", "field steps[1]: a step does exactly one thing (carry_on, issue,"),
        ("{at: 2020-05-19, sweep: {}, issue: c.yaml}", "field steps[1]: a step does exactly one thing"),
        ("{at: 2020-05-19, dance: {}}", "field steps[1].dance: there is no such setting"),
        ("{at: 2020-05-19, sweep: {}, sweep: {}}", "row 3: not valid YAML: 'sweep' is given twice"),
        (
            "{at: 2020-05-19, carry_on: {unit: DLA, register: drawer, year: 2020, last: -1}}",
            "field steps[1].carry_on.register: 'drawer': not possible; expected 'receive', 'send'",
        ),
        (
            "{at: 2020-05-19, carry_on: {unit: DLA, register: send, year: 2020, last: 1}}",
            "field steps[1].carry_on.year: 2020: not possible; expected greater than or equal to 2400",
        ),
        (
            "{at: 2020-05-19, acknowledge: {circular: c, units: [54]}}",
            "field steps[1].acknowledge.units[1]: 54: not a text; expected a text (a number used",
        ),
        (
            "{at: 2020-05-19, approve: {circular: c, unit: '54', stage: first, new_deadline: 2563-01-01}}",
            "field steps[1].approve.new_deadline: 2563-01-01 looks like a Buddhist year; write 2020-01-01",
        ),
    ],
)
def test_a_fault_in_a_scenario_is_told_with_its_step(terminal: Terminal, step: str, told: str) -> None:
    assert f"play.yaml, {told}" in terminal.refused("demo", "--out", "out", "--scenario", scenario(terminal, step))
    assert not (terminal.folder / "out").exists()


def test_a_scenario_without_steps_or_without_a_file_is_refused(terminal: Terminal) -> None:
    empty = terminal.write("play.yaml", "title: a play\nsteps: []\n")
    assert "field steps: empty; expected at least one item" in terminal.refused("demo", "--scenario", empty)
    assert "none.yaml: cannot be read" in terminal.refused("demo", "--scenario", "none.yaml")


def test_a_step_that_fails_is_named(terminal: Terminal) -> None:
    ran = terminal.run("demo", "--out", "out", "--scenario", scenario(terminal, "{at: 2020-05-19, issue: none.yaml}"))
    assert ran.code == 1
    assert "a play, step 1 (2020-05-19 09.00): none.yaml: cannot be read" in ran.err


def test_a_folder_that_is_no_demo_is_never_emptied_not_even_one_with_a_database(terminal: Terminal) -> None:
    file = scenario(terminal, "{at: 2020-05-19, sweep: {}}")
    office = terminal.folder / "office"
    (office / "data").mkdir(parents=True)
    (office / "data" / "wian.db").write_text("an office's own")
    ran = terminal.run("demo", "--out", "office", "--scenario", file)
    assert ran.code == 2
    assert "no earlier demo's folder" in ran.err
    assert (office / "data" / "wian.db").read_text() == "an office's own"


def test_a_demo_uses_its_own_folder_only_and_may_be_repeated_even_after_a_failure(terminal: Terminal) -> None:
    before = terminal.everything()
    words = ("demo", "--out", "out", "--scenario")
    assert terminal.run(*words, scenario(terminal, "{at: 2020-05-19, issue: none.yaml}")).code == 1
    for _ in range(2):
        terminal.done(*words, scenario(terminal, "{at: 2020-05-19, sweep: {}}"))
    assert (terminal.folder / "out" / "timeline.txt").exists()
    assert terminal.everything() == before


@pytest.mark.parametrize(
    ("start", "minutes", "then"),
    [
        ("2020-05-19 10:00", 5, "2020-05-19 10:05"),
        ("2020-05-19 16:28", 5, "2020-05-20 08:35"),
        ("2020-08-31 16:30", 1, "2020-09-01 08:31"),
        ("2020-09-03 16:29", 10, "2020-09-08 08:40"),
    ],
)
def test_the_next_turn_falls_within_office_hours(calendar: WorkCalendar, start: str, minutes: int, then: str) -> None:
    found = next_turn(moment(start), minutes, calendar)
    assert found == moment(then)
    assert time(8, 30) <= found.time() <= time(16, 30)
