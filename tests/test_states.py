"""The state table: the documents say what it says, and rows move by it and no other way."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update

from cli.docs.states import diagram, document, table
from runtime.services import Services
from runtime.settings import ROOT
from tests.support.circular_steps import act, changed_file, issue
from workflow.errors import NotAllowedError, UnknownError
from workflow.states import NOT_YET, PLANNED, STATES, TRANSITIONS, UNDO, Noun, check, open_states, states_of, transition
from workflow.store import tables as t
from workflow.store.transitions import move, move_one, record_new

NOW = act("2020-06-01 09:00", why="because")
ACTIONS = {noun: [t.action for t in TRANSITIONS if t.noun is noun] for noun in Noun}
DUTIES = {Noun.TASK: ("pass_on", "do"), Noun.CIRCULAR: ("",), Noun.LETTER: ("",), Noun.REQUEST: ("",)}


def test_the_document_of_the_states_is_the_one_made_from_the_table() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == document(), "run `make docs`"


def test_the_document_names_every_state_and_every_step() -> None:
    made = document()
    assert all(f"| `{state.name}` |" in made for state in STATES)
    assert all(f"| `{step.action}` |" in made and f": {step.action}" in made for step in TRANSITIONS)


@pytest.mark.parametrize("noun", Noun)
def test_the_document_marks_what_no_code_takes_and_only_that(noun: Noun) -> None:
    taken = {action for of, action in _actions_in_code() if of == noun}
    entered = {transition(noun, action).target for action in taken}
    rows = dict(re.findall(r"(?m)^\| `(\w+)` (.*)$", table(noun).partition("| action ")[2]))
    states = dict(re.findall(r"(?m)^\| `(\w+)` (.*)$", table(noun).partition("| action ")[0]))
    assert {action for action in rows if "(not offered yet)" not in rows[action]} == taken
    assert {name for name in states if "(not offered yet)" not in states[name]} == entered
    drawn = re.findall(r": (\w+)( \(not offered yet\))?$", diagram(noun), re.MULTILINE)
    assert {action for action, mark in drawn if not mark} == taken


@pytest.mark.parametrize("noun", Noun)
def test_the_table_names_each_state_and_each_action_of_a_noun_once(noun: Noun) -> None:
    assert len(set(states_of(noun))) == len(states_of(noun))
    assert len(set(ACTIONS[noun])) == len(ACTIONS[noun])


@pytest.mark.parametrize("noun", Noun)
def test_the_steps_lead_only_between_states_that_exist(noun: Noun) -> None:
    known = {NOT_YET, *states_of(noun)}
    for step in (each for each in TRANSITIONS if each.noun is noun):
        assert {*step.sources, step.target} <= known
        assert step.duty in ("", "pass_on", "do")


@pytest.mark.parametrize(("noun", "duty"), [(noun, duty) for noun in Noun for duty in DUTIES[noun]])
def test_every_state_can_be_reached_from_nothing(noun: Noun, duty: str) -> None:
    only_for_others = {"do": {"passed_on"}, "pass_on": {"reported", "returned", "waived"}}
    assert _reachable(noun, duty) == set(states_of(noun)) - only_for_others.get(duty, set())


@pytest.mark.parametrize(("noun", "duty"), [(noun, duty) for noun in Noun for duty in DUTIES[noun]])
def test_from_every_open_state_a_finished_one_can_be_reached(noun: Noun, duty: str) -> None:
    for state in _reachable(noun, duty) & set(open_states(noun)):
        assert _reachable(noun, duty, state) - set(open_states(noun)), state


def test_every_undo_leads_back_to_where_the_step_it_undoes_may_begin() -> None:
    for action, back in UNDO.items():
        step, undone = transition(Noun.TASK, action), transition(Noun.TASK, back)
        assert undone.sources == (step.target,)
        assert undone.target in step.sources


@pytest.mark.parametrize(
    ("undo", "actions"), [("undo_waive_", ("waive",)), ("undo_import_", ("import_done", "return"))]
)
def test_what_is_planned_to_be_undone_may_go_back_to_every_state_it_began_at(
    undo: str, actions: tuple[str, ...]
) -> None:
    steps = [transition(Noun.TASK, action) for action in actions]
    began = {(source, step.target) for step in steps for source in step.sources if source != "passed_on"}
    back = [t for t in TRANSITIONS if t.noun is Noun.TASK and t.action.startswith(undo)]
    assert {(t.target, source) for t in back for source in t.sources} == began
    assert all(t.action == undo + t.target for t in back)


def _reachable(noun: Noun, duty: str, start: str = NOT_YET) -> set[str]:
    reached = {start}
    while True:
        steps = [t for t in TRANSITIONS if t.noun is noun and t.duty in ("", duty) and reached & {*t.sources}]
        more = {t.target for t in steps} - reached
        if not more:
            return reached - {NOT_YET}
        reached |= more


def test_every_action_the_code_takes_is_in_the_table_and_every_one_in_the_table_is_taken() -> None:
    used = set(_actions_in_code())
    assert used == {(str(t.noun), t.action) for t in TRANSITIONS} - {(str(noun), action) for noun, action in PLANNED}


_TAKING = ("move", "move_one", "move_by", "move_each", "record_each")


def _actions_in_code() -> Iterator[tuple[str, str]]:
    """What is given to those of `_TAKING` and to record_new; where it is chosen, all it is chosen from."""
    yield from ((str(Noun.TASK), back) for back in UNDO.values())
    for path in (ROOT / "workflow").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in _TAKING and isinstance(call.args[1], ast.Attribute):
                action = call.args[2]
                words = _words(action) if isinstance(action, ast.Constant) else _choices(tree, action)
                yield from ((call.args[1].attr.lower(), word) for word in words)
            elif name == "record_new" and isinstance(call.args[1], ast.Attribute):
                yield from ((call.args[1].attr.lower(), word) for word in _created(call, tree))


def _words(*nodes: ast.expr | None) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _choices(tree: ast.Module, chosen: ast.expr) -> list[str]:
    """Actions chosen from a table at the top of the module, and the word it falls back to."""
    tables = [node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)]
    named = {word for table in tables for word in _words(*table.keys, *table.values)}
    named |= {word for node in ast.walk(chosen) if isinstance(node, ast.expr) for word in _words(node)}
    return [t.action for t in TRANSITIONS if t.noun is Noun.TASK and t.action in named]


def _created(call: ast.Call, tree: ast.Module) -> list[str]:
    given = call.args[3]
    if isinstance(given, ast.Name):
        assigned = (n for n in ast.walk(tree) if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == given.id)
        given = next(assigned).value
    return _words(*given.values) if isinstance(given, ast.Dict) else []


@given(st.sampled_from(Noun), st.data())
def test_a_step_is_allowed_exactly_where_the_table_has_it(noun: Noun, data: st.DataObject) -> None:
    action = data.draw(st.sampled_from(ACTIONS[noun]))
    current = data.draw(st.sampled_from((NOT_YET, *states_of(noun))))
    duty = data.draw(st.sampled_from(DUTIES[noun]))
    (row,) = (t for t in TRANSITIONS if t.noun is noun and t.action == action)
    if current in row.sources and row.duty in ("", duty):
        assert check(noun, action, current, duty) == row.target
        return
    with pytest.raises(NotAllowedError) as caught:
        check(noun, action, current, duty)
    taken = [t for t in TRANSITIONS if t.noun is noun and (noun, t.action) not in PLANNED]
    possible = [t.action for t in taken if current in t.sources and t.duty in ("", duty)]
    assert f"the {noun} is '{current}', so '{action}' is not possible" in str(caught.value)
    assert str(caught.value).endswith(", ".join(possible) or "nothing, it is finished")


@pytest.mark.parametrize("noun", Noun)
def test_an_action_that_does_not_exist_is_a_programming_error(noun: Noun) -> None:
    with pytest.raises(KeyError):
        check(noun, "fly", states_of(noun)[0])


STANDING = st.lists(st.tuples(st.sampled_from(states_of(Noun.TASK)), st.sampled_from(DUTIES[Noun.TASK])), max_size=12)
SPARING = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def some_tasks(services: Services, tmp_path: Path) -> list[int]:
    """The ids of the tasks of a circular for one province."""
    circular = issue(services, changed_file(tmp_path, who={"kinds": ["pao", "town", "sao"], "provinces": ["54"]}))
    with services.database.read() as conn:
        return list(
            conn.scalars(select(t.tasks.c.id).where(t.tasks.c.circular_id == circular.id).order_by(t.tasks.c.id))
        )


def _stand(conn: Connection, ids: list[int], standing: list[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Put tasks into states, past the table: nothing but a test may do this."""
    placed = dict(zip(ids, standing, strict=False))
    for task_id, (state, duty) in placed.items():
        conn.execute(update(t.tasks).where(t.tasks.c.id == task_id).values(state=state, duty=duty))
    return placed


