"""The requested PDFs of issued letters, made by one run of LibreOffice per batch."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from runtime.services import Services
from tasks import log_events
from tasks.incident_reports import report_incident
from workflow import blobs, incidents
from workflow.delivery import pdf_copies
from workflow.delivery.pdf_copies import StoredFile
from workflow.errors import FontError, WianError
from workflow.letters.file_store import PrintedLetter
from workflow.letters.pdf.convert import LibreOffice, Pdf
from workflow.letters.pdf.libreoffice import MissingOfficeError
from workflow.letters.printer import LetterPrinter
from workflow.store.database import Database

OFFICE = "pdf/office"
"""The key of the incident that no letter can be converted, resolved by the next conversion."""

Conversion = tuple[Mapping[int, Pdf], Mapping[int, str]]
"""The results of a conversion by letter: PDFs, and faults."""


@dataclass(frozen=True)
class PrintShop:
    """The services for making PDFs."""

    database: Database
    printer: LetterPrinter
    office: LibreOffice

    @classmethod
    def of(cls, services: Services) -> "PrintShop":
        """The print shop of these services."""
        return cls(services.database, services.printer, LibreOffice(services.settings.letters.fonts))


def make_pdfs(shop: PrintShop, letter_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Make the requested PDFs of these letters that no other worker has claimed; return their number.

    A letter that cannot be converted becomes an incident, and the others go on. Results are recorded at once, so that
    a run stopped halfway leaves less to do. A missing LibreOffice or font is one incident, and all PDFs stay due.
    """
    with shop.database.write() as conn:
        claimed = pdf_copies.claim(conn, letter_ids, clock())
    made = 0
    try:
        for pdfs, failed in _converted(shop, claimed):
            made += _record(shop, claimed, pdfs, failed, clock())
    except (MissingOfficeError, FontError) as error:
        report_incident(shop.database, OFFICE, f"no PDF is made: {error}", clock())
    return made


def _converted(shop: PrintShop, claimed: Mapping[int, StoredFile]) -> Iterator[Conversion]:
    """The conversions of the claimed letters, also of those whose file is missing."""
    letters, failed = {}, {}
    for letter_id, (file, sha256) in claimed.items():
        try:
            letters[letter_id] = shop.printer.store.issued(file, sha256)
        except WianError as error:
            failed[letter_id] = str(error)
    if failed:
        yield {}, failed
    if letters:
        yield from halved(shop.office, letters)


def halved(office: LibreOffice, letters: Mapping[int, bytes]) -> Iterator[Conversion]:
    """Convert a batch; after a failure convert its halves, until only the faulty letters are left.

    Results are yielded at once, because finding letters on which LibreOffice hangs may exceed the time limit.
    """
    ids, names = list(letters), {letter_id: f"letter {letter_id}" for letter_id in letters}
    try:
        pdfs = office.pdfs({names[letter_id]: docx for letter_id, docx in letters.items()})
    except (MissingOfficeError, FontError):
        raise
    except WianError as error:
        why = str(error)
    else:
        yield {letter_id: pdfs[names[letter_id]] for letter_id in ids}, {}
        return
    if len(ids) == 1:
        yield {}, {ids[0]: why}
        return
    for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
        yield from halved(office, {letter_id: letters[letter_id] for letter_id in half})


def _record(
    shop: PrintShop,
    claimed: Mapping[int, StoredFile],
    pdfs: Mapping[int, Pdf],
    failed: Mapping[int, str],
    now: datetime,
) -> int:
    """Store the PDFs and record them and the faults in one transaction; return the number of PDFs."""
    files = {letter_id: _store(shop.printer, claimed[letter_id][0], pdf) for letter_id, pdf in pdfs.items()}
    with shop.database.write() as conn:
        pdf_copies.record(conn, files, now)
        contents = {file: pdfs[letter_id].data for letter_id, (file, _) in files.items()}
        blobs.record(conn, blobs.LETTERS, contents, now)
        opened = {letter_id: pdf_copies.give_up(conn, letter_id, why, now) for letter_id, why in failed.items()}
        if files:
            incidents.resolve(conn, OFFICE, now)
    for letter_id, problem in opened.items():
        log_events.incident(pdf_copies.incident_key(letter_id), problem, letter=letter_id)
    return len(files)


def _store(printer: LetterPrinter, file: str, pdf: Pdf) -> StoredFile:
    """Store a PDF beside its letter."""
    sha256 = hashlib.sha256(pdf.data).hexdigest()
    return printer.store.keep(
        str(PurePosixPath(file).with_suffix("")), PrintedLetter(pdf.data, sha256, "", kind="pdf")
    ), sha256
