"""The tables of units and of their signers."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from workflow.store.tables.schema import metadata, one_of
from workflow.store.types import UtcDateTime

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("level", String(20), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("parent_code", String(20), nullable=False, server_default=""),
    Column("parent_id", ForeignKey("units.id"), index=True),
    # Ancestors beside the parent, so that a subtree is one indexed comparison; a province is its own province_id, a
    # district its own district_id.
    Column("province_id", ForeignKey("units.id"), index=True),
    Column("district_id", ForeignKey("units.id"), index=True),
    Column("prefix", Text, nullable=False, server_default=""),
    Column("register", String(20), nullable=False),
    Column("letterhead", Text, nullable=False, server_default=""),
    Column("address", JSON, nullable=False),
    Column("contact_signed", JSON, nullable=False),
    Column("contact_stamped", JSON, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("post", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("line_office", Text, nullable=False, server_default=""),
    Column("valid_from", Date),
    Column("valid_to", Date),
    sqlite_autoincrement=True,
)


signers = Table(
    "signers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("form", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("own_title", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("for_title", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("form", ("external", "memo")), name="form"),
    CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="period"),
    sqlite_autoincrement=True,
)
