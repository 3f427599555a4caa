"""The table of blobs: stored contents and their places."""

from sqlalchemy import Column, Integer, String, Table, Text

from workflow.store.tables.schema import metadata
from workflow.store.types import UtcDateTime

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),  # bytes
    Column("kind", String(10), nullable=False),  # docx, pdf, png … by its content
    Column("area", String(20), nullable=False),  # letters or attachments, with separate folders
    Column("place", Text, nullable=False),  # below the area's folder; other files of the same content have no row
    Column("created_at", UtcDateTime, nullable=False),
)
