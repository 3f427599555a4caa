"""The tables of the offices' pages: links, guesses of short codes, and what was refused."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from workflow.store.columns import UtcDateTime
from workflow.store.tables import metadata

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("tasks.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256 of the token, which is kept nowhere
    Column("short_hash", String(64), nullable=False),  # HMAC of the short code, under a key that is not in here
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_on", Date, nullable=False),  # the last day on which it opens
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
    Column("revoked_why", Text),
    # One standing link for each task; one that was revoked stays beside it, so that it can be told from an unknown.
    Index(
        "uq_links_standing",
        "task_id",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

guesses = Table(
    "guesses",
    metadata,
    Column("key", String(80), primary_key=True),  # whose guesses: of a unit under a circular, or of an address
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
    Column("token_prefix", String(8), nullable=False),  # of the token's hash; empty where there was no token
    Column("address", String(16), nullable=False),  # HMAC of the client's address
    Column("route", Text, nullable=False),
    Column("more", Boolean, nullable=False),  # a row that counts what an hour full of denials had besides
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
)
