"""Where the files of letters are kept: each under a name of its own, complete on disk, and never changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import WianError
from workflow.files.blob_store import FolderStore


@dataclass(frozen=True)
class PrintedLetter:
    """A letter's bytes with the sha256 of the file and of the template that made it, and that template's version.

    `kind` is the file's: docx, or that of a copy.
    """

    data: bytes
    sha256: str
    template_sha256: str
    template_version: str = ""
    kind: str = "docx"


class LetterStore:
    """The files of letters, of their copies and of closing reports, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._store = FolderStore(folder, noun="letter")

    def keep(self, name: str, printed: PrintedLetter) -> str:
        """Write a letter, or its copy, under a name of its own, as `keep_all` does; return its place."""
        self.keep_all([(name, printed)])
        return self.place(name, printed)

    def place(self, name: str, printed: PrintedLetter) -> str:
        """The path below the letters' folder at which a letter of this name is kept."""
        return f"{name}-{printed.sha256[:8]}.{printed.kind}"

    def keep_all(self, letters: Sequence[tuple[str, PrintedLetter]]) -> None:
        """Write letters, each at its place. Raises WianError, naming the folder, if one of them cannot be written.

        The files are complete on disk before this returns, so that a row in the database never points to a file
        that is not there; a file without a row (a crash in between) is mere rubbish: its name carries its hash,
        so it can never stand in another letter's place.
        """
        self._store.write({self.place(name, printed): printed.data for name, printed in letters})

    def path(self, file: str) -> Path:
        """Where a kept letter lies."""
        return self._store.path(file)

    def issued(self, file: str, sha256: str) -> bytes:
        """A kept letter as it was issued. Raises WianError if it is not there, or is not the same any more."""
        try:
            data = self.path(file).read_bytes()
        except OSError as error:
            raise WianError(f"the file {file} of an issued letter cannot be read: {error.strerror}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WianError(f"the file {file} is not the one that was issued: its sha256 differs")
        return data
