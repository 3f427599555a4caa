"""Attachments: files that offices hand in with their reports, kept apart from letters under random names."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

from sqlalchemy import Connection, func, insert, or_, select

from workflow import blobs
from workflow.act import Act
from workflow.errors import NotAllowedError, UnknownError
from workflow.files.blob_store import FolderStore
from workflow.files.types import FileType, kind_of
from workflow.registry.lookup import Office
from workflow.states import NO_LONGER_ASKED
from workflow.store import tables as t
from workflow.thai.spacing import visible

MOST_FILES = 20
"""The most files of a task."""

_LONGEST_NAME = 120
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Attachment:
    """A file handed in. `shown_name` is the office's name for it, for display only."""

    id: int
    task_id: int
    file: str
    kind: FileType
    size: int
    sha256: str
    shown_name: str
    at: datetime
    actor: str

    @property
    def download_name(self) -> str:
        """The name of the download: the office's name, with the ending of the actual type."""
        stem, dot, ending = self.shown_name.rpartition(".")
        right = {"jpeg": ("jpg", "jpeg")}.get(self.kind, (str(self.kind),))
        return self.shown_name if dot and stem and ending.lower() in right else f"{self.shown_name}.{right[0]}"


class AttachmentStore:
    """The store of attachments, with the size limit of a file."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._store = FolderStore(folder, mode=0o600)
        self.most_bytes = megabytes * _MEGABYTE

    def path(self, file: str) -> Path:
        """The path of a kept file."""
        return self._store.path(file)

    def keep(self, data: bytes, kind: FileType) -> str:
        """Write a file under a random name, complete on disk before this returns; return the name.

        Raises WianError if it cannot be written. After a crash a file may be left without a row, to no harm.
        """
        name = f"{secrets.token_hex(16)}.{kind}"
        self._store.write({name: data})
        return name


def attach(
    conn: Connection, task_id: int, name: str, data: bytes, attachment_store: AttachmentStore, act: Act
) -> Attachment:
    """Attach a file to a task. Raises NotAllowedError for a too large file, a full task or one that is not open.

    Raises FileKindError (see `workflow.files.types`) for a content that is no PDF, picture, Word or Excel file.
    """
    if len(data) > attachment_store.most_bytes:
        problem = f"the file has {len(data) / _MEGABYTE:.1f} MB"
        raise NotAllowedError(f"{problem}; expected at most {attachment_store.most_bytes // _MEGABYTE}")
    kind = kind_of(data)
    # Locked, so that concurrent calls cannot exceed MOST_FILES.
    state = conn.scalar(select(t.tasks.c.state).where(t.tasks.c.id == task_id).with_for_update())
    if state in (None, "waiting", *NO_LONGER_ASKED):
        raise NotAllowedError("nothing can be handed in with this task")
    count = conn.scalar(select(func.count()).where(t.attachments.c.task_id == task_id)) or 0
    if count >= MOST_FILES:
        raise NotAllowedError(f"{count} files have been handed in with this task; no more can be")
    file = attachment_store.keep(data, kind)
    blobs.record(conn, blobs.ATTACHMENTS, {file: data}, act.now)
    row = {
        "task_id": task_id,
        "file": file,
        "kind": str(kind),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "shown_name": _display_name(name, kind),
        "at": act.now,
        "actor": act.actor,
    }
    attachment_id = conn.execute(insert(t.attachments).values(row).returning(t.attachments.c.id)).scalar_one()
    return _attachment({"id": attachment_id, **row})


def of_task(conn: Connection, task_id: int) -> list[Attachment]:
    """All files of a task, oldest first."""
    handed_in = select(t.attachments).where(t.attachments.c.task_id == task_id).order_by(t.attachments.c.id)
    return [_attachment(dict(row)) for row in conn.execute(handed_in).mappings()]


def readable(conn: Connection, circular_id: int, unit: Office, attachment_id: int) -> Attachment:
    """An attachment that a unit may read: its own, or that of a unit directly below under the same circular.

    Raises UnknownError for other files, existing or not.
    """
    tasks = t.tasks.c.circular_id == circular_id, or_(t.tasks.c.unit_id == unit.id, t.tasks.c.above_id == unit.id)
    attachment = select(t.attachments).join(t.tasks, t.tasks.c.id == t.attachments.c.task_id)
    row = conn.execute(attachment.where(t.attachments.c.id == attachment_id, *tasks)).mappings().first()
    if row is None:
        raise UnknownError("there is no such file")
    return _attachment(dict(row))


def below(conn: Connection, circular_id: int, unit: Office) -> dict[int, list[Attachment]]:
    """The attachments of the units directly below by task id, oldest first; one statement."""
    tasks = t.tasks.c.circular_id == circular_id, t.tasks.c.above_id == unit.id
    rows = select(t.attachments).join(t.tasks, t.tasks.c.id == t.attachments.c.task_id).where(*tasks)
    by_task: dict[int, list[Attachment]] = {}
    for row in conn.execute(rows.order_by(t.attachments.c.id)).mappings():
        by_task.setdefault(row["task_id"], []).append(_attachment(dict(row)))
    return by_task


def _attachment(row: dict[str, object]) -> Attachment:
    return Attachment(**{**row, "kind": FileType(str(row["kind"]))})  # type: ignore[arg-type]  # a row of the table


def _display_name(name: str, kind: FileType) -> str:
    """A file's name without folders, line breaks and quotation marks; `file.pdf` and the like if nothing is left."""
    last = PureWindowsPath(PurePosixPath(visible(name)).name).name
    plain = "".join(char for char in last if char not in '"<>|*?:;').strip(". ")
    return plain[-_LONGEST_NAME:] or f"file.{kind}"
