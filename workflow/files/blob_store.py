"""Stores of immutable files: a folder now; a bucket would be a second `BlobStore`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from workflow.errors import WianError
from workflow.files.atomic_write import write_all


class BlobStore(Protocol):
    """A store of files by place, a relative path such as `2563/letter.docx`."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files by place; when this returns they are complete and survive a power failure.

        Raises WianError if one cannot be written, or if a place already has a file with other content.
        """

    def read(self, place: str) -> bytes:
        """The content of a file. Raises WianError for a missing or unreadable file."""


class FolderStore:
    """A store below a folder of this machine.

    `mode` has the files' permissions, limited by the umask; `noun` is the word for a file in messages.
    """

    def __init__(self, folder: Path, mode: int = 0o666, noun: str = "file") -> None:
        self._noun = noun
        self._folder = folder
        self._mode = mode

    def path(self, place: str) -> Path:
        """The path of a file."""
        return self._folder / place

    def write(self, files: Mapping[str, bytes]) -> None:
        """As `BlobStore.write`."""
        try:
            write_all(
                {str(self.path(place)): data for place, data in files.items() if self._is_new(place, data)}, self._mode
            )
        except OSError as error:
            where = Path(error.filename).parent if error.filename else self._folder
            raise WianError(f"the {self._noun} cannot be written to {where}: {error.strerror}") from error

    def read(self, place: str) -> bytes:
        """As `BlobStore.read`."""
        try:
            return self.path(place).read_bytes()
        except OSError as error:
            raise WianError(f"the file {place} cannot be read: {error.strerror}") from None

    def _is_new(self, place: str, data: bytes) -> bool:
        path = self.path(place)
        if not path.exists():
            return True
        if path.read_bytes() != data:
            raise WianError(f"another file is kept at {path} already")
        return False


class MemoryStore:
    """A store in memory, for tests."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def write(self, files: Mapping[str, bytes]) -> None:
        """As `BlobStore.write`."""
        for place, data in files.items():
            if self._files.get(place, data) != data:
                raise WianError(f"another file is kept at {place} already")
        self._files.update(files)

    def read(self, place: str) -> bytes:
        """As `BlobStore.read`."""
        if place not in self._files:
            raise WianError(f"the file {place} cannot be read: there is none")
        return self._files[place]
