"""Letters as PDF: made by LibreOffice one at a time, kept in memory while the process lives."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.exceptions import HTTPException

from workflow.letters.issued import EarlierLetter
from workflow.letters.pdf.convert import LibreOffice
from workflow.letters.pdf.libreoffice import OfficeError
from workflow.letters.pdf.self_test import prints_truly
from workflow.letters.printer import LetterPrinter

_KEPT = 100  # PDFs of about 60 KB: a circular's letters are asked for again and again
_WAITING = 20  # who may wait for LibreOffice, which takes about a second for each


class Pdfs:
    """Makes PDFs of issued letters in a thread of its own, so that nothing else waits for LibreOffice."""

    def __init__(self, printer: LetterPrinter, fonts: Path | None) -> None:
        self._printer, self._office = printer, LibreOffice(fonts)
        self._truly = prints_truly(printer, fonts)
        self._thread = ThreadPoolExecutor(1, "pdf")
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._waiting = 0

    @property
    def offered(self) -> bool:
        """Whether there are PDFs here; not before it is known."""
        return self._truly.done() and self._truly.result()

    async def of(self, letter: EarlierLetter) -> bytes:
        """The letter as PDF. Raises HTTPException: 404 where none are made, 503 if too many wait or it fails."""
        if not await asyncio.shield(asyncio.wrap_future(self._truly)):
            raise HTTPException(404)
        if letter.sha256 in self._kept:
            self._kept.move_to_end(letter.sha256)
            return self._kept[letter.sha256]
        if self._waiting >= _WAITING:
            raise HTTPException(503, headers={"Retry-After": "20"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._made, letter)
        except OfficeError:
            raise HTTPException(503) from None
        finally:
            self._waiting -= 1

    def _made(self, letter: EarlierLetter) -> bytes:
        if letter.sha256 not in self._kept:  # somebody before us in the queue may have asked for the same
            data = self._printer.store.path(letter.file).read_bytes()
            self._kept[letter.sha256] = self._office.pdfs({"letter": data})["letter"].data
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[letter.sha256]

    def close(self) -> None:
        """End what is being made."""
        self._thread.shutdown(cancel_futures=True)
