"""`wian why` and the sweep never disagree, however the offices of Phrae stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Row, and_, or_, select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, TOWN, acknowledge, act, moment, outcomes
from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.circulars.circular import Circular
from workflow.errors import WianError
from workflow.followup import drafts, make
from workflow.followup.due import due
from workflow.followup.explain import explain
from workflow.letters import preparation
from workflow.progress import reports
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.registry import lookup
from workflow.store import tables as t

Ladder = dict[str, dict[str, object]]
"""What is changed in the standard ladder, by stage."""

OFFICE, NEIGHBOUR, FAR = "6540603", "6540604", "6540409"
"""Two อบต. of อำเภอสอง, and one of another district."""
LATE = (OFFICE, NEIGHBOUR, FAR, PAO, TOWN)

STEPS = st.one_of(
    st.tuples(st.just("outcome"), st.sampled_from(LATE), st.sampled_from(("missing", "incorrect", "complete", "nil"))),
    st.tuples(st.just("report"), st.sampled_from(LATE)),
    st.tuples(st.just("report_problem"), st.sampled_from(LATE)),
    st.tuples(st.just("extend"), st.sampled_from((*LATE, DISTRICT, PROVINCE)), st.integers(1, 30)),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("approve"), st.integers(0, 3)),
    st.tuples(st.just("discard"), st.integers(0, 3)),
)
SITUATIONS = st.lists(st.tuples(st.sampled_from((0, 1, 5, 10, 15, 21)), STEPS), min_size=4, max_size=12)
UNLINKED: Ladder = {"second": {"follows": "", "wait": 0}}
"""Of two stages that are due at once only the higher one is made."""
SOON_ABOVE: Ladder = {"first": {"approval": False}, "escalate-governor": {"follows": "first", "wait": 0}}
"""The department writes soon, and only about those whom the province's letter has named."""
LADDERS = st.sampled_from(
    (
        {},
        UNLINKED,
        SOON_ABOVE,
        {"second": {"about": "incorrect"}},
        {"reminder": {"kinds": ["sao"]}, "first": {"approval": False}},
        {"final": {"sender": "district"}, "second": {"approval": False}},
    )
)


class _UndoneError(Exception):
    """Nothing of a situation stays in the database."""


@contextmanager
def undone(services: Services) -> Iterator[Connection]:
    """A transaction that is given up at the end."""
    try:
        with services.database.write() as conn:
            yield conn
            raise _UndoneError
    except _UndoneError:
        pass


