"""The printing of letters: facts are filled into a template and become a Word file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.letters.file_store import LetterStore, PrintedLetter
from workflow.letters.qr import code_facts

if TYPE_CHECKING:
    from workflow.letters.press import LetterPress
    from workflow.letters.templates.template_store import TemplateStore

PageAddress = Callable[[str], str]
"""A function from a page's code or token to its address."""

_PAGE = "รายละเอียดและการรายงานผล"


class LetterPrinter:
    """Prints letters from templates, shipped or an office's own, and keeps their files.

    `page_address` gives the address of a circular's page by code, None without pages. `mails` and `pdf` say whether
    letters are mailed and copied as PDF; `program_version` is recorded with every letter.
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
        self._templates, self._own = templates, own
        self.mails, self.pdf = mails, pdf
        self.program_version = program_version
        self._emblem_file = emblem
        self.store = LetterStore(letters)
        self._page_address = page_address

    def make(self, template: str, facts: Mapping[str, object], made: datetime, office: str = "") -> PrintedLetter:
        """Render a template with these facts. Raises TemplateError naming the template and the fault.

        `office` is the code of the office that writes, which may have templates of its own.
        """
        return self._press.print(template, facts, made, office)

    def with_page(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts with a QR code to the circular's page, if there are pages and the letter has no other QR code."""
        if self._page_address is None or facts["qr"]:
            return dict(facts)
        return {**facts, "qr": code_facts(_PAGE, self._page_address(str(facts["page"])))}

    @property
    def template_store(self) -> TemplateStore:
        """The templates, the office's own before those that ship."""
        return self._press.template_store

    @property
    def emblem(self) -> bytes:
        """The emblem's picture. Raises WianError, naming the setting, if the picture is unusable."""
        return self._press.emblem

    @cached_property
    def _press(self) -> LetterPress:
        # Loaded at the first letter: a sweep that finds nothing due needs no library of Word files or pictures.
        from workflow.letters.press import LetterPress  # noqa: PLC0415

        return LetterPress(self._templates, self._own, self._emblem_file)
