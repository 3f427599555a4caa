"""A folder for letters that can be full: a small file system of its own, or, where none may be mounted, a limit."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_FULL_FILE = 4096  # bytes; every letter is longer


class LettersDisk:
    """The letters' folder. `writers` tells the processes that write there, for where only a limit can be set."""

    def __init__(self, folder: Path, writers: Callable[[], Sequence[int]]) -> None:
        folder.mkdir(parents=True)
        self._folder, self._writers = folder, writers
        self.mounted = _call("mount", "-t", "tmpfs", "-o", "size=2g,mode=755", "wian-chaos", str(folder))

    @property
    def how(self) -> str:
        """In what way it is made full."""
        return "a file system without space" if self.mounted else "a limit to the size of files"

    def fill(self) -> None:
        """Let there be no space any more."""
        if self.mounted:
            space = os.statvfs(self._folder)
            used = (space.f_blocks - space.f_bfree) * space.f_frsize
            # What is being written at this moment may be more than was counted.
            more = (0, 1, 4, 16, 64)
            if not any(self._resize(f"{used + n * 64 * 1024}") for n in more):
                raise RuntimeError("the letters' file system cannot be made smaller")
        else:
            self._limit(_FULL_FILE)

    def free(self) -> None:
        """Let there be space again."""
        if self.mounted:
            self._resize("2g")
        else:
            self._limit(resource.RLIM_INFINITY)

    def end(self) -> None:
        """Take the file system away, with all that is in it."""
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