@dataclass
class Situation:
    """A circular under way, in one transaction."""

    services: Services
    conn: Connection
    now: datetime

    @property
    def circular(self) -> Circular:
        return circulars.by_code(self.conn, "info-2563")

    def take(self, step: tuple[object, ...]) -> None:
        """Take a step as far as it is allowed now."""
        name, *rest = step
        try:
            with self.conn.begin_nested():
                getattr(self, str(name))(*rest)
        except WianError:
            pass

    def outcome(self, code: str, outcome: str) -> None:
        rows = [Outcome(2, code, outcome, "", self.act.now.date())]
        import_outcomes(self.conn, self.circular, sweeps.THIS_FILE, rows, self.act)

    def report(self, code: str) -> None:
        reports.report(self.conn, self.circular, lookup.by_code(self.conn, code), self.act)

    def report_problem(self, code: str) -> None:
        reports.report_problem(self.conn, self.circular, lookup.by_code(self.conn, code), self.act, "ทำได้บางส่วน")

    def extend(self, code: str, days: int) -> None:
        new = max(self.now.date(), self.circular.deadline) + timedelta(days)
        deadlines.extend(self.conn, self.circular, lookup.by_code(self.conn, code), new, self.act)

    def sweep(self) -> None:
        for together in make.rounds(due(self.conn, self.now, self.services.calendar)):
            make.make_round(self.conn, together, self.services.printer, self.act)

    def approve(self, which: int) -> None:
        drafts.approve(self.conn, self.draft(which), self.services.printer, self.act)

    def discard(self, which: int) -> None:
        preparation.discard(self.conn, self.draft(which), self.act)

    def draft(self, which: int) -> int:
        waiting = list(self.conn.scalars(select(t.letters.c.id).where(t.letters.c.state == "draft")))
        if not waiting:
            raise WianError("there is no draft")
        return int(waiting[which % len(waiting)])

    @property
    def act(self) -> Act:
        return act(f"{self.now:%Y-%m-%d %H:%M}", why="property")

    def explained(self, code: str) -> dict[str, str]:
        """What `wian why` says of each stage, by stage."""
        lines = explain(self.conn, lookup.by_code(self.conn, code), self.now, self.services.calendar)
        said = (line.strip().split("'", 2) for line in lines if line.strip().startswith("stage "))
        return {stage: rest.removeprefix(": ") for _, stage, rest in said}

    def naming_now(self) -> dict[int, set[str]]:
        """By task, the stages of which a sweep would make a letter now that names it."""
        stages: dict[int, set[str]] = {}
        for item in due(self.conn, self.now, self.services.calendar):
            for listed, _ in item.lag_query.listed(self.conn, [item.sender_id])[item.sender_id]:
                stages.setdefault(listed.task_id, set()).add(item.ranked.stage.id)
        return stages

    def have_named(self, task: Row[Any]) -> set[str]:
        """The stages of which letters name a task: issued ones, and any under the deadline it has now."""
        stands = or_(t.letters.c.state == "issued", t.letters.c.deadline_version == task.deadline_version)
        naming = select(t.letter_tasks.c.letter_id).where(t.letter_tasks.c.task_id == task.id)
        follow_ups = and_(t.letters.c.id.in_(naming), t.letters.c.kind == "follow_up", stands)
        return set(self.conn.scalars(select(t.letters.c.stage).where(follow_ups)))

    def task(self, code: str) -> Row[Any]:
        unit_id = lookup.by_code(self.conn, code).id
        return self.conn.execute(select(t.tasks).where(t.tasks.c.unit_id == unit_id)).one()


@pytest.fixture
def late(sqlite_services: Services) -> Services:
    """Everybody has done it but a few, who have received it, some days before the first stage."""
    circular = sweeps.ready(sqlite_services)
    outcomes(sqlite_services, circular, sweeps.all_but(sqlite_services, circular, LATE), "2020-08-10 08:00")
    acknowledge(sqlite_services, circular, *LATE, at="2020-08-10 09:00")
    return sqlite_services


def change_ladder(conn: Connection, changes: Ladder) -> None:
    ladder = circulars.by_code(conn, "info-2563").ladder.model_dump(mode="json")
    ladder["stages"] = [stage | changes.get(stage["id"], {}) for stage in ladder["stages"]]
    conn.execute(t.circulars.update().values(ladder=ladder))


@example({}, [(5, ("report_problem", OFFICE)), (21, ("sweep",))])
@example(UNLINKED, [(30, ("discard", 0)), (0, ("sweep",))])
@example(SOON_ABOVE, [(1, ("outcome", OFFICE, "complete")), (22, ("sweep",)), (1, ("outcome", OFFICE, "incorrect"))])
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(LADDERS, SITUATIONS)
def test_why_says_now_or_made_exactly_of_what_the_sweep_makes_or_has_made(
    late: Services, ladder: Ladder, steps: list[tuple[int, tuple[object, ...]]]
) -> None:
    with undone(late) as conn:
        change_ladder(conn, ladder)
        here = Situation(late, conn, moment("2020-08-18 09:00"))
        for days, step in steps:
            here.now += timedelta(days)
            here.take(step)
            naming_now = here.naming_now()
            for code in LATE:
                task, said = here.task(code), here.explained(code)
                now = {stage for stage, words in said.items() if words.endswith("(now)")}
                made = {stage for stage, words in said.items() if words.startswith("made, ")}
                assert now == naming_now.get(task.id, set()), (code, said)
                # A stage that is not about the office any more is not told as made; one that is, is.
                about = {stage for stage, words in said.items() if not words.startswith(("not about", "no "))}
                assert made == here.have_named(task) & about, (code, said)
