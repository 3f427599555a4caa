"""Letters by kind, one for each key; released apart from being issued; and each office's deadline in their lists"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards
from workflow.store.migrations import guarding
from workflow.store.migrations.rebuilding import Edit, rebuild, replaced, without_triggers

Changes = tuple[tuple[str, str], ...]

revision = "0016"
down_revision = "0015"

_TABLES = ("letters", "letter_tasks", "letter_addressees", "deliveries")
_BEFORE = tuple(rule for table in _TABLES for rule in guards.of_table(table, guards.UNTIL_0015))
_AFTER = tuple(rule for table in (*_TABLES, "letter_keys") for rule in guards.of_table(table, guards.UNTIL_0016))

_NUMBERED = (
    "entry_id IS NOT NULL AND number IS NOT NULL AND date IS NOT NULL"
    " AND issued_at IS NOT NULL AND sha256 IS NOT NULL AND file IS NOT NULL AND template_sha256 IS NOT NULL"
)
_STATES = "('draft', 'given_back', 'issued', 'recalled', 'discarded')"
_UNNUMBERED = "entry_id IS NULL AND number IS NULL AND date IS NULL"
# The checks of letters: as each was, and as it is now.
_CHECKS = {
    "state": ("state IN ('draft', 'issued', 'discarded')", f"state IN {_STATES}"),
    "numbered_when_issued": (
        f"(state = 'issued') = ({_NUMBERED})",
        f"(state IN ('issued', 'recalled')) = ({_NUMBERED})",
    ),
    "unnumbered_until_issued": (
        f"state = 'issued' OR ({_UNNUMBERED})",
        f"state IN ('issued', 'recalled') OR ({_UNNUMBERED})",
    ),
}
_NEW_CHECKS = {
    "kind": "kind IN ('original', 'forwarding', 'follow_up', 'notice')",
    "follow_ups_have_a_rank": "(kind = 'follow_up') = (stage_rank IS NOT NULL)",
    "released_when_issued": "released_at IS NULL OR state = 'issued'",
}
_KEY = ("circular_id", "sender_id", "stage", "deadline_version")
_ENTRY_ONCE = "CONSTRAINT uq_letters_entry_id UNIQUE (entry_id)"
_LOOSENED = (
    ("kind VARCHAR(20)", "kind VARCHAR(20) NOT NULL"),
    ("stage_rank INTEGER NOT NULL", "stage_rank INTEGER"),
    (f"CONSTRAINT uq_letters_one UNIQUE ({', '.join(_KEY)}), \n\t{_ENTRY_ONCE}", _ENTRY_ONCE),
)
_CHECKED = (
    *((f"CHECK ({before})", f"CHECK ({after})") for before, after in _CHECKS.values()),
    (
        _ENTRY_ONCE,
        ", \n\t".join(
            (*(f"CONSTRAINT ck_letters_{name} CHECK ({check})" for name, check in _NEW_CHECKS.items()), _ENTRY_ONCE)
        ),
    ),
)
"""What SQLite's statement for letters said and what it says: first without a check, until the rows fit them."""

_OF_TASKS = (
    ("deadline DATE", "deadline DATE NOT NULL"),
    ("deadline_version INTEGER", "deadline_version INTEGER NOT NULL"),
)

# By the kind, too: a stage of a ladder may have such a name.
_REFUSAL = "kind = 'notice' AND stage LIKE 'refusal-%'"
_REFUSED = """
    (SELECT 'task/' || tasks.id FROM letter_addressees JOIN tasks
        ON tasks.unit_id = letter_addressees.unit_id AND tasks.circular_id = letters.circular_id
        WHERE letter_addressees.letter_id = letters.id)
"""
_ENCLOSED = {
    "sqlite": "json_extract(encloses, '$[0].letter_id')",
    "postgresql": "encloses -> 0 ->> 'letter_id'",
}
_KEYS = """
    INSERT INTO letter_keys (circular_id, sender_id, stage, about, deadline_version, letter_id)
    SELECT circular_id, sender_id, CASE WHEN {refusal} THEN 'refusal' ELSE stage END,
        CASE WHEN {refusal} THEN {refused} WHEN kind <> 'follow_up' AND stage IN ('forwarding', 'cancellation')
            THEN coalesce('letter/' || ({enclosed}), '') ELSE '' END,
        deadline_version, id
    FROM letters ORDER BY id
"""
_KIND = """
    UPDATE letters SET released_at = issued_at, kind = CASE WHEN stage_rank > 0 THEN 'follow_up'
        WHEN stage_rank < 0 THEN 'notice' WHEN stage = 'forwarding' THEN 'forwarding' ELSE 'original' END
"""
_DEADLINE = """
    UPDATE letter_tasks SET (deadline, deadline_version) = (
        SELECT deadlines.date, deadlines.version FROM letters JOIN deadlines
            ON deadlines.circular_id = letters.circular_id AND deadlines.version = letters.deadline_version
        WHERE letters.id = letter_tasks.letter_id)
"""
_CODE = """
    (SELECT 'refusal-' || lower(units.code) FROM letter_addressees JOIN units ON units.id = letter_addressees.unit_id
        WHERE letter_addressees.letter_id = letters.id)
"""


