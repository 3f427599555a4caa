"""Files that offices hand in: kept under names of our own, read by the office and the unit above alone."""

import errno
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, acknowledge, act, issue
from tests.support.sweeps import ready
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import NotAllowedError, UnknownError, WianError
from workflow.files.types import FileKindError, FileType
from workflow.progress import attachments
from workflow.progress.attachments import Attachment, AttachmentStore
from workflow.registry import lookup
from workflow.store import tables as t

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JUNE = "2020-06-01 09:00"


@pytest.fixture
def circular(services: Services) -> Circular:
    issued = issue(services)
    acknowledge(services, issued, PROVINCE, at="2020-05-29 10:00")
    return issued


def hand_in(services: Services, circular: Circular, name: str, data: bytes, code: str = PROVINCE) -> Attachment:
    with services.database.write() as conn:
        task = task_of(conn, circular, lookup.by_code(conn, code))
        return attachments.attach(conn, task, name, data, services.attachment_store, act(JUNE))


def test_a_file_is_kept_whole_under_a_random_name_apart_from_the_letters(
    services: Services, circular: Circular
) -> None:
    made = hand_in(services, circular, "รายงานผล.pdf", PDF)
    path = services.attachment_store.path(made.file)
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert services.settings.letters.folder not in path.parents
    assert (made.kind, made.size, made.shown_name) == (FileType.PDF, len(PDF), "รายงานผล.pdf")
    assert hand_in(services, circular, "รายงานผล.pdf", PDF).file != made.file
    with services.database.read() as conn:
        first, _ = attachments.of_task(conn, made.task_id)
        assert first == made
    for statement in (update(t.attachments).values(shown_name="x"), delete(t.attachments)):
        with pytest.raises(Exception, match="handed in"), services.database.write() as conn:
            conn.execute(statement)


def test_a_file_is_read_by_the_office_itself_and_by_the_unit_directly_above_alone(sqlite_services: Services) -> None:
    circular = ready(sqlite_services)
    made = hand_in(sqlite_services, circular, "รายงานผล.pdf", PDF, SAO)
    with sqlite_services.database.read() as conn:
        member = {code: lookup.by_code(conn, code) for code in (SAO, DISTRICT, PROVINCE, "DLA", "6540604")}
        for code in (SAO, DISTRICT):
            assert attachments.readable(conn, circular.id, member[code], made.id) == made
        for code in (PROVINCE, "DLA", "6540604"):
            with pytest.raises(UnknownError):
                attachments.readable(conn, circular.id, member[code], made.id)
        with pytest.raises(UnknownError):
            attachments.readable(conn, circular.id + 1, member[SAO], made.id)
        assert attachments.below(conn, circular.id, member[DISTRICT]) == {made.task_id: [made]}
        assert attachments.below(conn, circular.id, member[PROVINCE]) == {}


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("ผล.pdf", "ผล.pdf"),
        ("ผล.PDF", "ผล.PDF"),
        ("ผล", "ผล.pdf"),
        ("ผล.exe", "ผล.exe.pdf"),
        ("ผล.docx", "ผล.docx.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_a_file_is_saved_with_the_ending_of_what_it_is(sqlite_services: Services, name: str, saved: str) -> None:
    assert hand_in(sqlite_services, issue(sqlite_services), name, PDF).download_name == saved


def test_what_a_file_is_called_never_becomes_a_path_or_a_header(sqlite_services: Services) -> None:
    circular = issue(sqlite_services)
    for name, shown in (
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\ผลงาน.docx", "ผลงาน.docx"),
        ('a"\r\nSet-Cookie: x=1;.pdf', "a Set-Cookie x=1.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("ก" * 300 + ".pdf", "ก" * 116 + ".pdf"),
    ):
        assert hand_in(sqlite_services, circular, name, PDF).shown_name == shown


def test_what_cannot_be_handed_in_leaves_neither_row_nor_file(sqlite_services: Services, tmp_path: Path) -> None:
    circular = issue(sqlite_services)
    with pytest.raises(FileKindError):
        hand_in(sqlite_services, circular, "x.pdf", b"<html>")
    with pytest.raises(NotAllowedError, match=r"the file has 10\.0 MB; expected at most 10"):
        hand_in(sqlite_services, circular, "x.pdf", PDF + bytes(10_000_000))
    with pytest.raises(NotAllowedError, match="nothing can be handed in"):
        hand_in(sqlite_services, circular, "x.pdf", PDF, SAO)
    folder = sqlite_services.settings.attachments.folder
    assert not folder.exists() or not list(folder.iterdir())
    for _ in range(attachments.MOST_FILES):
        hand_in(sqlite_services, circular, "x.pdf", PDF)
    with pytest.raises(NotAllowedError, match="no more can be"):
        hand_in(sqlite_services, circular, "x.pdf", PDF)
    with sqlite_services.database.read() as conn:
        assert len(conn.execute(select(t.attachments)).all()) == len(list(folder.iterdir())) == attachments.MOST_FILES
    (tmp_path / "file").write_text("")
    with pytest.raises(WianError, match="the file cannot be written"):
        AttachmentStore(tmp_path / "file", 1).keep(PDF, FileType.PDF)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk was asked to keep, in order: `a file` or `a folder`."""
    found: list[str] = []
    sync = os.fsync

    def told(handle: int) -> None:
        sync(handle)
        found.append("a folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "a file")

    monkeypatch.setattr(os, "fsync", told)
    return found


def test_a_file_that_was_kept_outlives_a_loss_of_power_with_its_name(tmp_path: Path, synced: list[str]) -> None:
    AttachmentStore(tmp_path / "attachments", 1).keep(PDF, FileType.PDF)
    assert synced == ["a file", "a folder"]


def test_a_file_that_does_not_fit_on_a_full_disk_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WianError, match=r"the file cannot be written to .*: No space left on device"):
        AttachmentStore(tmp_path / "attachments", 1).keep(PDF, FileType.PDF)
    assert list((tmp_path / "attachments").iterdir()) == []
