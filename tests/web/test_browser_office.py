"""The pages in a real browser, as a clerk uses them: on a phone, by keyboard, without script, read out aloud."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import context, serious, who
from tests.support.circular_steps import SAO
from tests.support.page_links import Tokens
from tests.support.site import Site


def test_on_a_phone_an_office_reads_the_letter_and_acknowledges(phone: Page, site: Site, tokens: Tokens) -> None:
    phone.goto(site.address + tokens.page(SAO))
    expect(phone.get_by_role("heading", level=1)).to_have_text("องค์การบริหารส่วนตำบลเตาปูน")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing runs off the screen"
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    expect(phone.get_by_role("status")).to_have_text("บันทึกการรับหนังสือแล้ว")
    expect(phone.get_by_label("ตรารับหนังสือ")).to_contain_text("เลขรับ")
    phone.reload()
    expect(phone.get_by_label("ตรารับหนังสือ")).to_be_visible()


def test_the_stamped_letter_is_saved_and_not_opened(phone: Page, site: Site, tokens: Tokens, tmp_path: Path) -> None:
    phone.goto(site.address + tokens.page(SAO))
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="หนังสือพร้อมตรารับ").click()
    assert saved.value.suggested_filename.endswith("-received.docx")
    saved.value.save_as(tmp_path / "letter.docx")
    assert (tmp_path / "letter.docx").read_bytes().startswith(b"PK")


def test_nothing_to_report_and_back_again(phone: Page, site: Site, tokens: Tokens) -> None:
    phone.goto(site.address + tokens.page(SAO))
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    phone.get_by_role("link", name="หน่วยงานไม่มีข้อมูลที่ต้องรายงาน").click()
    phone.get_by_role("button", name="ยืนยันว่าไม่มีข้อมูล").click()
    expect(phone.get_by_role("status")).to_have_text("บันทึกว่าไม่มีข้อมูลที่ต้องรายงานแล้ว")
    phone.get_by_role("link", name="บันทึกผิด ขอยกเลิกการรายงาน").click()
    phone.get_by_role("button", name="ยกเลิกการรายงาน").click()
    expect(phone.get_by_role("status")).to_have_text("ยกเลิกรายการล่าสุดแล้ว")
    expect(phone.get_by_role("button", name="ดำเนินการเรียบร้อยแล้ว")).to_be_visible()


def test_the_button_of_a_page_gone_back_to_writes_nothing_twice(phone: Page, site: Site, tokens: Tokens) -> None:
    phone.goto(site.address + tokens.page(SAO))
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    expect(phone.get_by_role("status")).to_be_visible()
    phone.go_back()
    expect(phone).to_have_url(re.compile("/t/"))
    if phone.get_by_role("button", name="รับหนังสือ").count():
        who(phone)
        phone.get_by_role("button", name="รับหนังสือ").click()
        expect(phone.get_by_role("status")).to_contain_text("รับหนังสือนี้ไว้แล้ว")


def test_everything_can_be_done_by_keyboard_alone(phone: Page, site: Site, tokens: Tokens) -> None:
    phone.goto(site.address + tokens.page(SAO))
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        if phone.evaluate("document.activeElement.id") == "person":
            break
        phone.keyboard.press("Tab")
    for text in ("นักจัดการงานทั่วไป", "หัวหน้าสำนักปลัด"):
        phone.keyboard.type(text)
        phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "รับหนังสือ"
    outline = phone.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px", "who uses the keyboard must see where he is"
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_have_text("บันทึกการรับหนังสือแล้ว")


def test_everything_works_without_script(opened: Browser, site: Site, tokens: Tokens) -> None:
    with context(opened, script=False) as one:
        page = one.new_page()
        page.goto(f"{site.address}/c/{tokens.circular.code}")
        page.get_by_label("ชื่อหน่วยงาน หรือรหัสหน่วยงาน").fill("เตาปูน")
        page.get_by_role("button", name="ค้นหา").click()
        page.get_by_label("รหัส ๘ ตัวในหนังสือนำส่ง").fill(tokens.short[SAO])
        page.get_by_role("button", name="เปิดหน้าของหน่วยงาน").click()
        who(page)
        page.get_by_role("button", name="รับหนังสือ").click()
        expect(page.get_by_role("status")).to_have_text("บันทึกการรับหนังสือแล้ว")
        page.get_by_role("button", name="ดำเนินการเรียบร้อยแล้ว").click()
        expect(page.get_by_role("status")).to_have_text("บันทึกการรายงานแล้ว")


def test_nothing_hinders_who_uses_a_screen_reader(phone: Page, site: Site, tokens: Tokens) -> None:
    office, circular = site.address + tokens.page(SAO), f"{site.address}/c/{tokens.circular.code}?q=540"
    found = {}
    for name, address in (("office", office), ("circular", circular), ("error", f"{site.address}/t/none")):
        phone.goto(address)
        found[name] = serious(phone)
    phone.goto(office)
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    for name in ("", "/nil", "/undo", "/receipt"):
        phone.goto(office + name)
        found[f"received{name}"] = serious(phone)
    assert not any(found.values()), found
