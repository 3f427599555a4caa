"""Guards: rules that the database itself enforces by triggers, so that written rows never change.

Events and register entries are append-only; an issued letter, its lagging list and copies, and a finished delivery are
frozen. The same rules hold on SQLite and on PostgreSQL, where they also forbid TRUNCATE.

Guards replace foreign keys of the rows that belong to letters (lagging lists, deliveries) and of events. The rows that
these refer to are never deleted and keep their ids, so one check at the insert is enough, and PostgreSQL makes it once
for all rows of a statement.
"""

Rule = tuple[str, str, str, str]
"""A guard: table, operation, the condition of refusal, and the error message.

An operation `OF` a column checks changes of that column only, or distinguishes several rules for the same rows.
"""

_ADDED = "NOT EXISTS (SELECT 1 FROM letters WHERE id = NEW.letter_id AND state = 'draft')"
_REMOVED = "EXISTS (SELECT 1 FROM letters WHERE id = OLD.letter_id AND state = 'issued')"
_MOVED = "NEW.letter_id <> OLD.letter_id"

FIRST: tuple[Rule, ...] = (
    ("events", "UPDATE", "true", "events are append-only"),
    ("events", "DELETE", "true", "events are append-only"),
    ("register_entries", "UPDATE", "true", "a register entry never changes"),
    ("register_entries", "DELETE", "true", "a number once given is never taken back"),
    (
        "letters",
        "UPDATE",
        "OLD.state <> 'draft' OR NEW.id <> OLD.id",
        "an issued or discarded letter never changes, nor the id of any",
    ),
    ("letters", "DELETE", "true", "a letter is never deleted"),
    ("letter_tasks", "INSERT", _ADDED, "a list is added to only while its letter is a draft"),
    (
        "letter_tasks",
        "UPDATE",
        f"{_MOVED} OR NEW.task_id <> OLD.task_id OR {_REMOVED}",
        "a list stays with its letter, and that of an issued letter never changes",
    ),
    ("letter_tasks", "DELETE", _REMOVED, "the list of an issued letter never changes"),
    ("letter_addressees", "INSERT", _ADDED, "addressees are added only while their letter is a draft"),
    (
        "letter_addressees",
        "UPDATE",
        f"{_MOVED} OR NEW.unit_id <> OLD.unit_id OR {_REMOVED}",
        "addressees stay with their letter, and those of an issued letter never change",
    ),
    ("letter_addressees", "DELETE", _REMOVED, "the addressees of an issued letter never change"),
    ("registers", "UPDATE", "NEW.last_number < OLD.last_number", "a register never counts backwards"),
    ("registers", "DELETE", "true", "a register is never deleted"),
    ("receipts", "DELETE", "true", "a receipt is struck out, never deleted"),
)
"""Guards of the first tables."""

_SENT = (
    "OLD.sent_at IS NOT NULL OR NEW.letter_id <> OLD.letter_id OR NEW.unit_id <> OLD.unit_id"
    " OR NEW.recorded_at <> OLD.recorded_at"
)
_MADE = "OLD.made_at IS NOT NULL OR NEW.letter_id <> OLD.letter_id OR NEW.kind <> OLD.kind"

DISPATCH: tuple[Rule, ...] = (
    (
        "deliveries",
        "UPDATE",
        f"{_SENT} OR (OLD.channel = 'hand' AND NEW.channel <> 'hand')",
        "a delivery never changes",
    ),
    ("deliveries", "DELETE", "true", "a delivery is never deleted"),
    ("letter_copies", "UPDATE", _MADE, "a copy of a letter never changes"),
    ("letter_copies", "DELETE", "true", "a copy of a letter is never deleted"),
)
"""Guards of deliveries and copies; a secret letter carried by hand is never sent another way."""

_ADDRESSED = (
    "SELECT 1 FROM letter_addressees JOIN letters ON letters.id = letter_addressees.letter_id"
    " WHERE letter_addressees.letter_id = NEW.letter_id AND letter_addressees.unit_id = NEW.unit_id"
    " AND letters.state = 'issued'"
)

DELIVERING: tuple[Rule, ...] = (
    ("deliveries", "INSERT", f"NOT EXISTS ({_ADDRESSED})", "an issued letter is delivered, and to its addressees"),
)
"""Guards of new deliveries."""

