"""A real browser for tests: Debian's Chromium without a screen, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 900}
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def chromium() -> str:
    """Where the browser is; without one: skipped on a user's machine, failed in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a browser: apt-get install chromium")
        pytest.skip("no Chromium here; apt-get install chromium")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser, open."""
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def context(opened: Browser, script: bool = True, size: dict[str, int] | None = None) -> Iterator[BrowserContext]:
    """A browser of somebody else: no cookies, and a window of its own; on a phone unless a size is given."""
    phone = size is None
    made = opened.new_context(
        viewport=size or PHONE,  # type: ignore[arg-type]
        java_script_enabled=script,
        is_mobile=phone,
        has_touch=phone,
        locale="th-TH",
        accept_downloads=True,
    )
    try:
        yield made
    finally:
        made.close()


def watched(page: Page) -> list[str]:
    """What the browser complains of: refused style or script, errors; fills as the page is used."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def fill(page: Page, **more: str) -> None:
    """Name and position, and whatever else a form asks for."""
    for name, value in {"person": "นักจัดการงานทั่วไป", "position": "หัวหน้าสำนักปลัด", **more}.items():
        page.fill(f"#{name}", value)


def who(page: Page | Locator) -> None:
    """Name and position in a form."""
    page.locator("#person").fill("นักจัดการงานทั่วไป")
    page.locator("#position").fill("หัวหน้าสำนักปลัด")


def serious(page: Page) -> list[str]:
    """The faults of a page that axe calls serious or critical."""
    faults = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['help']}" for fault in faults if fault["impact"] in ("serious", "critical")]


def nothing_runs_off(page: Page) -> bool:
    """Whether all of a page can be seen without moving it sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
