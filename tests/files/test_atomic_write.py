"""Files are whole on the disk or not there at all, also where the disk is full."""

import errno
import os
from pathlib import Path

import pytest

from workflow.files.atomic_write import write_all

FULL = Path("/dev/full")
"""What is written there finds a full disk."""


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, which Linux has")
def test_files_that_do_not_fit_on_a_full_disk_leave_nothing_behind(tmp_path: Path) -> None:
    names = [f"{number}.docx" for number in range(80)]  # more than are written together
    (tmp_path / f"{names[70]}.{os.getpid()}.part").symlink_to(FULL)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_all({str(tmp_path / name): b"a letter" for name in names})
    assert sorted(tmp_path.iterdir()) == sorted(tmp_path / name for name in names[:64])


def test_a_file_that_cannot_take_its_place_leaves_no_half_of_itself_or_of_others(tmp_path: Path) -> None:
    (tmp_path / "b.docx").mkdir()
    with pytest.raises(IsADirectoryError):
        write_all({str(tmp_path / f"{name}.docx"): b"a letter" for name in "abc"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "b.docx"]
