"""Pictures of all pages: `python -m tests.support.pages_gallery` (`make gallery`) fills out/gallery/pages/."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

from playwright.sync_api import Browser, Page

from cli.demo.gallery import FONTS
from cli.embedded import set_up
from runtime.services import Services
from runtime.settings import ROOT, load_settings
from tests.support.browser import DESK, browser, context, fill
from tests.support.circular_steps import DISTRICT, SAO
from tests.support.page_links import Tokens, reached
from tests.support.pages_gallery_oversight import NOW, above
from tests.support.site import Site
from workflow.act import Act
from workflow.letters.pdf.self_test import prints_truly
from workflow.progress import completion, reports
from workflow.registry import lookup

TO = ROOT / "out" / "gallery" / "pages"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def shots(page: Page, site: Site, tokens: Tokens, services: Services) -> Iterator[str]:
    """Go through the pages; each name is that of a picture to take now."""
    office = site.address + tokens.page(SAO)
    page.goto(office)
    yield "office-sent"
    page.evaluate("document.querySelectorAll('[required]').forEach(e => e.required = false)")
    page.click("button.big")
    yield "office-sent-missing"
    fill(page)
    page.click("button.big")
    yield "office-received"
    page.goto(f"{office}/receipt")
    yield "receipt"
    page.goto(f"{office}/nil")
    yield "nil-confirm"
    fill(page)
    page.click("button.main")
    yield "office-reported-nil"
    page.goto(f"{office}/undo")
    yield "undo-confirm"
    fill(page)
    page.click("button.main")
    yield "office-undone"
    fill(page, note="บันทึกข้อมูลครบถ้วนแล้ว")
    page.click("button.big")
    yield "office-reported"
    yield from _with_a_problem(page, office, services, tokens)
    yield from above(page, site, tokens, services)
    yield from _by_code(page, site, tokens)
    yield from _over(page, site, tokens, services)


def _with_a_problem(page: Page, office: str, services: Services, tokens: Tokens) -> Iterator[str]:
    """A report that was returned, and the answer to it with a file."""
    _return(services, tokens)
    page.goto(office)
    yield "office-returned"
    page.goto(f"{office}/problem")
    fill(page, note="ยังขาดข้อมูลวันที่ลงนามสองฉบับ จะบันทึกให้ครบภายในสัปดาห์หน้า")
    page.set_input_files("#file", {"name": "สำเนาความตกลง.pdf", "mimeType": "application/pdf", "buffer": PDF})
    yield "problem"
    page.click("button.main")
    yield "office-problem"


def _by_code(page: Page, site: Site, tokens: Tokens) -> Iterator[str]:
    """The circular's page."""
    page.goto(f"{site.address}/c/{tokens.circular.code}")
    yield "circular"
    page.fill("#q", "เตาปูน")
    page.click("button.main")
    yield "circular-found"
    page.fill("#short", "AAAA-AAAA")
    page.click("button.big")
    yield "circular-wrong"
    page.goto(f"{site.address}/t/{'x' * 32}")
    yield "error-unknown"


def _over(page: Page, site: Site, tokens: Tokens, services: Services) -> Iterator[str]:
    """What is shown of a circular that was called off."""
    with services.database.write() as conn:
        completion.cancel(conn, tokens.circular, Act("นักวิชาการ", NOW, "มีหนังสือสั่งการใหม่แทนเรื่องนี้"))
    page.goto(site.address + tokens.page(SAO))
    yield "office-cancelled"
    page.goto(site.address + tokens.page(DISTRICT))
    yield "district-cancelled"


def _return(services: Services, tokens: Tokens) -> None:
    with services.database.write() as conn:
        unit, why = lookup.by_code(conn, SAO), "ยังขาดข้อมูลวันที่ลงนามของความตกลง"
        reports.return_incorrect(conn, tokens.circular, unit, Act("ผู้ตรวจ", NOW, why))


def take(opened: Browser, to: Path, size: dict[str, int] | None, ending: str) -> int:
    """Pictures of all pages at one size; return how many."""
    with tempfile.TemporaryDirectory(prefix="wian-pages-") as folder:
        given = {"WIAN_LETTERS_FONTS": str(FONTS)} if FONTS.is_dir() else {}
        services, _ = set_up(load_settings(given, Path(folder)))
        prints_truly(
            services.printer, services.settings.letters.fonts
        ).result()  # the pages then know whether there are PDFs
        tokens = reached(services)
        count = 0
        with Site(services, NOW) as site, context(opened, size=size) as one:
            page = one.new_page()
            for count, name in enumerate(shots(page, site, tokens, services), start=1):
                page.screenshot(path=to / f"{count:02}-{name}-{ending}.png", full_page=True)
        services.database.close()
        return count


def main() -> None:
    """Take all pictures, in the place of those of the last time."""
    rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    with browser() as opened:
        count = take(opened, TO, None, "phone") + take(opened, TO, DESK, "desk")
    print(f"{count} pictures of pages. Look into {TO.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
