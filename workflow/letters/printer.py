"""From facts to a file on disk: the template, the pictures, the bytes, and where they are kept."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from workflow.errors import WianError
from workflow.files.atomic_write import write_all
from workflow.letters.pagination.paginate import paged
from workflow.letters.qr import code_facts, qr_png
from workflow.letters.templates.emblem import read_emblem
from workflow.letters.templates.template_store import TemplateStore

_PAGE = "รายละเอียดและการรายงานผล"


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


class LetterPrinter:
    """Makes letters from the templates of one folder, or of an office's own, and keeps them in another.

    `mails` and `pdf` are whether letters then go out by e-mail, and whether a PDF of each is wanted.
    """

    def __init__(
        self,
        templates: Path,
        emblem: Path,
        letters: Path,
        own: Path | None = None,
        pages: str = "",
        *,
        mails: bool = False,
        pdf: bool = False,
    ) -> None:
        self.template_store = TemplateStore(templates, own)
        self.mails, self.pdf = mails, pdf
        self._emblem_file = emblem
        self._letters = letters
        self._pages = pages.rstrip("/")

    def make(self, template: str, facts: Mapping[str, object], made: datetime) -> PrintedLetter:
        """Render a template with these facts. Raises TemplateError naming the template and what is wrong."""
        chosen = self.template_store.template(template)
        pictures = {"emblem": self.emblem}
        code = facts.get("qr")
        if isinstance(code, Mapping):
            pictures["qr"] = qr_png(str(code["address"]))
        data = paged(*chosen.rendered(facts, pictures=pictures, made=made))
        return PrintedLetter(data, hashlib.sha256(data).hexdigest(), chosen.sha256, chosen.version)

    def with_page(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts with a QR code to the circular's page, where there are pages and the letter has no other code."""
        if not self._pages or facts["qr"]:
            return dict(facts)
        return {**facts, "qr": code_facts(_PAGE, f"{self._pages}/c/{facts['page']}")}

    def keep(self, name: str, printed: PrintedLetter) -> str:
        """Write a letter, or its copy, under a name of its own, as `keep_all` does; return its place."""
        self.keep_all([(name, printed)])
        return self.place(name, printed)

    def place(self, name: str, printed: PrintedLetter) -> str:
        """The path below the letters' folder at which a letter of this name is kept."""
        return f"{name}-{printed.sha256[:8]}.{printed.kind}"

    def keep_all(self, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
        """Write letters, each at its place. Raises WianError, naming the folder, if one of them cannot be written.

        The files are complete on disk before this returns, so that a row in the database never points to a file
        that is not there; a file without a row (a crash in between) is mere rubbish: its name carries its hash,
        so it can never stand in another letter's place.
        """
        targets = {str(self.path(self.place(name, printed))): printed.data for name, printed in sheets}
        try:
            write_all(targets)
        except OSError as error:
            where = error.filename or self._letters
            raise WianError(f"the letter cannot be written to {Path(where).parent}: {error.strerror}") from error

    def path(self, file: str) -> Path:
        """Where a kept letter lies."""
        return self._letters / file

    def issued(self, file: str, sha256: str) -> bytes:
        """A kept letter as it was issued. Raises WianError if it is not there, or is not the same any more."""
        try:
            data = self.path(file).read_bytes()
        except OSError as error:
            raise WianError(f"the file {file} of an issued letter cannot be read: {error.strerror}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WianError(f"the file {file} is not the one that was issued: its sha256 differs")
        return data

    @cached_property
    def emblem(self) -> bytes:
        """The emblem's picture. Raises WianError, naming the setting, if it cannot be used."""
        return read_emblem(self._emblem_file)
