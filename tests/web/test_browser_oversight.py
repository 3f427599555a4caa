"""The pages of the levels above in a real browser: files handed in, a covering letter, links, what is over."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from runtime.services import Services
from tests.support.browser import context, nothing_runs_off, serious, who
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, acknowledge, act, issue, moment
from tests.support.page_links import linked, reached
from tests.support.site import SECRET, Site
from workflow.access import links
from workflow.access.secret_keys import Keys
from workflow.progress import completion
from workflow.registry import lookup

NOW = moment("2020-06-01 10:00")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def test_a_report_goes_with_a_file_and_the_district_saves_it(
    phone: Page, opened: Browser, sqlite_services: Services, tmp_path: Path
) -> None:
    tokens = reached(sqlite_services)
    with Site(sqlite_services, NOW) as site:
        office_reports_with_a_file(phone, site.address + tokens.page(SAO))
        with context(opened) as other:
            district = other.new_page()
            district.goto(site.address + tokens.page(DISTRICT))
            listed = district.get_by_role("listitem").filter(has_text="เตาปูน")
            expect(listed).to_contain_text("บันทึกครบ ๑๒ รายการ")
            assert (serious(district), nothing_runs_off(district)) == ([], True)
            with district.expect_download() as saved:
                district.get_by_role("link", name="ผลการบันทึก.pdf").click()
            assert saved.value.suggested_filename == "ผลการบันทึก.pdf"
            saved.value.save_as(tmp_path / "file.pdf")
            assert (tmp_path / "file.pdf").read_bytes() == PDF


def office_reports_with_a_file(phone: Page, address: str) -> None:
    phone.goto(address)
    who(phone)
    phone.get_by_role("button", name="รับหนังสือ").click()
    phone.get_by_label("หมายเหตุ (ถ้ามี)").fill("บันทึกครบ 12 รายการ")
    phone.get_by_label("ไฟล์ประกอบ (ถ้ามี)").set_input_files(
        {"name": "ผลการบันทึก.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    assert serious(phone) == []
    phone.get_by_role("button", name="ดำเนินการเรียบร้อยแล้ว").click()
    expect(phone.get_by_role("status")).to_have_text("บันทึกการรายงานแล้ว")
    expect(phone.get_by_role("link", name="ผลการบันทึก.pdf")).to_be_visible()


def test_a_province_corrects_a_paragraph_and_the_signer_approves_and_its_childrens_pages_open(
    phone: Page, opened: Browser, sqlite_services: Services
) -> None:
    circular = issue(sqlite_services)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 09:00")
    tokens = linked(sqlite_services, circular)
    with Site(sqlite_services, moment("2020-05-29 10:00")) as site:
        phone.goto(site.address + tokens.page(PROVINCE))
        phone.get_by_role("link", name="ตรวจหนังสือนำส่งและส่งต่อ").click()
        phone.get_by_text("แก้ไขข้อความหรือผู้ลงนาม").click()
        phone.get_by_label("ย่อหน้าที่ ๒").fill("ขอให้บันทึกข้อมูล ภายในวันอังคารที่ 31 สิงหาคม 2563")
        phone.get_by_role("button", name="ดูร่างที่แก้ไขแล้ว").click()
        expect(phone.get_by_role("listitem").first).to_contain_text("วันดังกล่าวเป็นวันจันทร์")
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
        phone.get_by_label("ย่อหน้าที่ ๒").fill("ขอให้บันทึกข้อมูล ภายในวันจันทร์ที่ 31 สิงหาคม 2563")
        phone.get_by_label("ตำแหน่งผู้ลงนาม").fill("รองผู้ว่าราชการจังหวัด")
        phone.get_by_label("ลงนามในฐานะ").select_option("รักษาราชการแทน")
        phone.get_by_label("ตำแหน่งที่ลงนามแทน").fill("ผู้ว่าราชการจังหวัดแพร่")
        phone.get_by_role("button", name="ดูร่างที่แก้ไขแล้ว").click()
        expect(phone.locator(".letter")).to_contain_text("ขอให้บันทึกข้อมูล ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓")
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
        with phone.expect_download() as saved:
            phone.get_by_role("button", name="บันทึกร่างเป็นไฟล์ Word").click()
        assert saved.value.suggested_filename == "draft.docx"
        who(phone.locator("section.todo"))
        phone.get_by_role("button", name="อนุมัติและส่งหนังสือ").click()
        expect(phone.get_by_role("status")).to_have_text("ออกหนังสือและส่งต่อแล้ว")
        expect(phone.get_by_role("listitem").filter(has_text="อำเภอสอง")).to_contain_text("รอรับหนังสือ")
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
        for code in (DISTRICT, PAO):
            receives_it(opened, site.address + tokens.page(code))


def receives_it(opened: Browser, address: str) -> None:
    """A unit below opens its page, reads the corrected words and can receive the letter."""
    with context(opened) as other:
        child = other.new_page()
        child.goto(address)
        expect(child.locator(".letter")).to_contain_text("ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓")
        expect(child.get_by_role("button", name="รับหนังสือ")).to_be_visible()


def test_links_that_are_shown_once_and_a_circular_that_is_over_fit_a_phone_and_a_screen_reader(
    phone: Page, sqlite_services: Services
) -> None:
    circular = issue(sqlite_services)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 09:00")
    with sqlite_services.database.write() as conn:
        province, issuer = lookup.by_code(conn, PROVINCE), lookup.by_id(conn, circular.issuer_id)
        keys, last = Keys(SECRET.encode()), date(2020, 11, 30)
        link = links.renew(conn, circular, province, issuer, act("2020-05-29 09:30"), last, keys)
    with Site(sqlite_services, moment("2020-05-29 10:00")) as site:
        phone.goto(f"{site.address}/t/{link.token}/pass-on")
        who(phone)
        phone.get_by_role("button", name="อนุมัติและส่งหนังสือ").click()
        expect(phone.get_by_role("listitem")).to_have_count(10)
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
        with sqlite_services.database.write() as conn:
            completion.cancel(conn, circular, act("2020-05-29 11:00", why="มีหนังสือสั่งการใหม่แทน"))
        phone.goto(f"{site.address}/t/{link.token}")
        expect(phone.get_by_role("heading", name="เรื่องนี้ยกเลิกแล้ว")).to_be_visible()
        expect(phone.get_by_role("button")).to_have_count(0)
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