POINTERS = (
    ("events", "circular_id", "circulars"),
    ("events", "unit_id", "units"),
    ("letter_tasks", "task_id", "tasks"),
    ("letter_addressees", "unit_id", "units"),
)
"""Columns with ids of other tables' rows but without foreign keys, because thousands of rows are added at once."""


def _pointing(table: str, column: str, to: str) -> Rule:
    dangling = f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {to} WHERE id = NEW.{column})"
    return table, f"INSERT OF {column}", dangling, f"there is no such row of {to}"


def _pointed_to(table: str) -> tuple[Rule, ...]:
    return (
        (table, "DELETE", "true", f"a row of {table} is never deleted"),
        (table, "UPDATE OF id", "NEW.id <> OLD.id", f"a row of {table} keeps its id"),
    )


POINTING: tuple[Rule, ...] = (
    *(_pointing(*pointer) for pointer in POINTERS),
    *(rule for table in sorted({to for *_, to in POINTERS}) for rule in _pointed_to(table)),
)
"""Guards of these columns and of the rows that they refer to."""

PAGES: tuple[Rule, ...] = (
    ("links", "UPDATE", "OLD.revoked_at IS NOT NULL", "a link that was revoked never opens again"),
    ("links", "DELETE", "true", "a link is revoked, never deleted"),
    ("attachments", "UPDATE", "true", "a file that was handed in never changes"),
    ("attachments", "DELETE", "true", "a file that was handed in is never deleted"),
    ("requests", "UPDATE", "OLD.state <> 'asked'", "a request that was decided never changes"),
    ("requests", "DELETE", "true", "a request is withdrawn, never deleted"),
)
"""Guards of the tables of the offices' pages."""


BLOBS: tuple[Rule, ...] = (
    ("blobs", "UPDATE", "true", "a file that is kept never changes"),
    ("blobs", "DELETE", "true", "a file that is kept is never deleted"),
)
"""Guards of blobs."""


def _truncations(*rules: Rule) -> tuple[Rule, ...]:
    return tuple(
        (table, "TRUNCATE", "true", f"{table} is never emptied") for table in dict.fromkeys(r[0] for r in rules)
    )


TRUNCATIONS, PAGE_TRUNCATIONS = _truncations(*FIRST, *DISPATCH), _truncations(*PAGES)
BLOB_TRUNCATIONS = _truncations(*BLOBS)
POINTED_TO_TRUNCATIONS = _truncations(*(rule for rule in POINTING if rule[1] == "DELETE"))
"""Guards against TRUNCATE, which bypasses row triggers on PostgreSQL and does not exist on SQLite."""

UNTIL_0015 = (
    *(FIRST + DISPATCH + TRUNCATIONS + DELIVERING + PAGES + PAGE_TRUNCATIONS + POINTING + POINTED_TO_TRUNCATIONS),
    *(BLOBS + BLOB_TRUNCATIONS),
)
"""The guards up to revision 0015, for its migrations."""

_WRITTEN = (
    *("circular_id", "sender_id", "kind", "stage", "deadline_version", "form", "template", "reason", "subject"),
    *("receiver", "deadline", "prepared_at", "entry_id", "number", "date", "issued_at", "file", "sha256"),
    *("template_sha256", "template_version", "program_version"),
)
_OR_NONE = ("stage_rank", "discarded_on")
_SAME = " AND ".join(
    (
        f"({', '.join(f'NEW.{name}' for name in _WRITTEN)}) = ({', '.join(f'OLD.{name}' for name in _WRITTEN)})",
        *(f"coalesce(CAST(NEW.{name} AS TEXT), '') = coalesce(CAST(OLD.{name} AS TEXT), '')" for name in _OR_NONE),
    )
)
_LONG = ("facts", "cites", "encloses")
_LONG_SAME = " AND ".join(f"CAST(NEW.{name} AS TEXT) = CAST(OLD.{name} AS TEXT)" for name in _LONG)
_RELEASED = "OLD.state = 'issued' AND OLD.released_at IS NULL AND NEW.state IN ('issued', 'recalled')"
_NUMBERED = "EXISTS (SELECT 1 FROM letters WHERE id = OLD.letter_id AND state IN ('issued', 'recalled'))"
_REKEYED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("circular_id", "sender_id", "stage", "about", "deadline_version")
)

