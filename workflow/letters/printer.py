"""From facts to the bytes of a Word file: the template, its pictures, its pages."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from workflow.letters.file_store import LetterStore, PrintedLetter
from workflow.letters.pagination.paginate import paged
from workflow.letters.qr import code_facts, qr_png
from workflow.letters.templates.emblem import read_emblem
from workflow.letters.templates.template_store import TemplateStore

PageAddress = Callable[[str], str]
"""Gives the address of a page by its code or token."""

_PAGE = "รายละเอียดและการรายงานผล"


class LetterPrinter:
    """Makes letters from the templates of one folder, or of an office's own, and keeps them in another.

    `page_address` gives the address of a circular's page by its code, where there are pages; `mails` and `pdf` are
    whether letters then go out by e-mail, and whether a PDF of each is wanted; `program_version` is recorded with each.
    """

    def __init__(
        self,
        templates: Path,
        emblem: Path,
        letters: Path,
        own: Path | None = None,
        page_address: PageAddress | None = None,
        *,
        mails: bool = False,
        pdf: bool = False,
        program_version: str = "",
    ) -> None:
        self.template_store = TemplateStore(templates, own)
        self.mails, self.pdf = mails, pdf
        self.program_version = program_version
        self._emblem_file = emblem
        self.store = LetterStore(letters)
        self._page_address = page_address

    def make(self, template: str, facts: Mapping[str, object], made: datetime) -> PrintedLetter:
        """Render a template with these facts. Raises TemplateError naming the template and what is wrong."""
        chosen = self.template_store.template(template)
        pictures = {"emblem": self.emblem}
        code = facts.get("qr")
        if isinstance(code, Mapping):
            pictures["qr"] = qr_png(str(code["address"]))
        data = paged(chosen.render(facts, pictures=pictures, made=made))
        return PrintedLetter(data, hashlib.sha256(data).hexdigest(), chosen.sha256, chosen.version)

    def with_page(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts with a QR code to the circular's page, where there are pages and the letter has no other code."""
        if self._page_address is None or facts["qr"]:
            return dict(facts)
        return {**facts, "qr": code_facts(_PAGE, self._page_address(str(facts["page"])))}

    @cached_property
    def emblem(self) -> bytes:
        """The emblem's picture. Raises WianError, naming the setting, if it cannot be used."""
        return read_emblem(self._emblem_file)
