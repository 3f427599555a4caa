"""Checking reports in a real browser, at the size of a phone: given back with a reason, reported again, confirmed."""

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.services import Services
from tests.support.browser import context, nothing_runs_off, serious, who
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, acknowledge, act, below, moment, states
from tests.support.page_links import Tokens, reached
from tests.support.site import Site
from workflow.progress import reports
from workflow.registry import lookup

NOW = moment("2020-06-01 10:00")
WHY = "ยังขาดข้อมูลวันที่ลงนาม 2 ฉบับ"


def reported(services: Services, *codes: str) -> Tokens:
    """A circular that has reached every office of Phrae, about which these have reported."""
    tokens = reached(services)
    report(services, tokens, *codes)
    return tokens


def report(services: Services, tokens: Tokens, *codes: str) -> None:
    """Offices report what they have done."""
    acknowledge(services, tokens.circular, *codes, at="2020-05-30 09:00")
    with services.database.write() as conn:
        for code in codes:
            reports.report(conn, tokens.circular, lookup.by_code(conn, code), act("2020-05-30 10:00", "ปลัด"))


@pytest.mark.parametrize(
    ("above", "office", "name"),
    [(DISTRICT, SAO, "องค์การบริหารส่วนตำบลเตาปูน"), (PROVINCE, PAO, "องค์การบริหารส่วนจังหวัดแพร่")],
)
def test_a_report_is_given_back_with_a_reason_reported_again_and_then_confirmed(
    phone: Page, opened: Browser, sqlite_services: Services, above: str, office: str, name: str
) -> None:
    tokens = reported(sqlite_services, office)
    with Site(sqlite_services, NOW) as site:
        opens_the_report(phone, site.address + tokens.page(above), name)
        gives_it_back(phone)
        with context(opened) as other:
            reports_again(other.new_page(), site.address + tokens.page(office))
        opens_the_report(phone, site.address + tokens.page(above), name)
        expect(phone.locator(".note.warn")).to_contain_text("ยังขาดข้อมูลวันที่ลงนาม ๒ ฉบับ")
        expect(phone.locator(".facts")).to_contain_text("เพิ่มครบแล้ว")
        who(phone)
        phone.get_by_role("button", name="ถูกต้องครบถ้วน").click()
        expect(phone.get_by_role("status")).to_have_text("บันทึกผลการตรวจแล้วว่ารายงานถูกต้อง")
        expect(phone.get_by_role("heading", name="ไม่มีรายงานที่รอการตรวจ")).to_be_visible()
    assert states(sqlite_services, tokens.circular)[office] == "done"


def opens_the_report(page: Page, address: str, name: str) -> None:
    """From the page of the unit above over the list to the report; all of it fits."""
    page.goto(address)
    page.get_by_role("link", name="ตรวจรายงาน").click()
    assert (serious(page), nothing_runs_off(page)) == ([], True)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert (serious(page), nothing_runs_off(page)) == ([], True)


def gives_it_back(page: Page) -> None:
    """Without a reason nothing is written and the field says so; with one the report goes back."""
    who(page)
    page.get_by_role("button", name="ส่งกลับให้แก้ไข").click()
    expect(page.locator("#note-hint")).to_have_text("โปรดบอกสิ่งที่ต้องแก้ไข")
    assert (serious(page), nothing_runs_off(page)) == ([], True)
    page.get_by_label("สิ่งที่ต้องแก้ไข").fill(WHY)
    page.get_by_role("button", name="ส่งกลับให้แก้ไข").click()
    expect(page.get_by_role("status")).to_contain_text("ส่งรายงานกลับให้แก้ไขแล้ว")


def reports_again(page: Page, address: str) -> None:
    """The office reads the reason and reports what it has mended."""
    page.goto(address)
    expect(page.locator(".note.bad")).to_have_text("สิ่งที่ต้องแก้ไข ยังขาดข้อมูลวันที่ลงนาม ๒ ฉบับ")
    who(page)
    page.get_by_label("หมายเหตุ (ถ้ามี)").fill("เพิ่มครบแล้ว")
    page.get_by_role("button", name="ดำเนินการเรียบร้อยแล้ว").click()
    expect(page.get_by_role("status")).to_have_text("บันทึกการรายงานแล้ว")


def test_all_reports_of_a_district_are_one_list_on_a_phone_and_found_right_at_once(
    phone: Page, sqlite_services: Services
) -> None:
    tokens = reached(sqlite_services)
    offices = below(sqlite_services, tokens.circular, DISTRICT)
    report(sqlite_services, tokens, *offices)
    with Site(sqlite_services, NOW) as site:
        phone.goto(f"{site.address}{tokens.page(DISTRICT)}/reports")
        expect(phone.get_by_role("listitem")).to_have_count(len(offices))
        assert (serious(phone), nothing_runs_off(phone)) == ([], True)
        who(phone)
        phone.get_by_role("button", name="ถูกต้องครบถ้วนทั้ง").click()
        expect(phone.get_by_role("status")).to_contain_text("รายงานถูกต้องทุกแห่งตามรายการที่แสดง")
    known = states(sqlite_services, tokens.circular)
    assert {known[code] for code in (*offices, DISTRICT)} == {"done"}
