"""The QR code at the end of a letter: it leads to the circular's page, where an office serves pages."""

import pytest

from runtime.services import Services
from tests.support.circular_steps import PROVINCE, acknowledge, issue, pass_on
from tests.support.services import with_settings
from tests.support.terminal import Terminal
from workflow.letters.qr import code_facts
from workflow.letters.text import paragraphs


@pytest.fixture
def with_pages(sqlite_services: Services) -> Services:
    """Services of an office that serves pages."""
    return with_settings(sqlite_services, pages_address="https://wian.example/")


def covering_letter(services: Services) -> list[str]:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-28 09:00")
    issued = pass_on(services, circular, PROVINCE, "2020-05-29 10:00")
    return paragraphs(services.printer.store.path(issued.file).read_bytes())


def test_a_letter_ends_with_a_code_for_the_circulars_page_and_its_short_address_under_it(with_pages: Services) -> None:
    lines = covering_letter(with_pages)
    at = lines.index("รายละเอียดและการรายงานผล")
    assert lines[at + 1] == "wian.example/c/info-2563"


def test_a_letter_has_no_code_where_no_pages_are_served(sqlite_services: Services) -> None:
    lines = covering_letter(sqlite_services)
    assert "รายละเอียดและการรายงานผล" not in lines
    assert not [line for line in lines if "wian.example/c/" in line]


def test_the_circulars_own_code_for_its_enclosure_stays(with_pages: Services) -> None:
    issue(with_pages)
    (file,) = with_pages.settings.letters.folder.rglob("*original*.docx")
    lines = paragraphs(file.read_bytes())
    assert "wian.example/info-2563/manual" in lines
    assert "wian.example/c/info-2563" not in lines


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://wian.example/c/1", "wian.example/c/1"),
        ("http://www.wian.example/", "wian.example"),
        ("wian.example/c/1", "wian.example/c/1"),
    ],
)
def test_an_address_is_shown_without_what_nobody_types(address: str, shown: str) -> None:
    assert code_facts("x", address) == {"label": "x", "address": address, "shown": shown}


def test_an_address_of_pages_that_is_none_is_refused(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIAN_PAGES_ADDRESS", "ftp://wian.example")
    problem = terminal.refused("circular", "list")
    assert "WIAN_PAGES_ADDRESS, field pages.address" in problem and "https://…" in problem
