"""The embedded form sweeps on whatever happens, and says when it did."""

import threading
from collections.abc import Callable, MutableMapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from runtime import clock
from runtime.health import of_records
from runtime.services import Services
from tasks.embedded import keep_sweeping
from tasks.sweep import SweepResult
from tests.support.circular_steps import issue
from tests.support.log_lines import logged
from tests.support.terminal import Terminal
from workflow.followup import sweeps
from workflow.store.database import Database

Line = MutableMapping[str, Any]


class Rounds(threading.Event):
    """Stands for the event that stops the loop: set after so many waits, none of which takes any time."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._rounds = rounds

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        if len(self.waits) == self._rounds:
            self.set()
        return self.is_set()


def run(
    services: Services, rounds: Rounds, after: Callable[[Callable[[], datetime]], object], *, once: bool = False
) -> int:
    """Run the loop; how many sweeps were told."""
    told: list[SweepResult] = []
    sweep = partial(keep_sweeping, services, told.append)
    sweep(rounds, once=once, after=after)
    return len(told)


def full(_: object) -> None:
    raise OSError("no space left")


def test_what_goes_wrong_after_a_sweep_is_logged_and_the_next_one_comes(services: Services) -> None:
    with logged() as lines:
        assert run(services, Rounds(3), full) == 3
    assert [line["level"] for line in lines if line.get("exc_info")] == ["error"] * 3


def test_a_sweep_that_goes_wrong_is_logged_and_what_follows_it_is_done(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    monkeypatch.setattr("workflow.followup.due.due", full)
    rounds = Rounds(2)
    with logged() as lines:
        assert run(services, rounds, done.append) == 0
    assert (len(done), rounds.waits) == (2, [300, 300])
    assert len([line for line in lines if line.get("exc_info")]) == 2


def test_a_single_round_raises_what_goes_wrong(services: Services) -> None:
    with pytest.raises(OSError, match="no space"):
        run(services, Rounds(1), full, once=True)


def test_the_embedded_form_notes_when_it_swept_and_what_was_due(services: Services) -> None:
    issue(services, at="2020-05-19 09:30")
    began = clock.now()
    run(services, Rounds(1), lambda _: None)
    with services.database.read() as conn:
        last = sweeps.last(conn, clock.now())
        assert of_records(conn, services.settings, clock.now()) == []
        (late,) = of_records(conn, services.settings, clock.now() + timedelta(minutes=20))
    assert last is not None and began <= last.began_at <= last.ended_at
    assert late.ill and "the last sweep was through at" in late.problem


def test_a_sweep_by_hand_counts_as_one_and_a_sweep_of_another_moment_does_not(terminal: Terminal) -> None:
    terminal.done("sweep", "--at", "2020-09-09 09:00")
    assert _swept(terminal) is None
    for _ in range(2):
        assert terminal.done("sweep") == "nothing is due\n"
    assert _swept(terminal) is not None


def _swept(terminal: Terminal) -> datetime | None:
    database = Database(f"sqlite:///{terminal.folder / 'wian.db'}")
    with database.read() as conn:
        found = sweeps.last_sweep(conn, clock.now())
    database.close()
    return found