def upgrade() -> None:
    guarding.drop(_BEFORE)
    if op.get_context().dialect.name == "sqlite":
        with without_triggers():
            _upgrade()
    else:
        _upgrade()
    guarding.create(_AFTER)


def downgrade() -> None:
    guarding.drop(_AFTER)
    if op.get_context().dialect.name == "sqlite":
        with without_triggers():
            _downgrade()
    else:
        _downgrade()
    guarding.create(_BEFORE)


def _upgrade() -> None:
    op.execute("ALTER TABLE circulars RENAME COLUMN matter TO content")
    op.add_column("letters", sa.Column("kind", sa.String(20)))
    op.add_column("letters", sa.Column("released_at", sa.DateTime(timezone=True)))
    op.add_column("letters", sa.Column("program_version", sa.Text(), nullable=False, server_default=""))
    op.add_column("letter_tasks", sa.Column("deadline", sa.Date()))
    op.add_column("letter_tasks", sa.Column("deadline_version", sa.Integer()))
    op.execute(_KIND)
    op.execute(_DEADLINE)
    _make_keys()
    op.execute(_KEYS.format(refusal=_REFUSAL, refused=_REFUSED, enclosed=_ENCLOSED[op.get_context().dialect.name]))
    _loosen()
    op.execute("UPDATE letters SET stage_rank = NULL WHERE kind <> 'follow_up'")
    op.execute(f"UPDATE letters SET stage = 'refusal' WHERE {_REFUSAL}")
    _check()


def _downgrade() -> None:
    op.drop_table("letter_keys")
    _check(backwards=True)
    op.execute("UPDATE letters SET stage_rank = CASE WHEN kind = 'notice' THEN -1 ELSE 0 END WHERE stage_rank IS NULL")
    op.execute(f"UPDATE letters SET stage = {_CODE} WHERE kind = 'notice' AND stage = 'refusal'")
    op.execute("UPDATE letters SET state = 'issued' WHERE state = 'recalled'")
    op.execute("UPDATE letters SET state = 'draft' WHERE state = 'given_back'")
    _loosen(backwards=True)
    for column in ("kind", "released_at", "program_version"):
        op.drop_column("letters", column)
    for column in ("deadline", "deadline_version"):
        op.drop_column("letter_tasks", column)
    op.execute("ALTER TABLE circulars RENAME COLUMN content TO matter")


def _loosen(*, backwards: bool = False) -> None:
    if op.get_context().dialect.name == "sqlite":
        rebuild("letters", _edit(_LOOSENED, backwards=backwards))
        rebuild("letter_tasks", _edit(_OF_TASKS, backwards=backwards))
        return
    if backwards:
        op.create_unique_constraint("uq_letters_one", "letters", _KEY)
    else:
        op.drop_constraint("uq_letters_one", "letters", type_="unique")
    op.alter_column("letters", "stage_rank", nullable=not backwards)
    op.alter_column("letters", "kind", nullable=backwards)
    for column in ("deadline", "deadline_version"):
        op.alter_column("letter_tasks", column, nullable=backwards)


def _check(*, backwards: bool = False) -> None:
    if op.get_context().dialect.name == "sqlite":
        rebuild("letters", _edit(_CHECKED, backwards=backwards))
        return
    for name, (before, after) in _CHECKS.items():
        op.drop_constraint(op.f(f"ck_letters_{name}"), "letters", type_="check")
        op.create_check_constraint(op.f(f"ck_letters_{name}"), "letters", before if backwards else after)
    for name, check in _NEW_CHECKS.items():
        if backwards:
            op.drop_constraint(op.f(f"ck_letters_{name}"), "letters", type_="check")
        else:
            op.create_check_constraint(op.f(f"ck_letters_{name}"), "letters", check)


def _edit(changes: Changes, *, backwards: bool) -> Edit:
    return replaced(*((new, old) if backwards else (old, new) for old, new in changes))


def _make_keys() -> None:
    op.create_table(
        "letter_keys",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("circular_id", sa.Integer(), sa.ForeignKey("circulars.id"), nullable=False),
        sa.Column("sender_id", sa.Integer(), sa.ForeignKey("units.id"), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), sa.ForeignKey("letters.id")),
        sa.UniqueConstraint(
            "circular_id", "sender_id", "stage", "about", "deadline_version", name="uq_letter_keys_one"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_keys_letter_id", "letter_keys", ["letter_id"])
