"""The tables of letters and registers."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from workflow.states import Noun, states_of
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

REGISTER_KINDS = ("receive", "send", "send_circular", "send_stamped")

registers = Table(
    "registers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False),  # the office's register code, normally its unit code
    Column("kind", String(20), nullable=False),
    Column("year", Integer, nullable=False),  # Buddhist calendar year
    Column("last_number", Integer, nullable=False),
    UniqueConstraint("code", "kind", "year"),
    CheckConstraint(one_of("kind", REGISTER_KINDS), name="kind"),
    CheckConstraint("last_number >= 0", name="last_number"),
    sqlite_autoincrement=True,
)

register_entries = Table(
    "register_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("register_id", ForeignKey("registers.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("on", Date, nullable=False),  # the day of registration, in Bangkok
    Column("reference", Text, nullable=False),  # ที่
    Column("dated", Date, nullable=False),  # ลงวันที่
    Column("sender", Text, nullable=False),  # จาก
    Column("receiver", Text, nullable=False),  # ถึง
    Column("subject", Text, nullable=False),  # เรื่อง
    Column("action", Text, nullable=False, server_default=""),  # การปฏิบัติ
    Column("remark", Text, nullable=False, server_default=""),  # หมายเหตุ
    UniqueConstraint("register_id", "number"),
    sqlite_autoincrement=True,
)

LETTER_KINDS = ("original", "forwarding", "follow_up", "notice")
CARRIER_KINDS = ("original", "forwarding")
"""The kinds of letter that carry the circular itself to an office; letters of other kinds are about it."""

DRAFT = text(one_of("state", ("draft",)))
"""Which letters are drafts: the condition of the partial index, to be used word for word in queries."""

ISSUED = text(one_of("state", ("issued",)))
"""Which letters are issued: the condition of the partial index, to be used word for word in queries."""

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("sender_id", ForeignKey("units.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("stage", String(40), nullable=False),  # a follow-up's stage of the ladder; else what is told
    Column("stage_rank", Integer),  # of a follow-up's stage in its ladder
    Column("deadline_version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("form", String(10), nullable=False),
    Column("template", Text, nullable=False),
    Column("reason", Text, nullable=False),  # why Wian made it, with the computed date explained
    Column("subject", Text, nullable=False),
    Column("receiver", Text, nullable=False),  # the text after เรียน or ถึง
    Column("deadline", Date, nullable=False),  # the deadline the letter states
    Column("cites", JSON, nullable=False),
    Column("encloses", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    # Filled at issue, all in one transaction, and never changed afterwards.
    Column("entry_id", ForeignKey("register_entries.id"), unique=True),
    Column("number", Text),
    Column("date", Date),
    Column("issued_at", UtcDateTime),
    Column("released_at", UtcDateTime),  # when it went out; today in the transaction that issues it
    Column("file", Text),
    Column("sha256", String(64)),
    Column("template_sha256", String(64)),
    Column("template_version", Text, nullable=False, server_default=""),  # as its Word file names it
    Column("program_version", Text, nullable=False, server_default=""),  # of the Wian that issued it
    Column("discarded_on", Date),
    Index("ix_letters_draft", "id", sqlite_where=DRAFT, postgresql_where=DRAFT),
    # Everything a count of issued letters needs, so that the letters themselves are not read for it.
    Index("ix_letters_issued", "entry_id", "stage", "form", sqlite_where=ISSUED, postgresql_where=ISSUED),
    CheckConstraint(one_of("state", states_of(Noun.LETTER)), name="state"),
    CheckConstraint(one_of("form", ("external", "stamped", "memo")), name="form"),
    CheckConstraint(one_of("kind", LETTER_KINDS), name="kind"),
    CheckConstraint("(kind = 'follow_up') = (stage_rank IS NOT NULL)", name="follow_ups_have_a_rank"),
    CheckConstraint("released_at IS NULL OR state = 'issued'", name="released_when_issued"),
    CheckConstraint(
        "(state IN ('issued', 'recalled')) = (entry_id IS NOT NULL AND number IS NOT NULL AND date IS NOT NULL"
        " AND issued_at IS NOT NULL AND sha256 IS NOT NULL AND file IS NOT NULL AND template_sha256 IS NOT NULL)",
        name="numbered_when_issued",
    ),
    # A number is given at registration and never at draft time (ข้อ 43).
    CheckConstraint(
        "state IN ('issued', 'recalled') OR (entry_id IS NULL AND number IS NULL AND date IS NULL)",
        name="unnumbered_until_issued",
    ),
    sqlite_autoincrement=True,
)

letter_keys = Table(
    "letter_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("sender_id", ForeignKey("units.id"), nullable=False),
    Column("stage", String(40), nullable=False),
    # What it is about, as `noun/id` (the letter passed on, the task refused more time); empty if the stage says it.
    Column("about", String(40), nullable=False),
    Column("deadline_version", Integer, nullable=False),
    # Written in the transaction that makes the letter, after its key is known to be free.
    Column("letter_id", ForeignKey("letters.id"), index=True),
    UniqueConstraint("circular_id", "sender_id", "stage", "about", "deadline_version", name="uq_letter_keys_one"),
    sqlite_autoincrement=True,
)
"""One letter for each key, whoever makes it and how often; one that stands on several deadlines has several."""

letter_addressees = Table(
    "letter_addressees",
    metadata,
    Column("letter_id", Integer, primary_key=True, autoincrement=False),  # no foreign key but a guard
    Column("position", Integer, primary_key=True),
    Column("unit_id", Integer, nullable=False),  # guarded too
    Index("ix_letter_addressees_once", "unit_id", "letter_id", unique=True),  # also finds all letters to a unit
)

letter_tasks = Table(
    "letter_tasks",
    metadata,
    Column("letter_id", Integer, primary_key=True, autoincrement=False),  # no foreign key but a guard
    Column("position", Integer, primary_key=True),
    Column("task_id", Integer, nullable=False),  # guarded too
    # Copied, so that the list stays what it was whatever happens to the units later.
    Column("unit_name", Text, nullable=False),
    Column("district_name", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("deadline", Date, nullable=False),  # the office's own, as it was when the letter was composed
    Column("deadline_version", Integer, nullable=False),
    Index("ix_letter_tasks_once", "task_id", "letter_id", unique=True),  # also finds all letters that name a task
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("entry_id", ForeignKey("register_entries.id")),  # none where the office numbers in a book of its own
    Column("number", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("time", Time, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("position", Text, nullable=False, server_default=""),
    # When the letter was to be acknowledged, and whether it was; unknown for receipts older than these columns.
    Column("due_at", UtcDateTime),
    Column("kept", Boolean),
    Column("voided_at", UtcDateTime),
    # One standing receipt for each letter an office gets; a struck-out one stays beside it.
    Index(
        "uq_receipts_standing",
        "letter_id",
        "unit_id",
        unique=True,
        sqlite_where=text("voided_at IS NULL"),
        postgresql_where=text("voided_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
