"""Letters as PDF, many at once, by LibreOffice, in the fonts they ask for."""

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

_MOST = 200  # letters a run: enough for its start to cost little, few enough for its memory and its command line


@dataclass(frozen=True)
class Pdf:
    """A letter as PDF, and the fonts that its Thai text is set in though the letter asks for others."""

    data: bytes
    stand_ins: Sequence[str] = ()


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice, with the fonts of a folder besides the system's."""

    fonts: Path | None = None

    def pdfs(
        self, letters: Mapping[str, bytes], *, any_font: bool = False, progress: Progress = lambda _: None
    ) -> dict[str, Pdf]:
        """Convert Word files, each by its name; all or none.

        Raises OfficeError without LibreOffice or if it fails, NotWordError naming a file that is no Word file, and
        FontError if Thai text came out in a font that the letter does not ask for, unless `any_font`.
        """
        command()
        copies = {name: _copy(name, docx) for name, docx in letters.items()}
        made: dict[str, bytes] = {}
        for thai, names in _batches(copies):
            documents = [copies[name].data for name in names]
            told = partial(_add, progress, len(made))
            pdfs = converted(documents, self.fonts, thai_digits=thai, progress=told)
            made |= dict(zip(names, pdfs, strict=True))
            progress(len(made))
        lost = [name for name, pdf in made.items() if not pdf]
        if lost:
            raise OfficeError(f"LibreOffice could not convert {', '.join(lost)}")
        return _checked(copies, {name: made[name] for name in letters}, any_font=any_font)


def _copy(name: str, docx: bytes) -> OfficeCopy:
    try:
        return office_copy(docx)
    except NotWordError as error:
        raise NotWordError(f"{name}: {error}") from None


def _batches(copies: Mapping[str, OfficeCopy]) -> Iterable[tuple[bool, list[str]]]:
    """The names for each run, and whether it prints Thai digits."""
    for thai in (True, False):
        names = [name for name, copy in copies.items() if copy.thai_digits is thai]
        for start in range(0, len(names), _MOST):
            yield thai, names[start : start + _MOST]


def _add(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _checked(copies: Mapping[str, OfficeCopy], made: Mapping[str, bytes], *, any_font: bool) -> dict[str, Pdf]:
    """The PDFs with the stand-ins among their fonts."""
    faults, checked = [], {}
    for name, data in made.items():
        asked = copies[name].fonts
        try:
            alike, others = fonts.stand_ins(asked, fonts.thai_fonts(data))
        except PdfiumError as error:
            raise OfficeError(f"LibreOffice has not finished {name}: {error}") from None
        checked[name] = Pdf(data, (*alike, *others))
        if others:
            faults.append(f"{name}: it asks for {', '.join(sorted(asked))}; LibreOffice took {', '.join(others)}")
    if faults and not any_font:
        raise fonts.missing(faults)
    return checked
