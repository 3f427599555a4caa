"""The tables of issued letters' deliveries and copies."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from workflow.store.tables.letter import letters
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

CHANNELS = ("page", "mail", "hand")
"""The channels of delivery: the office's page, e-mail, or by hand (secret letters)."""

WAITING_MAIL = text("channel = 'mail' AND sent_at IS NULL AND due_at IS NOT NULL")
"""The condition of deliveries with an unsent mail, in the wording of the partial index."""

WAITING_HAND = text("channel = 'hand' AND sent_at IS NULL")
"""The condition of deliveries still to be carried by hand, in the wording of the partial index."""

deliveries = Table(
    "deliveries",
    metadata,
    # A guard instead of foreign keys: the unit is an addressee of an issued letter.
    Column("letter_id", Integer, primary_key=True, autoincrement=False),
    Column("unit_id", Integer, primary_key=True, autoincrement=False, index=True),
    Column("channel", String(10), nullable=False),
    Column("address", Text, nullable=False, server_default=""),  # the e-mail address used
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),  # empty while the mail or a person is due
    Column("due_at", UtcDateTime),  # the next attempt to mail; empty until a person asks for one
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),  # the last failure
    Column("message_id", Text, nullable=False, server_default=""),  # of the mail, the same in every attempt
    Column("actor", Text, nullable=False, server_default=""),  # who carried it, or asked for another attempt
    Index("ix_deliveries_waiting", "due_at", sqlite_where=WAITING_MAIL, postgresql_where=WAITING_MAIL),
    Index("ix_deliveries_to_carry", "recorded_at", sqlite_where=WAITING_HAND, postgresql_where=WAITING_HAND),
    CheckConstraint(one_of("channel", CHANNELS), name="channel"),
    CheckConstraint("channel <> 'page' OR sent_at IS NOT NULL", name="page_lies_open"),
)

WAITING_COPY = text("made_at IS NULL AND due_at IS NOT NULL")
"""The condition of copies still to be made, in the wording of the partial index."""

letter_copies = Table(
    "letter_copies",
    metadata,
    Column("letter_id", ForeignKey(letters.c.id), primary_key=True),
    Column("kind", String(10), primary_key=True),
    # Filled when the copy is complete on disk, and never changed afterwards.
    Column("file", Text),
    Column("sha256", String(64)),
    Column("made_at", UtcDateTime),
    Column("due_at", UtcDateTime),  # the next attempt; empty until a person asks for one
    Column("problem", Text, nullable=False, server_default=""),
    Index("ix_letter_copies_waiting", "due_at", sqlite_where=WAITING_COPY, postgresql_where=WAITING_COPY),
    CheckConstraint(one_of("kind", ("pdf",)), name="kind"),
    CheckConstraint(
        "(made_at IS NULL AND file IS NULL AND sha256 IS NULL)"
        " OR (made_at IS NOT NULL AND file IS NOT NULL AND sha256 IS NOT NULL)",
        name="whole",
    ),
)