def _now(conn: Connection, ids: list[int]) -> dict[int, str]:
    rows = conn.execute(select(t.tasks.c.id, t.tasks.c.state).where(t.tasks.c.id.in_(ids)))
    return {row.id: row.state for row in rows}


def _allowed(action: str, state: str, duty: str) -> str | None:
    try:
        return check(Noun.TASK, action, state, duty)
    except NotAllowedError:
        return None


def _written(conn: Connection, since: int) -> list[tuple[object, ...]]:
    columns = (t.events.c.noun, t.events.c.subject_id, t.events.c.action, t.events.c.from_state, t.events.c.to_state)
    rows = conn.execute(select(*columns, t.events.c.actor, t.events.c.at, t.events.c.why).where(t.events.c.id > since))
    return [tuple(row) for row in rows]


def test_moving_many_rows_moves_exactly_those_the_table_allows_with_one_event_each(
    services: Services, some_tasks: list[int]
) -> None:
    @SPARING
    @given(st.sampled_from(ACTIONS[Noun.TASK]), STANDING, st.integers(0, 12))
    def moves(action: str, standing: list[tuple[str, str]], reach: int) -> None:
        with services.database.read() as conn:
            placed = _stand(conn, some_tasks, standing)
            last = conn.scalar(select(func.max(t.events.c.id))) or 0
            before, asked = _now(conn, some_tasks), list(placed)[:reach]
            moved = move(conn, Noun.TASK, action, t.tasks.c.id.in_(asked), NOW, note="moved")
            expected = {i: target for i in asked if (target := _allowed(action, *placed[i])) is not None}
            assert _now(conn, some_tasks) == before | expected
            assert set(conn.scalars(select(t.tasks.c.id).where(t.tasks.c.note == "moved"))) == set(expected)
            told = [("task", i, action, placed[i][0], to, "officer", NOW.now, "because") for i, to in expected.items()]
            assert sorted(_written(conn, last)) == sorted(told)
            assert moved == len(expected)

    moves()


