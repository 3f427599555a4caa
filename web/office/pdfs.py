"""Letters as PDF, made by LibreOffice one at a time and cached in memory."""

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

_CACHE_SIZE = 100  # PDFs of about 60 KB
_WAITING = 20  # the most requests waiting for LibreOffice, which takes about a second each


class Pdfs:
    """The PDFs of issued letters, made in a thread of their own so that nothing else waits for LibreOffice."""

    def __init__(self, printer: LetterPrinter, fonts: Path | None) -> None:
        self._printer, self._office = printer, LibreOffice(fonts)
        self._self_test = prints_truly(printer, fonts)
        self._thread = ThreadPoolExecutor(1, "pdf")
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._waiting = 0

    @property
    def offered(self) -> bool:
        """Whether PDFs are available; false until the self-test has passed."""
        return self._self_test.done() and self._self_test.result()

    async def of(self, letter: EarlierLetter) -> bytes:
        """The letter as PDF. Raises HTTPException: 404 without LibreOffice, 503 for a failure or a long queue."""
        if not await asyncio.shield(asyncio.wrap_future(self._self_test)):
            raise HTTPException(404)
        if letter.sha256 in self._cache:
            self._cache.move_to_end(letter.sha256)
            return self._cache[letter.sha256]
        if self._waiting >= _WAITING:
            raise HTTPException(503, headers={"Retry-After": "20"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._convert, letter)
        except OfficeError:
            raise HTTPException(503) from None
        finally:
            self._waiting -= 1

    def _convert(self, letter: EarlierLetter) -> bytes:
        if letter.sha256 not in self._cache:  # an earlier request in the queue may have made it
            data = self._printer.store.path(letter.file).read_bytes()
            self._cache[letter.sha256] = self._office.pdfs({"letter": data})["letter"].data
            if len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return self._cache[letter.sha256]

    def close(self) -> None:
        """Cancel waiting conversions and end the thread."""
        self._thread.shutdown(cancel_futures=True)
