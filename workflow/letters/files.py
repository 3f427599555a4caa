"""Files complete on disk before anything in the database points to them."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_AT_ONCE = 16


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write these files, each whole or not at all; when this returns they outlive a loss of power.

    Raises OSError. The system is asked for all of them together: one after the other each would wait for the disk.
    """
    for folder in {path.parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
    scratch = {path: path.with_suffix(f".{os.getpid()}.part") for path in files}
    for path, data in files.items():
        scratch[path].write_bytes(data)
    _synced(scratch.values())
    for path, written in scratch.items():
        written.replace(path)
    _synced({path.parent for path in files})


def _synced(paths: Iterable[Path]) -> None:
    waiting = list(paths)
    if len(waiting) == 1:
        _sync(waiting[0])
        return
    with ThreadPoolExecutor(min(_AT_ONCE, len(waiting) or 1)) as pool:
        list(pool.map(_sync, waiting))  # whatever was raised is raised here


def _sync(path: Path) -> None:
    """A file's bytes, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
