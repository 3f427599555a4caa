"""PDF copies of issued letters: asked for at the issue, made in one call of LibreOffice, kept beside the letter."""

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Row, select, true

from runtime.services import Services
from tasks import celery_jobs, embedded, publish
from tasks.make_pdfs import PrintShop, halved, make_pdfs
from tests.support.pdf_copies import AT, make, two_letters
from tests.support.printed_pages import FOLDER, need_office, sheets
from tests.support.services import with_settings
from tests.support.standing_incidents import problems
from workflow.delivery import pdf_copies
from workflow.letters.pdf import libreoffice as office_run
from workflow.letters.pdf.convert import LibreOffice, OfficeError, Pdf
from workflow.letters.pdf.libreoffice import Progress
from workflow.store import tables as t


def kept(services: Services) -> dict[int, Row[tuple[object, ...]]]:
    with services.database.read() as conn:
        return {row.letter_id: row for row in conn.execute(select(t.letter_copies))}


def test_the_pdfs_of_a_batch_lie_beside_their_letters_with_their_hash(sqlite_services: Services) -> None:
    need_office()
    ids = two_letters(sqlite_services)
    with sqlite_services.database.write() as conn:
        assert pdf_copies.pdf_of(conn, ids[0]) is None
    assert make(sqlite_services, [*ids, 98765]) == 2
    for row in kept(sqlite_services).values():
        data = sqlite_services.printer.store.path(row.file).read_bytes()
        assert data.startswith(b"%PDF") and hashlib.sha256(data).hexdigest() == row.sha256
        assert (row.made_at, row.due_at) == (AT, None)
        assert len(sheets(data)) == 1
    assert make(sqlite_services, ids) == 0
    assert problems(sqlite_services) == {}


def test_a_letter_that_cannot_be_converted_is_told_and_the_others_go_on(
    sqlite_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_office()
    ids = two_letters(sqlite_services)
    monkeypatch.setattr(sqlite_services.printer.store, "issued", lambda *_: b"no Word file")
    assert make(sqlite_services, ids[:1]) == 0
    monkeypatch.undo()
    (told,) = problems(sqlite_services).items()
    assert told[0] == f"pdf/{ids[0]}" and "there is no PDF of letter" in told[1]
    assert make(sqlite_services, ids, AT + timedelta(days=1)) == 1
    with sqlite_services.database.write() as conn:
        assert pdf_copies.retry(conn, true(), AT + timedelta(days=2)) == 1
    assert problems(sqlite_services) == {}
    assert make(sqlite_services, ids, AT + timedelta(days=2)) == 1


def test_a_batch_with_one_broken_file_is_halved_until_only_that_one_is_left(sqlite_services: Services) -> None:
    need_office()
    ids = two_letters(sqlite_services)
    good = sqlite_services.printer.store.path(find_file(sqlite_services, ids[0])).read_bytes()
    known = list(halved(LibreOffice(FOLDER), {1: good, 2: b"broken", 3: good}))
    assert [(list(pdfs), list(failed)) for pdfs, failed in known] == [([1], []), ([], [2]), ([3], [])]
    assert known[1][1][2].startswith("letter 2: ")


@dataclass(frozen=True)
class Hanging(LibreOffice):
    """In LibreOffice's place: it hangs on these letters, each run as long as it may, and is stopped when time is up."""

    hangs_on: Collection[str] = ()
    seconds_left: list[float] = field(default_factory=lambda: [celery_jobs.pdf.soft_time_limit or 0])

    def pdfs(
        self, letters: Mapping[str, bytes], *, any_font: bool = False, progress: Progress = lambda _: None
    ) -> dict[str, Pdf]:
        hangs = not letters.keys().isdisjoint(self.hangs_on)
        self.seconds_left[0] -= (
            office_run.START_SECONDS + office_run.LETTER_SECONDS * len(letters) if hangs else 5 + len(letters)
        )
        if self.seconds_left[0] < 0:
            raise SoftTimeLimitExceeded
        if hangs:
            raise OfficeError("LibreOffice has not ended")
        return {name: Pdf(b"%PDF-" + name.encode()) for name in letters}


def test_a_run_stopped_while_it_looks_for_what_hangs_leaves_the_next_one_less_to_do(services: Services) -> None:
    ids = two_letters(services)
    office = Hanging(hangs_on=[f"letter {ids[1]}"], seconds_left=[80 + 6 + 69])
    with pytest.raises(SoftTimeLimitExceeded):
        make_pdfs(PrintShop(services.database, services.printer, office), ids, lambda: AT)
    rows = kept(services)
    assert (rows[ids[0]].made_at, rows[ids[1]].made_at) == (AT, None)
    later = AT + pdf_copies.LEASE
    again = PrintShop(services.database, services.printer, replace(office, seconds_left=[70]))
    assert make_pdfs(again, ids, lambda: later) == 0
    assert list(problems(services)) == [f"pdf/{ids[1]}"]
    with services.database.read() as conn:
        assert pdf_copies.waiting(conn, later + timedelta(days=1), 5) == []


@pytest.mark.parametrize("hanging", [[0], [24], [3, 20], range(25)], ids=["first", "last", "two", "all"])
def test_a_run_over_a_full_batch_makes_progress_whichever_letters_hang(hanging: Sequence[int]) -> None:
    batch, runs = dict.fromkeys(range(publish.PDFS), b""), 0
    while batch:
        runs, before = runs + 1, len(batch)
        with suppress(SoftTimeLimitExceeded):
            for pdfs, failed in halved(Hanging(hangs_on=[f"letter {each}" for each in hanging]), dict(batch)):
                assert set(failed) <= set(hanging) and set(pdfs).isdisjoint(hanging)
                for letter_id in (*pdfs, *failed):
                    del batch[letter_id]
        assert len(batch) < before
    assert runs <= len(hanging) + 1


def find_file(services: Services, letter_id: int) -> str:
    with services.database.read() as conn:
        return pdf_copies.claim(conn, [letter_id], AT)[letter_id][0]


def test_without_libreoffice_all_stay_due_and_one_incident_says_so(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = two_letters(services)
    monkeypatch.setenv("PATH", "")
    assert make(services, ids) == 0
    assert list(problems(services)) == ["pdf/office"] and "LibreOffice is needed" in problems(services)["pdf/office"]
    assert all(row.due_at == AT + pdf_copies.LEASE for row in kept(services).values())


def test_two_workers_do_not_make_the_same_pdf(services: Services) -> None:
    ids = two_letters(services)

    def claim(_: int) -> list[int]:
        with services.database.write() as conn:
            found = list(pdf_copies.claim(conn, ids, AT))
            time.sleep(0.05)
            return found

    with ThreadPoolExecutor(2) as pool:
        assert sorted(found for each in pool.map(claim, range(2)) for found in each) == ids
    with services.database.write() as conn:
        assert list(pdf_copies.claim(conn, ids, AT + pdf_copies.LEASE)) == ids, "he who claimed them has died"


def test_the_embedded_form_makes_what_is_wanted_and_nothing_where_it_is_off(sqlite_services: Services) -> None:
    need_office()
    two_letters(sqlite_services)
    off = with_settings(sqlite_services, letters_fonts=FOLDER)
    assert embedded.after_sweep(off, lambda: AT).pdfs == 0
    on = with_settings(off, files_pdf=True)
    assert embedded.after_sweep(on, lambda: AT).pdfs == 2
