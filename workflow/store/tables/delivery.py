"""The tables of what becomes of a letter once it is issued: to whom it has gone, and copies of its file."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from workflow.store.tables.letter import letters
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

CHANNELS = ("page", "mail", "hand")
"""How a letter reaches an office: it lies open on the office's page, goes by e-mail, or is carried (secret ones)."""

WAITING_MAIL = text("channel = 'mail' AND sent_at IS NULL AND due_at IS NOT NULL")
"""Which deliveries a mail is still to be sent for: the partial index's condition, to be used word for word."""

WAITING_HAND = text("channel = 'hand' AND sent_at IS NULL")
"""Which deliveries somebody is still to carry: the partial index's condition, to be used word for word."""

deliveries = Table(
    "deliveries",
    metadata,
    # No foreign keys but a guard: it goes to one of the addressees of an issued letter.
    Column("letter_id", Integer, primary_key=True, autoincrement=False),
    Column("unit_id", Integer, primary_key=True, autoincrement=False, index=True),
    Column("channel", String(10), nullable=False),
    Column("address", Text, nullable=False, server_default=""),  # the e-mail address used
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),  # none while it waits, for the mail or for a person
    Column("due_at", UtcDateTime),  # when a mail is to be tried next; none: not until a person says so
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),  # the last words of the last failure
    Column("message_id", Text, nullable=False, server_default=""),  # the mail's, the same in every attempt
    Column("actor", Text, nullable=False, server_default=""),  # who has carried it, or wanted its mail tried again
    Index("ix_deliveries_waiting", "due_at", sqlite_where=WAITING_MAIL, postgresql_where=WAITING_MAIL),
    Index("ix_deliveries_to_carry", "recorded_at", sqlite_where=WAITING_HAND, postgresql_where=WAITING_HAND),
    CheckConstraint(one_of("channel", CHANNELS), name="channel"),
    CheckConstraint("channel <> 'page' OR sent_at IS NOT NULL", name="page_lies_open"),
)

WAITING_COPY = text("made_at IS NULL AND due_at IS NOT NULL")
"""Which copies are still to be made: the partial index's condition, to be used word for word."""

letter_copies = Table(
    "letter_copies",
    metadata,
    Column("letter_id", ForeignKey(letters.c.id), primary_key=True),
    Column("kind", String(10), primary_key=True),
    # Filled together once the copy is complete on disk, and never changed afterwards.
    Column("file", Text),
    Column("sha256", String(64)),
    Column("made_at", UtcDateTime),
    Column("due_at", UtcDateTime),  # when it is to be tried next; none: not until a person says so
    Column("problem", Text, nullable=False, server_default=""),
    Index("ix_letter_copies_waiting", "due_at", sqlite_where=WAITING_COPY, postgresql_where=WAITING_COPY),
    CheckConstraint(one_of("kind", ("pdf",)), name="kind"),
    CheckConstraint(
        "(made_at IS NULL AND file IS NULL AND sha256 IS NULL)"
        " OR (made_at IS NOT NULL AND file IS NOT NULL AND sha256 IS NOT NULL)",
        name="whole",
    ),
)
