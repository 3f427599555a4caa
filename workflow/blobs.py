"""Blobs: rows of kept files, one per content, each pointing to a complete file in a store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import Connection, select

from workflow.store import tables as t
from workflow.store.bulk import insert_new

LETTERS, ATTACHMENTS = "letters", "attachments"
"""The areas of files; every area has its own store."""


@dataclass(frozen=True)
class Blob:
    """A kept content, with its place in the area's store. `size` is in bytes."""

    sha256: str
    size: int
    kind: str
    area: str
    place: str


def record(conn: Connection, area: str, files: Mapping[str, bytes], now: datetime) -> None:
    """Record complete files of a store, by place; the first row of a content stays."""
    rows = {}
    for place, data in files.items():
        sha256, kind = hashlib.sha256(data).hexdigest(), PurePosixPath(place).suffix.removeprefix(".")
        rows[sha256] = {"sha256": sha256, "size": len(data), "kind": kind, "area": area, "place": place}
    if rows:
        # Sorted, so that two transactions with the same files cannot deadlock.
        in_order = [{**rows[sha256], "created_at": now} for sha256 in sorted(rows)]
        insert_new(conn, t.blobs, in_order, ["sha256"], [t.blobs.c.sha256])


def by_content(conn: Connection, sha256: str) -> Blob | None:
    """The blob with this content, if there is one."""
    row = conn.execute(select(*_COLUMNS).where(t.blobs.c.sha256 == sha256)).first()
    return Blob(*row) if row else None


_COLUMNS = [t.blobs.c[name] for name in Blob.__dataclass_fields__]
