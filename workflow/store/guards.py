"""Triggers that keep, in the database itself, what must never change once it is written.

Events and register entries are append-only; an issued letter and its list are frozen (design: an issued letter
never changes). The same rules are written for SQLite and for PostgreSQL.
"""

_ISSUED = "EXISTS (SELECT 1 FROM letters WHERE state = 'issued' AND id IN ({}))"
_ADDED, _CHANGED, _REMOVED = (
    _ISSUED.format(ids) for ids in ("NEW.letter_id", "OLD.letter_id, NEW.letter_id", "OLD.letter_id")
)

Rules = tuple[tuple[str, str, str, str], ...]

RULES: Rules = (
    ("events", "UPDATE", "true", "events are append-only"),
    ("events", "DELETE", "true", "events are append-only"),
    ("register_entries", "UPDATE", "true", "a register entry never changes"),
    ("register_entries", "DELETE", "true", "a number once given is never taken back"),
    ("letters", "UPDATE", "OLD.state <> 'draft'", "an issued or discarded letter never changes"),
    ("letters", "DELETE", "true", "a letter is never deleted"),
    ("letter_tasks", "INSERT", _ADDED, "the list of an issued letter never changes"),
    ("letter_tasks", "UPDATE", _CHANGED, "the list of an issued letter never changes"),
    ("letter_tasks", "DELETE", _REMOVED, "the list of an issued letter never changes"),
    ("letter_addressees", "INSERT", _ADDED, "the addressees of an issued letter never change"),
    ("letter_addressees", "UPDATE", _CHANGED, "the addressees of an issued letter never change"),
    ("letter_addressees", "DELETE", _REMOVED, "the addressees of an issued letter never change"),
    ("registers", "UPDATE", "NEW.last_number < OLD.last_number", "a register never counts backwards"),
    ("registers", "DELETE", "true", "a register is never deleted"),
    ("receipts", "DELETE", "true", "a receipt is struck out, never deleted"),
)
"""Table, operation, condition under which it is refused, and what is said."""

PAGE_RULES: Rules = (
    ("links", "UPDATE", "OLD.revoked_at IS NOT NULL", "a link that was revoked never opens again"),
    ("links", "DELETE", "true", "a link is revoked, never deleted"),
    ("attachments", "UPDATE", "true", "a file that was handed in never changes"),
    ("attachments", "DELETE", "true", "a file that was handed in is never deleted"),
    ("requests", "UPDATE", "OLD.state <> 'asked'", "a request that was decided never changes"),
    ("requests", "DELETE", "true", "a request is withdrawn, never deleted"),
)
"""The same for the tables of the offices' pages, which are younger."""


def create(dialect: str, rules: Rules = RULES) -> list[str]:
    """The statements that create the triggers on this dialect ('sqlite' or 'postgresql')."""
    return [s for rule in rules for s in (_sqlite(*rule) if dialect == "sqlite" else _postgresql(*rule))]


def drop(dialect: str, rules: Rules = RULES) -> list[str]:
    """The statements that remove them again."""
    names = [(table, _name(table, operation)) for table, operation, _, _ in rules]
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for _, name in names]
    return [f"DROP FUNCTION {name}() CASCADE" for _, name in names]


def _name(table: str, operation: str) -> str:
    return f"guard_{table}_{operation.lower()}"


def _sqlite(table: str, operation: str, condition: str, message: str) -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def _postgresql(table: str, operation: str, condition: str, message: str) -> list[str]:
    name = _name(table, operation)
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
