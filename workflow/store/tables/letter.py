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
    # Office, year and number as printed, of letters sent: one printed number, one letter. Older entries have none.
    Column("printed", Text),
    UniqueConstraint("register_id", "number"),
    Index("uq_register_entries_printed", "printed", unique=True),
    sqlite_autoincrement=True,
)

LETTER_KINDS = ("original", "forwarding", "follow_up", "notice")
CARRIER_KINDS = ("original", "forwarding")
"""The kinds of letter that carry the circular itself to an office; letters of other kinds are about it."""

DRAFT = text(one_of("state", ("draft",)))
"""The condition of drafts, in the wording of the partial index."""

ISSUED = text(one_of("state", ("issued",)))
"""The condition of issued letters, in the wording of the partial index."""

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("sender_id", ForeignKey("units.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("stage", String(40), nullable=False),  # a stage of the ladder, or the kind of notice
    Column("stage_rank", Integer),  # of a follow-up's stage
    Column("deadline_version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("form", String(10), nullable=False),
    Column("template", Text, nullable=False),
    Column("reason", Text, nullable=False),  # why Wian made the letter, with the computation of the date
    Column("subject", Text, nullable=False),
    Column("receiver", Text, nullable=False),  # the text after เรียน or ถึง
    Column("urgency", Text, nullable=False, server_default=""),  # ชั้นความเร็ว; unknown for letters before this column
    Column("deadline", Date, nullable=False),  # the deadline the letter states
    Column("cites", JSON, nullable=False),
    Column("encloses", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    # Filled at issue in one transaction, and never changed afterwards.
    Column("entry_id", ForeignKey("register_entries.id"), unique=True),
    Column("number", Text),
    Column("date", Date),
    Column("issued_at", UtcDateTime),
    Column("released_at", UtcDateTime),  # the time of release, at present in the transaction of the issue
    Column("file", Text),
    Column("sha256", String(64)),
    Column("template_sha256", String(64)),
    Column("template_version", Text, nullable=False, server_default=""),  # from the Word file's properties
    Column("program_version", Text, nullable=False, server_default=""),  # of the issuing Wian
    Column("discarded_on", Date),
    Index("ix_letters_draft", "id", sqlite_where=DRAFT, postgresql_where=DRAFT),
    # All columns of counts of issued letters, so that the letters themselves are not read.
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
    # A draft has no number: the number comes with the register entry (ข้อ 43).
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
    # The subject as `noun/id` (a letter passed on, a task refused more time); empty if the stage is enough.
    Column("about", String(40), nullable=False),
    Column("deadline_version", Integer, nullable=False),
    # Set in the transaction that prepares the letter, after the key is taken.
    Column("letter_id", ForeignKey("letters.id"), index=True),
    UniqueConstraint("circular_id", "sender_id", "stage", "about", "deadline_version", name="uq_letter_keys_one"),
    sqlite_autoincrement=True,
)
"""The keys of letters: a key has one letter, however often it is prepared; a letter may have several keys."""

letter_addressees = Table(
    "letter_addressees",
    metadata,
    Column("letter_id", Integer, primary_key=True, autoincrement=False),  # a guard instead of a foreign key
    Column("position", Integer, primary_key=True),
    Column("unit_id", Integer, nullable=False),  # guarded, too
    Index("ix_letter_addressees_once", "unit_id", "letter_id", unique=True),  # also the index for letters to a unit
)

letter_tasks = Table(
    "letter_tasks",
    metadata,
    Column("letter_id", Integer, primary_key=True, autoincrement=False),  # a guard instead of a foreign key
    Column("position", Integer, primary_key=True),
    Column("task_id", Integer, nullable=False),  # guarded, too
    # Copied, so that the list is independent of later changes of units.
    Column("unit_name", Text, nullable=False),
    Column("district_name", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("deadline", Date, nullable=False),  # the office's own deadline at the composition of the letter
    Column("deadline_version", Integer, nullable=False),
    Index("ix_letter_tasks_once", "task_id", "letter_id", unique=True),  # also the index for letters that name a task
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("entry_id", ForeignKey("register_entries.id")),  # empty if the office numbers in a book of its own
    Column("number", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("time", Time, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("position", Text, nullable=False, server_default=""),
    # The time limit for acknowledging and whether it was kept; unknown for receipts older than these columns.
    Column("due_at", UtcDateTime),
    Column("kept", Boolean),
    Column("voided_at", UtcDateTime),
    # One valid receipt per letter and office; struck-out receipts stay beside it.
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
