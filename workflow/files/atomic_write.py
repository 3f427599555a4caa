"""Atomic writes: files are complete on disk before the database points to them."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

_OPEN = 64  # the most files open together
_BEGINS_WRITING = sys.platform == "linux"
"""Whether POSIX_FADV_DONTNEED makes the kernel begin writing a file at once, so that all files are under way before
the first fsync."""


def write_all(files: Mapping[str, bytes], mode: int = 0o666) -> None:
    """Write files by path, whole or not at all; when this returns they survive a power failure.

    `mode` has the permissions, limited by the umask. Raises OSError, and leaves no partial file. Files are synced in
    batches, since the disk handles many at once in the time of one.
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
    """Write a batch of files and sync them together."""
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
    """Remove partial files, which would use up a full disk with every attempt."""
    for scratch in scratches:
        with suppress(OSError):
            Path(scratch).unlink()


def _put(handle: int, data: bytes) -> None:
    """Write all of the data, also where the system writes less at a time."""
    done = os.write(handle, data)
    while done < len(data):
        done += os.write(handle, data[done:])


def _sync(handles: Sequence[int]) -> None:
    """Wait until these files are on the disk."""
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
