"""The conversion of many letters to PDF by LibreOffice, in the letters' fonts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pypdfium2 import PdfiumError

from workflow.letters.pdf import fonts
from workflow.letters.pdf.libreoffice import OfficeError, Progress, command, converted
from workflow.letters.pdf.prepare import OfficeCopy, office_copy
from workflow.lint import NotWordError

__all__ = ["LibreOffice", "OfficeError", "Pdf"]

_MOST = 200  # letters per run: many for the cost of a start, few for memory and command line


@dataclass(frozen=True)
class Pdf:
    """A letter as PDF, with the fonts of its Thai text that stand in for the letter's own fonts."""

    data: bytes
    stand_ins: Sequence[str] = ()


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice with the system's fonts and those of a folder."""

    fonts: Path | None = None

    def pdfs(
        self, letters: Mapping[str, bytes], *, any_font: bool = False, progress: Progress = lambda _: None
    ) -> dict[str, Pdf]:
        """Convert Word files, by name; all or none.

        Raises OfficeError if LibreOffice is missing or fails, NotWordError naming a file that is no Word file, and,
        unless `any_font`, FontError for Thai text in a font other than the letter's.
        """
        command()
        copies = {name: _copy(name, docx) for name, docx in letters.items()}
        pdfs: dict[str, bytes] = {}
        for thai, names in _batches(copies):
            documents = [copies[name].data for name in names]
            total_progress = partial(_add, progress, len(pdfs))
            batch = converted(documents, self.fonts, thai_digits=thai, progress=total_progress)
            pdfs |= dict(zip(names, batch, strict=True))
            progress(len(pdfs))
        lost = [name for name, pdf in pdfs.items() if not pdf]
        if lost:
            raise OfficeError(f"LibreOffice could not convert {', '.join(lost)}")
        return _checked(copies, {name: pdfs[name] for name in letters}, any_font=any_font)


def _copy(name: str, docx: bytes) -> OfficeCopy:
    try:
        return office_copy(docx)
    except NotWordError as error:
        raise NotWordError(f"{name}: {error}") from None


def _batches(copies: Mapping[str, OfficeCopy]) -> Iterable[tuple[bool, list[str]]]:
    """The runs: whether digits are Thai, and the names of the letters."""
    for thai in (True, False):
        names = [name for name, copy in copies.items() if copy.thai_digits is thai]
        for start in range(0, len(names), _MOST):
            yield thai, names[start : start + _MOST]


def _add(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _checked(copies: Mapping[str, OfficeCopy], pdfs: Mapping[str, bytes], *, any_font: bool) -> dict[str, Pdf]:
    """The PDFs with their stand-in fonts. Raises FontError as `pdfs` does."""
    faults, checked = [], {}
    for name, data in pdfs.items():
        letter_fonts = copies[name].fonts
        try:
            alike, others = fonts.stand_ins(letter_fonts, fonts.thai_fonts(data))
        except PdfiumError as error:
            raise OfficeError(f"LibreOffice has not finished {name}: {error}") from None
        checked[name] = Pdf(data, (*alike, *others))
        if others:
            faults.append(
                f"{name}: it asks for {', '.join(sorted(letter_fonts))}; LibreOffice took {', '.join(others)}"
            )
    if faults and not any_font:
        raise fonts.missing(faults)
    return checked
