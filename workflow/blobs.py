"""The rows of files that are kept: one for each content, pointing to a file that is complete."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import Connection, select

from workflow.store import tables as t
from workflow.store.bulk import insert_new

LETTERS, ATTACHMENTS = "letters", "attachments"
"""Whose files there are; each has a store of its own."""


@dataclass(frozen=True)
class Blob:
    """A content that is kept, and its place in the store of its area. `size` is in bytes."""

    sha256: str
    size: int
    kind: str
    area: str
    place: str


def record(conn: Connection, area: str, files: Mapping[str, bytes], now: datetime) -> None:
    """Record files, by their places, that lie complete in the store; of equal ones the first stays recorded."""
    rows = {}
    for place, data in files.items():
        sha256, kind = hashlib.sha256(data).hexdigest(), PurePosixPath(place).suffix.removeprefix(".")
        rows[sha256] = {"sha256": sha256, "size": len(data), "kind": kind, "area": area, "place": place}
    if rows:
        # In one order, so that no two that record the same files can wait for each other.
        in_order = [{**rows[sha256], "created_at": now} for sha256 in sorted(rows)]
        insert_new(conn, t.blobs, in_order, ["sha256"], [t.blobs.c.sha256])


def by_content(conn: Connection, sha256: str) -> Blob | None:
    """The file with this content, if one is kept."""
    row = conn.execute(select(*_COLUMNS).where(t.blobs.c.sha256 == sha256)).first()
    return Blob(*row) if row else None


_COLUMNS = [t.blobs.c[name] for name in Blob.__dataclass_fields__]
