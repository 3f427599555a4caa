"""Files complete on disk before anything in the database points to them."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

_AT_ONCE = 16
_OPEN = 64  # files that are open together


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write these files, each whole or not at all; when this returns they outlive a loss of power.

    Raises OSError. The disk is asked for many of them together: one after the other each would wait for it.
    """
    folders = {path.parent for path in files}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    paths = list(files)
    for first in range(0, len(paths), _OPEN):
        _write({path: files[path] for path in paths[first : first + _OPEN]})
    for folder in folders:
        _sync_names(folder)


def _write(files: Mapping[Path, bytes]) -> None:
    """Write files in this thread, since others would only take turns with it, and have all wait for the disk."""
    targets = [os.fspath(path) for path in files]  # texts: to make one path of another takes as long as to open it
    scratches = [f"{target}.{os.getpid()}.part" for target in targets]
    with ExitStack() as opened:
        handles: list[int] = []
        for scratch, data in zip(scratches, files.values(), strict=True):
            handles.append(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666))
            opened.callback(os.close, handles[-1])
            _put(handles[-1], data)
        _sync(handles)
    for scratch, target in zip(scratches, targets, strict=True):
        os.replace(scratch, target)  # noqa: PTH105  # texts, as said above


def _put(handle: int, data: bytes) -> None:
    """Write all of it: the disk may take less at a time."""
    done = os.write(handle, data)
    while done < len(data):
        done += os.write(handle, data[done:])


def _sync(handles: Sequence[int]) -> None:
    if len(handles) == 1:
        os.fsync(handles[0])
    else:
        # Each thread is given its share at once. Whatever was raised is raised here.
        list(_waiters(os.getpid()).map(_wait, (handles[first::_AT_ONCE] for first in range(_AT_ONCE))))


def _wait(handles: Sequence[int]) -> None:
    for handle in handles:
        os.fsync(handle)


@lru_cache(maxsize=1)
def _waiters(_process: int) -> ThreadPoolExecutor:
    """The threads of this process, which wait for the disk; started once, a fork does not inherit any."""
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="letters")


def _sync_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
