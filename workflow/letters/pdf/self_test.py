"""Whether LibreOffice prints letters here as they are meant: tried once, with a sample."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from workflow.errors import WianError
from workflow.letters.pdf.convert import LibreOffice
from workflow.letters.pdf.libreoffice import is_there
from workflow.letters.printer import LetterPrinter
from workflow.letters.samples.letters import SAMPLES

_TEMPLATE = "thanks"  # one page
_MADE = datetime(2020, 5, 19, tzinfo=UTC)
_log = logging.getLogger("wian")


def prints_truly(printer: LetterPrinter, fonts: Path | None) -> Future[bool]:
    """Whether LibreOffice is there and has the letters' own font; told a second or two after it is first asked.

    Another font in place of TH Sarabun takes twice the pages: such a PDF is not the letter that was issued.
    """
    if fonts not in _KNOWN:
        _KNOWN[fonts] = _thread().submit(_try, printer, LibreOffice(fonts))
    return _KNOWN[fonts]


_KNOWN: dict[Path | None, Future[bool]] = {}
"""By the folder of fonts, for as long as the process lives."""


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "trial")


def _try(printer: LetterPrinter, office: LibreOffice) -> bool:
    if not is_there():
        return False
    try:
        office.pdfs({"a sample": printer.make(_TEMPLATE, SAMPLES[_TEMPLATE], _MADE).data})
    except WianError as error:
        _log.warning("letters are not offered as PDF: %s", error)
        return False
    return True
