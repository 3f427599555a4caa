"""The tables of officers' own words for letters."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from workflow.store.tables.schema import metadata

letter_words = Table(
    "letter_words",
    metadata,
    Column("letter_id", ForeignKey("letters.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),  # a paragraph with its blanks, such as {{ count }}
    CheckConstraint("position > 0", name="position"),
)
"""The words of one letter; those of an issued letter never change."""

office_words = Table(
    "office_words",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True, autoincrement=False),
    Column("stage", String(40), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    CheckConstraint("position > 0", name="position"),
)
"""An office's own words for a stage of all its later letters."""
