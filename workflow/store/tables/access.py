"""The tables of the offices' pages: links, guesses of short codes, denials, attachments, time requests."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from workflow.states import Noun, states_of
from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("tasks.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256 of the token, which is stored nowhere
    Column("short_hash", String(64), nullable=False),  # HMAC of the short code, under a key outside the database
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_on", Date, nullable=False),  # the last valid day
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
    Column("revoked_why", Text),
    # One valid link per task; revoked links stay, so that they differ from unknown links.
    Index(
        "uq_links_standing",
        "task_id",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

guesses = Table(
    "guesses",
    metadata,
    Column("key", String(80), primary_key=True),  # a unit under a circular, or an address
    Column("slot", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_guesses_slot", "slot"),
)

denials = Table(
    "denials",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slot", UtcDateTime, nullable=False),  # the hour
    Column("at", UtcDateTime, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("token_prefix", String(8), nullable=False),  # of the token's hash; empty without a token
    Column("address", String(16), nullable=False),  # HMAC of the client's address
    Column("route", Text, nullable=False),
    Column("more", Boolean, nullable=False),  # a row that counts the denials beyond an hour's limit
    Column("count", Integer, nullable=False),
    Index("ix_denials_slot", "slot"),
    Index(
        "uq_denials_more",
        "slot",
        "reason",
        unique=True,
        sqlite_where=text("more"),
        postgresql_where=text("more"),
    ),
    sqlite_autoincrement=True,
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("tasks.id"), nullable=False, index=True),
    Column("file", String(60), nullable=False, unique=True),  # a random name, below the folder of its kind
    Column("kind", String(10), nullable=False),  # by content: pdf, png, jpeg, docx or xlsx
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", String(64), nullable=False),
    Column("shown_name", Text, nullable=False),  # the office's name for it; never used as a path
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    sqlite_autoincrement=True,
)

OPEN_REQUEST = text(one_of("state", ("asked",)))
"""The condition of open requests, in the wording of the partial index."""

requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circular_id", ForeignKey("circulars.id"), nullable=False),
    Column("task_id", ForeignKey("tasks.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("wished", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("decided_why", Text),
    Column("granted", Date),  # the new deadline, which may differ from the requested one
    Column("letter_id", ForeignKey("letters.id")),  # the letter of the decision
    CheckConstraint(one_of("state", states_of(Noun.REQUEST)), name="state"),
    # One open request per task.
    Index("uq_requests_open", "task_id", unique=True, sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST),
    sqlite_autoincrement=True,
)
