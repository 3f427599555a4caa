"""The triggers of guards, in the SQL of SQLite and of PostgreSQL."""

import re

from workflow.store.guards import RULES, Rule


def create(dialect: str, rules: tuple[Rule, ...]) -> list[str]:
    """The statements that create the triggers of these guards; `dialect` is 'sqlite' or 'postgresql'."""
    make = _sqlite if dialect == "sqlite" else _postgresql
    return [statement for rule in standing(dialect, rules) for statement in make(*rule)]


def drop(dialect: str, rules: tuple[Rule, ...]) -> list[str]:
    """The statements that remove the triggers of these guards."""
    names = [trigger_name(*rule[:2]) for rule in standing(dialect, rules)]
    return [f"DROP TRIGGER {name}" if dialect == "sqlite" else f"DROP FUNCTION {name}() CASCADE" for name in names]


def standing(dialect: str, rules: tuple[Rule, ...] = RULES) -> tuple[Rule, ...]:
    """The guards that exist on this dialect."""
    return tuple(rule for rule in rules if dialect != "sqlite" or rule[1] != "TRUNCATE")


def trigger_name(table: str, operation: str) -> str:
    """The name of a guard's trigger."""
    return f"guard_{table}_{operation.lower().replace(',', '').replace(' ', '_')}"


def _sqlite(table: str, operation: str, condition: str, message: str) -> list[str]:
    return [
        f"CREATE TRIGGER {trigger_name(table, operation)} BEFORE {_event(operation)} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def _postgresql(table: str, operation: str, condition: str, message: str) -> list[str]:
    trigger, when, level = trigger_name(table, operation), f"BEFORE {_event(operation)} ON {table}", "ROW"
    if operation == "TRUNCATE":
        level = "STATEMENT"
    elif operation.startswith("INSERT"):
        # A statement may insert thousands of rows: they are checked together after the insert, once for equal values.
        when, level = f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS added", "STATEMENT"
        columns = ", ".join(sorted(set(re.findall(r"NEW\.(\w+)", condition))))
        fresh = condition.replace("NEW.", "fresh.")
        condition = f"EXISTS (SELECT 1 FROM (SELECT DISTINCT {columns} FROM added) AS fresh WHERE {fresh})"
    return [
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {trigger} {when} FOR EACH {level} EXECUTE FUNCTION {trigger}()",
    ]


def _event(operation: str) -> str:
    # An INSERT has no column list.
    return "INSERT" if operation.startswith("INSERT") else operation
