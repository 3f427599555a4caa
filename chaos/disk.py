"""A letters' folder that can be full: a small file system, or a limit on file sizes if mounting is not allowed."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_FULL_FILE = 4096  # bytes, fewer than any letter has


class LettersDisk:
    """The letters' folder; `writers` gives the writing processes, for a limit on file sizes."""

    def __init__(self, folder: Path, writers: Callable[[], Sequence[int]]) -> None:
        folder.mkdir(parents=True)
        self._folder, self._writers = folder, writers
        self.mounted = _call("mount", "-t", "tmpfs", "-o", "size=2g,mode=755", "wian-chaos", str(folder))

    @property
    def how(self) -> str:
        """The method of filling the disk."""
        return "a file system without space" if self.mounted else "a limit to the size of files"

    def fill(self) -> None:
        """Make the disk full."""
        if self.mounted:
            space = os.statvfs(self._folder)
            used = (space.f_blocks - space.f_bfree) * space.f_frsize
            # Concurrent writes may add to the counted size.
            more = (0, 1, 4, 16, 64)
            if not any(self._resize(f"{used + n * 64 * 1024}") for n in more):
                raise RuntimeError("the letters' file system cannot be made smaller")
        else:
            self._limit(_FULL_FILE)

    def free(self) -> None:
        """Make free space again."""
        if self.mounted:
            self._resize("2g")
        else:
            self._limit(resource.RLIM_INFINITY)

    def end(self) -> None:
        """Unmount the file system and lose its content."""
        if self.mounted:
            self.mounted = not _call("umount", "-l", str(self._folder))

    def _resize(self, size: str) -> bool:
        return _call("mount", "-o", f"remount,size={size}", str(self._folder))

    def _limit(self, size: int) -> None:
        if sys.platform != "linux":
            raise RuntimeError("a limit can be set to running processes on Linux only")
        for pid in self._writers():
            try:
                hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
            except (ProcessLookupError, PermissionError):
                continue


def _call(*words: str) -> bool:
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