_KEYED = "SELECT 1 FROM letter_keys WHERE letter_id = NEW.id AND " + " AND ".join(
    f"{name} = NEW.{name}" for name in ("circular_id", "sender_id", "stage", "deadline_version")
)
_UNFOUNDED = f"NEW.state = 'issued' AND (CAST(NEW.facts AS TEXT) = '{{}}' OR NOT EXISTS ({_KEYED}))"

LETTERS: tuple[Rule, ...] = (
    ("letters", "INSERT", "NEW.state NOT IN ('draft', 'given_back')", "a letter begins as a draft"),
    (
        "letters",
        "UPDATE OF state",
        f"{_UNFOUNDED} OR (NEW.state = 'recalled' AND OLD.state <> 'issued')",
        "a letter is issued under its key only and with its facts, and recalled only once issued",
    ),
    (
        "letters",
        "UPDATE",
        f"NEW.id <> OLD.id OR NOT (OLD.state IN ('draft', 'given_back') OR ({_RELEASED} AND {_SAME}))",
        "an issued or discarded letter never changes, nor the id of any",
    ),
    (
        "letters",
        f"UPDATE OF {', '.join(_LONG)}",  # apart, so that a release does not read all that the letter says
        f"OLD.state NOT IN ('draft', 'given_back') AND NOT ({_LONG_SAME})",
        "an issued or discarded letter never changes",
    ),
    (
        "letter_tasks",
        "UPDATE",
        f"{_MOVED} OR NEW.task_id <> OLD.task_id OR {_NUMBERED}",
        "a list stays with its letter, and that of an issued letter never changes",
    ),
    ("letter_tasks", "DELETE", _NUMBERED, "the list of an issued letter never changes"),
    (
        "letter_addressees",
        "UPDATE",
        f"{_MOVED} OR NEW.unit_id <> OLD.unit_id OR {_NUMBERED}",
        "addressees stay with their letter, and those of an issued letter never change",
    ),
    ("letter_addressees", "DELETE", _NUMBERED, "the addressees of an issued letter never change"),
    ("letter_keys", "UPDATE", f"OLD.letter_id IS NOT NULL OR {_REKEYED}", "the key of a letter never changes"),
    ("letter_keys", "DELETE", "true", "the key of a letter is never deleted"),
    ("letter_keys", "TRUNCATE", "true", "letter_keys is never emptied"),
    (
        "deliveries",
        "INSERT",
        f"NOT EXISTS ({_ADDRESSED} AND letters.released_at IS NOT NULL)",
        "an issued letter is delivered, and to its addressees, once it is released",
    ),
)
"""Guards of letters that are issued, then released or recalled, and of their keys."""

UNTIL_0016 = tuple(rule for rule in UNTIL_0015 if rule[:2] not in {new[:2] for new in LETTERS}) + LETTERS
"""The guards up to revision 0016, for its migrations."""

URGENCY: tuple[Rule, ...] = (
    (
        "letters",
        "UPDATE OF urgency",
        "OLD.state NOT IN ('draft', 'given_back') AND NEW.urgency <> OLD.urgency",
        "an issued or discarded letter never changes",
    ),
)
"""The guard of a letter's urgency, by which later letters cite it."""

_WORDED = "EXISTS (SELECT 1 FROM letters WHERE id = {row}.letter_id AND state NOT IN ('draft', 'given_back'))"
WORDS: tuple[Rule, ...] = (
    ("letter_words", "INSERT", _WORDED.format(row="NEW"), "a letter is reworded only while it is a draft"),
    ("letter_words", "UPDATE", "true", "words are replaced, not changed"),
    ("letter_words", "DELETE", _WORDED.format(row="OLD"), "the words of an issued letter never change"),
)
"""Guards of an officer's words for a letter."""

RULES = UNTIL_0016 + URGENCY + WORDS


def of_table(table: str, rules: tuple[Rule, ...] = RULES) -> tuple[Rule, ...]:
    """The guards of a table, for a migration that rebuilds it."""
    return tuple(rule for rule in rules if rule[0] == table)
