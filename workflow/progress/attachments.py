"""Files that offices hand in with their reports, kept apart from letters under names of our own."""

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
"""For one task."""

_LONGEST_NAME = 120
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Attachment:
    """A file that was handed in. `shown_name` is what the office calls it: for the eye, never a path."""

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
        """What it is called when it is downloaded: as the office calls it, with the ending of what it really is."""
        stem, dot, ending = self.shown_name.rpartition(".")
        right = {"jpeg": ("jpg", "jpeg")}.get(self.kind, (str(self.kind),))
        return self.shown_name if dot and stem and ending.lower() in right else f"{self.shown_name}.{right[0]}"


class AttachmentStore:
    """The folder of such files, and how large one may be."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._store = FolderStore(folder, mode=0o600)
        self.most_bytes = megabytes * _MEGABYTE

    def path(self, file: str) -> Path:
        """Where a kept file lies."""
        return self._store.path(file)

    def keep(self, data: bytes, kind: FileType) -> str:
        """Write a file under a random name, complete on disk before this returns; return that name.

        Raises WianError if it cannot be written. A file without a row (a crash in between) is mere rubbish.
        """
        name = f"{secrets.token_hex(16)}.{kind}"
        self._store.write({name: data})
        return name


def attach(
    conn: Connection, task_id: int, name: str, data: bytes, attachment_store: AttachmentStore, act: Act
) -> Attachment:
    """Keep a file with a task. Raises NotAllowedError if it is too large, the task has too many or is not open.

    Raises FileKindError (see `workflow.files.types`) for what is no PDF, picture, Word or Excel file by its content.
    """
    if len(data) > attachment_store.most_bytes:
        problem = f"the file has {len(data) / _MEGABYTE:.1f} MB"
        raise NotAllowedError(f"{problem}; expected at most {attachment_store.most_bytes // _MEGABYTE}")
    kind = kind_of(data)
    # Locked, so that two at the same moment do not both find room for the last one.
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
        "shown_name": _shown(name, kind),
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
    """A file that a unit may read: its own, or one that a unit directly below has handed in with the same circular.

    Raises UnknownError for any other, whether or not there is such a file.
    """
    whose = t.tasks.c.circular_id == circular_id, or_(t.tasks.c.unit_id == unit.id, t.tasks.c.above_id == unit.id)
    attachment = select(t.attachments).join(t.tasks, t.tasks.c.id == t.attachments.c.task_id)
    row = conn.execute(attachment.where(t.attachments.c.id == attachment_id, *whose)).mappings().first()
    if row is None:
        raise UnknownError("there is no such file")
    return _attachment(dict(row))


def below(conn: Connection, circular_id: int, unit: Office) -> dict[int, list[Attachment]]:
    """By task, the files that the units directly below have handed in, oldest first; one statement for all."""
    whose = t.tasks.c.circular_id == circular_id, t.tasks.c.above_id == unit.id
    rows = select(t.attachments).join(t.tasks, t.tasks.c.id == t.attachments.c.task_id).where(*whose)
    by_task: dict[int, list[Attachment]] = {}
    for row in conn.execute(rows.order_by(t.attachments.c.id)).mappings():
        by_task.setdefault(row["task_id"], []).append(_attachment(dict(row)))
    return by_task


def _attachment(row: dict[str, object]) -> Attachment:
    return Attachment(**{**row, "kind": FileType(str(row["kind"]))})  # type: ignore[arg-type]  # a row of the table


def _shown(name: str, kind: FileType) -> str:
    """The name without folders, line breaks and quotation marks; one that has nothing else is named by its kind."""
    last = PureWindowsPath(PurePosixPath(visible(name)).name).name
    plain = "".join(char for char in last if char not in '"<>|*?:;').strip(". ")
    return plain[-_LONGEST_NAME:] or f"file.{kind}"