def test_moving_one_row_obeys_the_same_table_and_says_what_is_possible(
    services: Services, some_tasks: list[int]
) -> None:
    @SPARING
    @given(st.sampled_from(ACTIONS[Noun.TASK]), STANDING.filter(bool))
    def moves(action: str, standing: list[tuple[str, str]]) -> None:
        with services.database.read() as conn:
            placed = _stand(conn, some_tasks, standing)
            last = conn.scalar(select(func.max(t.events.c.id))) or 0
            before, (chosen, (state, duty)) = _now(conn, some_tasks), next(iter(placed.items()))
            target = _allowed(action, state, duty)
            if target is None:
                with pytest.raises(NotAllowedError, match="possible now: "):
                    move_one(conn, Noun.TASK, action, chosen, NOW)
                assert _now(conn, some_tasks) == before
                assert _written(conn, last) == []
            else:
                move_one(conn, Noun.TASK, action, chosen, NOW)
                assert _now(conn, some_tasks) == before | {chosen: target}
                told = ("task", chosen, action, state, target, "officer", NOW.now, "because")
                assert _written(conn, last) == [told]

    moves()


def test_a_row_that_does_not_exist_is_named_in_the_refusal(services: Services) -> None:
    with services.database.read() as conn, pytest.raises(UnknownError, match="there is no task 4711"):
        move_one(conn, Noun.TASK, "acknowledge", 4711, NOW)


def test_a_first_event_is_only_written_for_a_step_that_creates_that_state(sqlite_services: Services) -> None:
    with sqlite_services.database.read() as conn, pytest.raises(AssertionError):
        record_new(conn, Noun.TASK, t.tasks.c.id > 0, {"done": "verify"}, NOW)
    with sqlite_services.database.read() as conn, pytest.raises(AssertionError):
        record_new(conn, Noun.TASK, t.tasks.c.id > 0, {"sent": "plan"}, NOW)
