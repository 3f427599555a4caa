"""Pictures of the pages of the levels above: checking reports, and passing on."""

from collections.abc import Iterator

from playwright.sync_api import Page

from runtime.services import Services
from tests.support.browser import fill
from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, acknowledge, below, changed_file, issue, moment
from tests.support.page_links import EXPIRES, Tokens, linked
from tests.support.site import SECRET, Site
from workflow.access import links
from workflow.access.secret_keys import Keys
from workflow.act import Act
from workflow.progress import reports
from workflow.registry import lookup

NOW = moment("2020-06-01 10:00")


def above(page: Page, site: Site, tokens: Tokens, services: Services) -> Iterator[str]:
    """The levels above."""
    yield from _checked(page, site.address + tokens.page(DISTRICT), services, tokens)
    yield from _renewed(page, site.address + tokens.page(DISTRICT))
    page.goto(site.address + tokens.page(PROVINCE))
    yield "province"
    second = _at_the_province(services)
    page.goto(site.address + second.page(PROVINCE))
    yield "province-received"
    page.goto(f"{site.address}{second.page(PROVINCE)}/pass-on")
    yield "pass-on"
    yield from _corrected(page)
    page.goto(site.address + second.page(PROVINCE))
    yield "province-passed-on"
    page.goto(site.address + linked(services, second.circular).page(SAO))
    yield "office-waiting"


def _checked(page: Page, district: str, services: Services, tokens: Tokens) -> Iterator[str]:
    """A district with reports that wait: the list, one of them, given back, and one found right."""
    _report(services, tokens)
    page.goto(district)
    yield "district"
    page.click("text=ตรวจรายงาน")
    yield "reports"
    page.click("a:has-text('เตาปูน')")
    fill(page)
    page.click("button:has-text('ส่งกลับ')")
    yield "report-missing"
    fill(page, note="ยังขาดข้อมูลวันที่ลงนามของความตกลงหนึ่งฉบับ")
    page.click("button:has-text('ส่งกลับ')")
    yield "reports-given-back"
    fill(page)
    page.click("button.main")
    yield "reports-none"
    page.goto(district)
    yield "district-checked"
    page.click(".units a:has-text('เตาปูน')")
    yield "report-returned"
    page.goto(district)
    page.click(".units a >> nth=0")
    yield "report-checked"


def _renewed(page: Page, district: str) -> Iterator[str]:
    """A new link for the last of the district's offices."""
    page.goto(district)
    page.click(".units li:last-child a:has-text('ออกลิงก์ใหม่')")
    yield "renew"
    fill(page)
    page.click("button.main")
    yield "renewed"


def _corrected(page: Page) -> Iterator[str]:
    """Words that break a rule, words put right, and the page after the approval."""
    page.click("summary:has-text('แก้ไขข้อความ')")
    yield "pass-on-edit"
    closing = page.input_value("#body3")
    page.fill("#body3", "จึงเรียนมาเพื่อทราบ")
    page.click("button:has-text('ดูร่าง')")
    yield "pass-on-findings"
    page.fill("#body3", closing)
    page.select_option("#mode", "รักษาราชการแทน")
    page.fill("#title", "รองผู้ว่าราชการจังหวัด")
    page.fill("#for_title", "ผู้ว่าราชการจังหวัดแพร่")
    page.click("button:has-text('ดูร่าง')")
    yield "pass-on-corrected"
    fill(page)
    page.click("button.big")
    yield "pass-on-links"


def _at_the_province(services: Services) -> Tokens:
    """Another circular, which the province has received and not passed on."""
    file = changed_file(services.settings.letters.folder.parent, code="second")
    circular = issue(services, file, at="2020-05-29 08:30")
    acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
    with services.database.write() as conn:
        province, issuer = lookup.by_code(conn, PROVINCE), lookup.by_id(conn, circular.issuer_id)
        made = links.renew(conn, circular, province, issuer, Act("ผู้ดูแล", NOW), EXPIRES, Keys(SECRET.encode()))
    return Tokens(circular, {PROVINCE: made.token}, {PROVINCE: made.short_code})


def _report(services: Services, tokens: Tokens) -> None:
    """Three more offices of the district report, one that there is nothing to report."""
    codes = [code for code in below(services, tokens.circular, DISTRICT) if code != SAO][:3]
    acknowledge(services, tokens.circular, *codes, at="2020-05-30 09:00")
    with services.database.write() as conn:
        for code, report in zip(codes, (reports.report, reports.report_nil, reports.report), strict=True):
            unit, by = lookup.by_code(conn, code), Act("นักวิชาการ (ปลัดเทศบาล)", NOW)
            report(conn, tokens.circular, unit, by, "บันทึกข้อมูลความตกลงครบ ๑๒ รายการแล้ว" if code == codes[2] else "")
