"""Making the PDFs of letters, for tests."""

from datetime import datetime

from runtime.services import Services
from tasks.make_pdfs import PrintShop, make_pdfs
from tests.support.circular_steps import PROVINCE, acknowledge, issue, moment, pass_on
from tests.support.printed_pages import FOLDER
from tests.support.sweeps import find
from workflow.letters.pdf.convert import LibreOffice

AT = moment("2020-05-29 10:00")


def two_letters(services: Services) -> list[int]:
    """The circular and a covering letter, a PDF wanted of both."""
    services.printer.pdf = True
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-20 09:00")
    pass_on(services, circular, PROVINCE, "2020-05-29 10:00")
    return [row["id"] for stage in ("original", "forwarding") for row in find(services, circular, stage)]


def shop(services: Services) -> PrintShop:
    """What makes PDFs, with LibreOffice."""
    return PrintShop(services.database, services.printer, LibreOffice(FOLDER))


def make(services: Services, ids: list[int], at: datetime = AT) -> int:
    """Make the PDFs of these letters; how many were made."""
    return make_pdfs(shop(services), ids, lambda: at)
