"""What the house rules say about the code, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from runtime.settings import ROOT

PACKAGES = ("workflow", "runtime", "tasks", "web", "monitoring", "cli")

CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"),
    *("func.now", "func.current_timestamp", "func.current_date", "func.localtimestamp", "func.sysdate"),
}

FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
DOMAIN = [path for path in FILES if path.is_relative_to(ROOT / "workflow")]
MIGRATE = ROOT / "workflow/store/migrate.py"
STORE = [path for path in DOMAIN if path.is_relative_to(ROOT / "workflow" / "store")]
CHANGE, DATABASE = ROOT / "workflow/store/transitions.py", ROOT / "workflow/store/database.py"
GENERATED = "migrations"


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def imported(module: ast.Module) -> Iterator[str]:
    """Every module a file imports, wherever in it, `from a import b` as both `a` and `a.b`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a file with the dotted name that is called (its last part only where it is no plain name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and not isinstance(function.value, ast.Name | ast.Attribute):
                yield node, f".{function.attr}"
            else:
                yield node, ast.unparse(function)


def test_the_files_that_are_checked_are_there() -> None:
    assert len(DOMAIN) > 30
    assert CHANGE in STORE
    assert DATABASE in STORE


def test_the_domain_never_reads_the_clock() -> None:
    found = [
        f"{place(path, call)} {name}"
        for path in DOMAIN
        for call, name in calls(path)
        if any(name == clock or name.endswith(f".{clock}") for clock in CLOCKS)
    ]
    assert not found


def test_what_runs_without_a_person_reads_the_clock_in_one_place() -> None:
    running = [path for path in FILES if path.relative_to(ROOT).parts[0] in ("runtime", "tasks", "monitoring")]
    readers = {str(path.relative_to(ROOT)) for path in running for _, name in calls(path) if name in CLOCKS}
    assert readers == {"runtime/clock.py"}


def test_the_domain_leaves_the_clock_of_the_database_alone_too() -> None:
    words = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "NOW()", "'NOW'")
    for path in DOMAIN:
        module = tree(path)
        said = [node.value for node in ast.walk(module) if isinstance(node, ast.Expr)]  # docstrings may speak of it
        for node in (n for n in ast.walk(module) if isinstance(n, ast.Constant) and n not in said):
            assert not any(word in str(node.value).upper() for word in words), place(path, node)
        assert not {name.split(".")[0] for name in imported(module)} & {"time"}, f"{path.name} imports a clock"


def _sets_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value == "state" for key in node.keys)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        return any(keyword.arg == "state" for keyword in node.keywords)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "state"
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "SET STATE" in node.value.upper()


CREATORS = {
    ("cascade/issue.py", "_record"),
    ("letters/preparation.py", "prepare_all"),
    ("progress/time_requests.py", "ask"),
}
"""The functions that make new rows in their first state (tasks are planted by an INSERT … SELECT)."""

JOBS = ROOT / "workflow/jobs.py"
"""A job is machinery: its row says how far its worker is, and no step of the state table is taken by it."""


def test_a_state_is_written_in_one_module_only_and_otherwise_when_a_row_is_made() -> None:
    writers = set()
    for path in (path for path in DOMAIN if path not in (CHANGE, JOBS) and GENERATED not in path.parts):
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            if any(_sets_state(node) for node in ast.walk(function)):
                writers.add((str(path.relative_to(ROOT / "workflow")), function.name))
                called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
                assert "update" not in called, f"{path.name}: {function.name} updates a state"
    assert writers == CREATORS, "states change through workflow.store.transitions only"


def test_nothing_outside_the_domain_writes_to_a_table_itself() -> None:
    writes = {f"sqlalchemy.{word}" for word in ("insert", "update", "delete", "text")}
    for path in (path for path in FILES if path not in DOMAIN):
        assert not writes & set(imported(tree(path))), f"{path.relative_to(ROOT)} writes past the domain"
        assert not [name for _, name in calls(path) if name.endswith((".insert", ".exec_driver_sql"))]


def test_the_check_for_states_sees_an_update_that_sets_one() -> None:
    for source in (
        "update(tasks).where(x).values(state='done')",
        "update(tasks).values({'state': 'done'})",
        "row['state'] = 'done'",
        "text('UPDATE tasks SET state = 1')",
    ):
        assert any(_sets_state(node) for node in ast.walk(ast.parse(source))), source


def test_what_is_shown_of_a_row_is_not_taken_for_a_write() -> None:
    assert not any(_sets_state(node) for node in ast.walk(ast.parse("Circular(state=row['state'])")))


def test_only_the_edges_and_the_database_itself_open_or_end_transactions() -> None:
    ends = (".commit", ".begin", ".rollback", ".begin_nested", ".connect", "database.write", "database.read")
    found = [
        f"{place(path, call)} {name}"
        for path in DOMAIN
        if path not in (DATABASE, MIGRATE)
        for call, name in calls(path)
        if name.endswith(ends)
    ]
    assert not found


OUTSIDE = re.compile(r"\bwian [a-z]|/[tc]/|\bWIAN_|\[(?:letters|pages|mail|web|files|database|broker|sweep|logs)\] ")
"""A command, the address of a page, or a setting, by its name in the environment or in the file of settings."""


def _named_outside(module: ast.Module) -> list[str]:
    """What a module says of commands, pages and settings, other than in the example of an address."""
    texts = [str(node.value) for node in ast.walk(module) if isinstance(node, ast.Constant)]
    return [text for text in texts if OUTSIDE.search(text.replace("example.go.th/c/", ""))]


def test_the_domain_names_no_command_no_address_of_a_page_and_no_setting() -> None:
    found = {str(path.relative_to(ROOT)): _named_outside(tree(path)) for path in DOMAIN}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_the_check_for_what_the_domain_does_not_know_sees_each_kind() -> None:
    for source in (
        "raise E(f'there is no unit {code}; `wian units list` shows all')",
        "f'{site}/t/{token}'",
        "'set WIAN_LETTERS_FONTS'",
        "'set [letters] fonts to a folder'",
    ):
        assert _named_outside(ast.parse(source)), source


def test_no_test_imports_from_another_test_file() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    found = [path.name for path in tests for module in imported(tree(path)) if ".test_" in module]
    assert found == []
    assert len(tests) > 100
