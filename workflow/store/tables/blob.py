"""The table of blobs: which contents are kept, and where."""

from sqlalchemy import Column, Integer, String, Table, Text

from workflow.store.tables.schema import metadata
from workflow.store.types import UtcDateTime

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),  # bytes
    Column("kind", String(10), nullable=False),  # docx, pdf, png … by its content
    Column("area", String(20), nullable=False),  # whose files: letters or attachments, each with a folder of its own
    Column("place", Text, nullable=False),  # below that folder; further files of the same content have no row
    Column("created_at", UtcDateTime, nullable=False),
)
