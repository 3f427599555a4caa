"""Making the PDFs that are wanted of issued letters: one call of LibreOffice for a batch."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from tasks import told
from workflow import copies, incidents
from workflow.copies import Kept
from workflow.errors import WianError
from workflow.letters.office.converting import Office, Pdf
from workflow.letters.office.fonts import FontError
from workflow.letters.office.run import MissingOfficeError
from workflow.letters.press import Press, Printed
from workflow.settings import Settings
from workflow.store.database import Database

OFFICE = "pdf/office"
"""The key of the incident that no letter at all can be converted. It is over as soon as one can."""


@dataclass(frozen=True)
class PrintShop:
    """What PDFs are made with."""

    database: Database
    press: Press
    office: Office

    @classmethod
    def of(cls, settings: Settings, database: Database, press: Press) -> "PrintShop":
        """The one these settings describe."""
        return cls(database, press, Office(settings.letters_fonts))


def make_pdfs(shop: PrintShop, letter_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Make the PDFs of these letters that are wanted and that nobody else makes; return how many were made.

    A letter that cannot be converted becomes an incident, the others go on. Without LibreOffice, or without the
    letters' font, that is an incident of its own, and all of them stay due.
    """
    with shop.database.write() as conn:
        claimed = copies.claim(conn, letter_ids, clock())
    if not claimed:
        return 0
    try:
        made, failed = _converted(shop, claimed)
    except (MissingOfficeError, FontError) as error:
        problem = f"no PDF is made: {error}"
        with shop.database.write() as conn:
            incidents.open_one(conn, OFFICE, problem, clock())
        told.incident(OFFICE, problem)
        return 0
    files = {letter_id: _kept(shop.press, claimed[letter_id][0], pdf) for letter_id, pdf in made.items()}
    with shop.database.write() as conn:
        copies.record(conn, files, clock())
        opened = {letter_id: copies.give_up(conn, letter_id, why, clock()) for letter_id, why in failed.items()}
        if files:
            incidents.resolve(conn, OFFICE, clock())
    for letter_id, said in opened.items():
        told.incident(copies.incident_key(letter_id), said, letter=letter_id)
    return len(files)


def _converted(shop: PrintShop, claimed: Mapping[int, Kept]) -> tuple[dict[int, Pdf], dict[int, str]]:
    """What could be converted, and why the rest could not."""
    letters, failed = {}, {}
    for letter_id, (file, sha256) in claimed.items():
        try:
            letters[letter_id] = shop.press.issued(file, sha256)
        except WianError as error:
            failed[letter_id] = str(error)
    made, refused = halved(shop.office, letters) if letters else ({}, {})
    return made, {**failed, **refused}


def halved(office: Office, letters: Mapping[int, bytes]) -> tuple[dict[int, Pdf], dict[int, str]]:
    """Convert a batch; if one of it cannot be, each half by itself, until only that one is left."""
    try:
        pdfs = office.pdfs({str(letter_id): docx for letter_id, docx in letters.items()})
    except (MissingOfficeError, FontError):
        raise
    except WianError as error:
        ids = list(letters)
        if len(ids) == 1:
            return {}, {ids[0]: str(error)}
        halves = [{i: letters[i] for i in part} for part in (ids[: len(ids) // 2], ids[len(ids) // 2 :])]
        found = [halved(office, half) for half in halves]
        return {**found[0][0], **found[1][0]}, {**found[0][1], **found[1][1]}
    return {letter_id: pdfs[str(letter_id)] for letter_id in letters}, {}


def _kept(press: Press, file: str, pdf: Pdf) -> Kept:
    """Keep a PDF beside its letter."""
    sha256 = hashlib.sha256(pdf.data).hexdigest()
    return press.keep(str(PurePosixPath(file).with_suffix("")), Printed(pdf.data, sha256, "", kind="pdf")), sha256
