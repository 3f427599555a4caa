"""Files complete on disk before anything in the database points to them."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

_OPEN = 64  # files that are open together
_BEGINS_WRITING = sys.platform == "linux"
"""Whether the kernel, told that a file will not be read soon, begins to write it and does not wait: so all files are
under way before the first is waited for."""


def write_all(files: Mapping[str, bytes], mode: int = 0o666) -> None:
    """Write these files, by their paths, each whole or not at all; when this returns they outlive a loss of power.

    `mode` is who may read and write them, as far as the umask lets it. Raises OSError, and leaves no half of a file
    then. The disk is asked for many of them together: one after the other each would wait for it.
    """
    folders = {os.path.dirname(path) for path in files}  # noqa: PTH120
    for folder in folders:
        Path(folder).mkdir(parents=True, exist_ok=True)
    paths = list(files)
    for first in range(0, len(paths), _OPEN):
        _write({path: files[path] for path in paths[first : first + _OPEN]}, mode)
    for folder in folders:
        _sync_names(folder)


def _write(files: Mapping[str, bytes], mode: int) -> None:
    """Write files and have all of them wait for the disk together."""
    scratches = [f"{target}.{os.getpid()}.part" for target in files]
    try:
        with ExitStack() as opened:
            handles: list[int] = []
            for scratch, data in zip(scratches, files.values(), strict=True):
                handles.append(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode))
                opened.callback(os.close, handles[-1])
                _put(handles[-1], data)
            _sync(handles)
        for scratch, target in zip(scratches, files, strict=True):
            os.replace(scratch, target)  # noqa: PTH105
    except BaseException:
        _clear(scratches)
        raise


def _clear(scratches: Sequence[str]) -> None:
    """Remove what is there of these: on a full disk every attempt would leave less room for the next."""
    for scratch in scratches:
        with suppress(OSError):
            Path(scratch).unlink()


def _put(handle: int, data: bytes) -> None:
    """Write all of it: the disk may take less at a time."""
    done = os.write(handle, data)
    while done < len(data):
        done += os.write(handle, data[done:])


def _sync(handles: Sequence[int]) -> None:
    """Wait until all of these files are on the disk."""
    for handle in handles if _BEGINS_WRITING else ():
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    for handle in handles:
        os.fsync(handle)


def _sync_names(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
