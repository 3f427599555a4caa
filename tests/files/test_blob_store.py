"""Files that are kept: written once, complete, and read again by whoever has a place for them."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import act, moment
from workflow import blobs
from workflow.blobs import Blob
from workflow.errors import WianError
from workflow.files.blob_store import BlobStore, FolderStore, MemoryStore
from workflow.progress import attachments
from workflow.store import tables as t

NOW = moment("2020-06-01 10:00")
PDF = b"%PDF-1.7 handed in\n%%EOF\n"


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """Each kind of store there is; what holds for one must hold for a further one."""
    return FolderStore(tmp_path / "kept") if request.param == "folder" else MemoryStore()


def test_what_was_written_is_read_again(store: BlobStore) -> None:
    store.write({"2563/a.pdf": b"a", "2563/b.pdf": b"b"})
    assert (store.read("2563/a.pdf"), store.read("2563/b.pdf")) == (b"a", b"b")


def test_a_file_is_written_once_and_never_changed(store: BlobStore) -> None:
    store.write({"a.pdf": b"a"})
    store.write({"a.pdf": b"a"})
    with pytest.raises(WianError, match="another file is kept at"):
        store.write({"b.pdf": b"b", "a.pdf": b"changed"})
    assert store.read("a.pdf") == b"a"
    with pytest.raises(WianError, match=r"the file b\.pdf cannot be read"):
        store.read("b.pdf")


def test_a_file_in_a_folder_is_not_written_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write({"a.pdf": b"a"})
    before = store.path("a.pdf").stat()
    store.write({"a.pdf": b"a"})
    assert store.path("a.pdf").stat().st_ino == before.st_ino


def test_each_content_is_recorded_once_and_never_changes(services: Services) -> None:
    with services.database.write() as conn:
        blobs.record(conn, blobs.ATTACHMENTS, {"a.pdf": PDF}, NOW)
        blobs.record(conn, blobs.ATTACHMENTS, {"b.pdf": PDF, "c.pdf": PDF}, NOW)
        (row,) = conn.execute(select(t.blobs)).all()
        kept = blobs.by_content(conn, row.sha256)
        assert kept == Blob(row.sha256, len(PDF), "pdf", "attachments", "a.pdf")
        assert blobs.by_content(conn, "0" * 64) is None
        for statement in (update(t.blobs).values(place="x"), delete(t.blobs)):
            with pytest.raises(DatabaseError, match="a file that is kept"), conn.begin_nested():
                conn.execute(statement)


def test_every_letter_and_every_file_handed_in_is_recorded_with_a_file_of_that_content(services: Services) -> None:
    circular = sweeps.ready(services)
    sweeps.sweep(services, "2020-08-31")
    with services.database.write() as conn:
        task = conn.scalar(select(t.tasks.c.id).where(t.tasks.c.circular_id == circular.id, t.tasks.c.state == "sent"))
        assert task is not None
        attachments.attach(conn, task, "x.pdf", PDF, services.attachment_store, act("2020-06-01 10:00"))
    with services.database.read() as conn:
        named = {*conn.scalars(select(t.letters.c.sha256).where(t.letters.c.state == "issued"))}
        named |= {*conn.scalars(select(t.attachments.c.sha256))}
        kept = {row.sha256: row for row in conn.execute(select(t.blobs))}
    assert len(named) > 1
    assert named <= set(kept)
    roots = {"letters": services.settings.letters.folder, "attachments": services.settings.attachments.folder}
    for row in kept.values():
        assert len((roots[row.area] / row.place).read_bytes()) == row.size
