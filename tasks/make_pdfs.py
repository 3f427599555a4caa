"""Making the PDFs that are wanted of issued letters: one call of LibreOffice for a batch."""

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
"""The key of the incident that no letter at all can be converted. It is over as soon as one can."""

Known = tuple[Mapping[int, Pdf], Mapping[int, str]]
"""By letter: PDFs that have been made, and why one cannot be."""


@dataclass(frozen=True)
class PrintShop:
    """What PDFs are made with."""

    database: Database
    printer: LetterPrinter
    office: LibreOffice

    @classmethod
    def of(cls, services: Services) -> "PrintShop":
        """The one these settings describe."""
        return cls(services.database, services.printer, LibreOffice(services.settings.letters.fonts))


def make_pdfs(shop: PrintShop, letter_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Make the PDFs of these letters that are wanted and that nobody else makes; return how many were made.

    A letter that cannot be converted becomes an incident, the others go on; each is recorded as soon as it is known,
    so that a run which is stopped halfway leaves the next one less to do. Without LibreOffice, or without the
    letters' font, that is an incident of its own, and all of them stay due.
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


def _converted(shop: PrintShop, claimed: Mapping[int, StoredFile]) -> Iterator[Known]:
    """What could be converted, and why the rest could not."""
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


def halved(office: LibreOffice, letters: Mapping[int, bytes]) -> Iterator[Known]:
    """Convert a batch; if one of it cannot be, each half by itself, until only that one is left.

    What is known is handed out at once: looking for letters on which LibreOffice hangs may take longer than there is.
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
    """Keep what was made, record it and what cannot be, in one transaction; return how many were made."""
    files = {letter_id: _kept(shop.printer, claimed[letter_id][0], pdf) for letter_id, pdf in pdfs.items()}
    with shop.database.write() as conn:
        pdf_copies.record(conn, files, now)
        kept = {file: pdfs[letter_id].data for letter_id, (file, _) in files.items()}
        blobs.record(conn, blobs.LETTERS, kept, now)
        opened = {letter_id: pdf_copies.give_up(conn, letter_id, why, now) for letter_id, why in failed.items()}
        if files:
            incidents.resolve(conn, OFFICE, now)
    for letter_id, said in opened.items():
        log_events.incident(pdf_copies.incident_key(letter_id), said, letter=letter_id)
    return len(files)


def _kept(printer: LetterPrinter, file: str, pdf: Pdf) -> StoredFile:
    """Keep a PDF beside its letter."""
    sha256 = hashlib.sha256(pdf.data).hexdigest()
    return printer.store.keep(
        str(PurePosixPath(file).with_suffix("")), PrintedLetter(pdf.data, sha256, "", kind="pdf")
    ), sha256
