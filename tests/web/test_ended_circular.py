"""A circular that is over: its page shows what was done, when and by whom, and has nothing to press."""

import re
from pathlib import Path

from runtime.services import Services
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    TOWN,
    acknowledge,
    act,
    changed_file,
    issue,
    moment,
    pass_on,
)
from tests.support.database_rows import denied, whole
from tests.support.page_links import Tokens, linked
from tests.support.site import Answer, Client, Site
from workflow.cascade import close
from workflow.progress import completion, time_requests
from workflow.progress.reports import report
from workflow.registry import lookup

NOW = moment("2020-06-01 10:00")
WHO = {"person": "นักจัดการงานทั่วไป", "position": "หัวหน้าสำนักปลัด"}
SMALL = {"kinds": ["pao", "town"], "provinces": [PROVINCE]}


def received(client: Client, page: str) -> Answer:
    shown = client.get(page)
    fields = {name: shown.field(name) for name in ("seal", "suggested", "number")}
    return client.post(f"{page}/acknowledge", **fields, **WHO)


def cancel(site: Site, tokens: Tokens, at: str = "2020-06-02 14:05") -> None:
    with site.services.database.write() as conn:
        completion.cancel(conn, tokens.circular, act(at, why="มีหนังสือสั่งการใหม่แทน"))


def nothing_to_press(page: Answer) -> bool:
    return "<form" not in page.text and "<button" not in page.text


def test_a_cancelled_circular_shows_what_was_done_and_the_receipt_and_nothing_to_press(
    client: Client, tokens: Tokens, site: Site
) -> None:
    received(client, tokens.page(SAO))
    cancel(site, tokens)
    before = whole(site.services.database)
    page = client.get(tokens.page(SAO))
    assert page.status == 200
    assert nothing_to_press(page)
    assert "เรื่องนี้ยกเลิกแล้ว ยกเลิกเมื่อวันอังคารที่ ๒ มิถุนายน ๒๕๖๓ เวลา ๑๔.๐๕ น. เหตุผล มีหนังสือสั่งการใหม่แทน" in page.said
    assert "องค์การบริหารส่วนตำบลเตาปูน เลขรับ ๑ วันที่ ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น." in page.said
    assert "รับหนังสือ ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น. โดย นักจัดการงานทั่วไป (หัวหน้าสำนักปลัด)" in page.said
    assert "ยกเลิกเรื่อง ๒ มิถุนายน ๒๕๖๓ เวลา ๑๔.๐๕ น. โดย officer" in page.said
    for name in ("received.docx", "letter.docx", "original.docx"):
        assert client.get(f"{tokens.page(SAO)}/{name}").body.startswith(b"PK"), name
    assert "เลขรับ ๑" in client.get(f"{tokens.page(SAO)}/receipt").said
    assert whole(site.services.database) == before


def test_every_link_of_such_a_page_leads_to_a_page_and_no_link_asks_for_anything(
    client: Client, tokens: Tokens, site: Site
) -> None:
    with site.services.database.write() as conn:
        unit = lookup.by_code(conn, TOWN)
        wished = moment("2020-09-30 10:00").date()
    acknowledge(site.services, tokens.circular, TOWN, at="2020-05-30 09:00")
    with site.services.database.write() as conn:
        time_requests.ask(conn, tokens.circular, unit, wished, "น้ำท่วม", act("2020-05-30 10:00"))
    cancel(site, tokens)
    for code in (SAO, DISTRICT, PROVINCE, TOWN, "DLA"):
        page = client.get(tokens.page(code))
        own = [link for link in re.findall(r'href="([^"]+)"', page.text) if link.startswith("/t/")]
        assert nothing_to_press(page)
        assert not [link for link in own if re.search("pass-on|requests|undo|time|nil|problem|withdraw", link)]
        assert {client.get(link).status for link in own if not link.endswith(".pdf")} <= {200}


def test_a_form_left_open_changes_nothing_any_more_and_the_page_says_why(
    client: Client, tokens: Tokens, site: Site
) -> None:
    shown = client.get(tokens.page(SAO))
    fields = {name: shown.field(name) for name in ("seal", "suggested", "number")}
    cancel(site, tokens)
    before = whole(site.services.database)
    for action in ("acknowledge", "report", "undo", "time"):
        answer = client.post(f"{tokens.page(SAO)}/{action}", **fields, **WHO)
        assert answer.status == 410
        assert "หนังสือเวียนเรื่องนี้สิ้นสุดแล้ว" in answer.said
        assert f'href="{tokens.page(SAO)}"' in answer.text
    for action in ("nil", "problem", "undo", "time", "withdraw", "pass-on"):
        assert client.get(f"{tokens.page(SAO)}/{action}").status == 303
    assert client.get(f"{tokens.page(DISTRICT)}/requests/1").status == 404
    assert whole(site.services.database) == before
    assert {reason for _, reason in denied(site.services.database)} == {"over", "request"}


def test_an_office_finds_its_page_by_its_short_code_even_then(client: Client, tokens: Tokens, site: Site) -> None:
    received(client, tokens.page(SAO))
    cancel(site, tokens)
    found = client.get(f"/c/{tokens.circular.code}?q={SAO}")
    assert "เรื่องนี้สิ้นสุดแล้ว" in found.said
    answer = client.post(
        f"/c/{tokens.circular.code}", seal=found.field("seal"), q=SAO, unit=SAO, short=tokens.short[SAO]
    )
    assert "เลขรับ ๑" in client.get(answer.headers["location"]).said


def test_a_closed_circular_shows_who_reported_and_when(sqlite_services: Services, tmp_path: Path) -> None:
    file = changed_file(tmp_path, who=SMALL, reports={"verify": False})
    circular = issue(sqlite_services, file)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 10:00")
    pass_on(sqlite_services, circular, PROVINCE, "2020-05-29 10:30")
    acknowledge(sqlite_services, circular, PAO, TOWN, at="2020-06-01 09:00")
    tokens = linked(sqlite_services, circular)
    with sqlite_services.database.write() as conn:
        for code in (PAO, TOWN):
            unit = lookup.by_code(conn, code)
            report(conn, circular, unit, act("2020-06-01 09:30", "นักจัดการงานทั่วไป"), "บันทึกครบถ้วน")
        assert close.close_if_finished(conn, sqlite_services.printer, act("2020-06-01 09:45", "Wian"), circular.id)
    with Site(sqlite_services, NOW) as site:
        page = site.client().get(tokens.page(PAO))
    assert nothing_to_press(page)
    assert "เรื่องนี้เสร็จสิ้นและปิดเรื่องแล้ว ปิดเรื่องเมื่อวันจันทร์ที่ ๑ มิถุนายน ๒๕๖๓ เวลา ๐๙.๔๕ น." in page.said
    assert "รายงานผล ๑ มิถุนายน ๒๕๖๓ เวลา ๐๙.๓๐ น. โดย นักจัดการงานทั่วไป" in page.said
    assert "ผลการรายงานนับเป็นเสร็จสิ้นทันที" in page.said
    assert "ตรวจแล้วถูกต้อง" not in page.said
    assert "สิ่งที่หน่วยงานดำเนินการไว้ ครบถ้วน" in page.said
