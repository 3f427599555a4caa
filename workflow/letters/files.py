"""Files complete on disk before anything in the database points to them."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

_AT_ONCE = 16


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write these files, each whole or not at all; when this returns they outlive a loss of power.

    Raises OSError. The disk is asked for all of them together: one after the other each would wait for it.
    """
    folders = {path.parent for path in files}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    if len(files) == 1:
        for path, data in files.items():
            _write(path, data)
    else:
        # Whatever was raised is raised here.
        list(_writers(os.getpid()).map(_write, files.keys(), files.values()))
    for folder in folders:
        _sync_names(folder)


@lru_cache(maxsize=1)
def _writers(_process: int) -> ThreadPoolExecutor:
    """The threads of this process, which wait for the disk; started once, a fork does not inherit any."""
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="letters")


def _write(path: Path, data: bytes) -> None:
    scratch = path.with_suffix(f".{os.getpid()}.part")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def _sync_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
