"""The store of letters' files: unique names, complete on disk, never changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import WianError
from workflow.files.blob_store import FolderStore


@dataclass(frozen=True)
class PrintedLetter:
    """A letter's file with its sha256, and the sha256 and version of its template; `kind` is docx or a copy's."""

    data: bytes
    sha256: str
    template_sha256: str
    template_version: str = ""
    kind: str = "docx"


class LetterStore:
    """The files of letters, copies and closing reports below one folder."""

    def __init__(self, folder: Path) -> None:
        self._store = FolderStore(folder, noun="letter")

    def keep(self, name: str, printed: PrintedLetter) -> str:
        """Write a letter or copy as `keep_all` does; return its place."""
        self.keep_all([(name, printed)])
        return self.place(name, printed)

    def place(self, name: str, printed: PrintedLetter) -> str:
        """The path of a letter below the letters' folder."""
        return f"{name}-{printed.sha256[:8]}.{printed.kind}"

    def keep_all(self, letters: Sequence[tuple[str, PrintedLetter]]) -> None:
        """Write letters at their places. Raises WianError, naming the folder, if a file cannot be written.

        The files are complete on disk before this returns, so that no row of the database points to a missing file.
        A file without a row (after a crash) is harmless, because its name contains its hash.
        """
        self._store.write({self.place(name, printed): printed.data for name, printed in letters})

    def path(self, file: str) -> Path:
        """The full path of a kept letter."""
        return self._store.path(file)

    def issued(self, file: str, sha256: str) -> bytes:
        """The bytes of an issued letter. Raises WianError if the file is missing or its sha256 differs."""
        try:
            data = self.path(file).read_bytes()
        except OSError as error:
            raise WianError(f"the file {file} of an issued letter cannot be read: {error.strerror}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WianError(f"the file {file} is not the one that was issued: its sha256 differs")
        return data
