"""Letters as PDF on the pages: offered where LibreOffice prints them in their own font, and nowhere else."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from runtime.services import Services
from tests.support.page_links import Tokens
from tests.support.printed_pages import FOLDER, need_office
from tests.support.site import Site
from web.office import pdfs
from workflow.letters.pdf import self_test

OFFICE = "6540603"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Future[bool]]:
    """What the trial says, as the pages are told it."""
    answer: Future[bool] = Future()
    monkeypatch.setattr(pdfs, "prints_truly", lambda *_: answer)
    yield answer
    answer.cancel()


def test_a_pdf_is_offered_once_the_trial_has_come_out_well(told: Future[bool], site: Site, tokens: Tokens) -> None:
    client = site.client()
    assert "letter.pdf" not in client.get(tokens.page(OFFICE)).text
    told.set_result(True)
    assert "letter.pdf" in client.get(tokens.page(OFFICE)).text


def test_where_another_font_would_be_taken_there_is_no_pdf(told: Future[bool], site: Site, tokens: Tokens) -> None:
    told.set_result(False)
    client = site.client()
    assert "letter.pdf" not in client.get(tokens.page(OFFICE)).text
    assert client.get(f"{tokens.page(OFFICE)}/letter.pdf").status == 404


def test_the_trial_comes_out_well_with_the_letters_own_font(services: Services) -> None:
    need_office()
    assert self_test.prints_truly(services.printer, FOLDER).result(120)
