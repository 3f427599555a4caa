"""The self-test of LibreOffice on this machine with a sample letter."""

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
    """Whether LibreOffice is installed and has the letters' font; the first result takes a second or two.

    Another font in place of TH Sarabun takes twice the pages: such a PDF is not the issued letter.
    """
    if fonts not in _RESULTS:
        _RESULTS[fonts] = _thread().submit(_try, printer, LibreOffice(fonts))
    return _RESULTS[fonts]


_RESULTS: dict[Path | None, Future[bool]] = {}
"""The results of this process by folder of fonts."""


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
