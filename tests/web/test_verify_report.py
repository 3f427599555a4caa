"""The level above checks what the offices directly below it have reported; nobody else does."""

import pytest

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, acknowledge, act, moment, states
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.page_links import Tokens, reached, report_page
from tests.support.site import SECRET, Client, Site
from web.http.csrf import COOKIE, csrf_token
from workflow.access.secret_keys import Keys
from workflow.circulars.tree import task_of
from workflow.progress import attachments, reports
from workflow.registry import lookup

NOW = moment("2020-06-01 10:00")
WHO = {"person": "ผู้ตรวจคนหนึ่ง", "position": "ท้องถิ่นอำเภอ"}
WHY = "ยังขาดข้อมูลวันที่ลงนาม"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LIST = "รายงานที่รอการตรวจ มีหน่วยงานรายงานแล้ว รอท่านตรวจ ๑ แห่ง"


@pytest.fixture
def tokens(sqlite_services: Services) -> Tokens:
    """An office has reported, with a note and a file."""
    found = reached(sqlite_services)
    acknowledge(sqlite_services, found.circular, SAO, at="2020-05-30 09:00")
    with sqlite_services.database.write() as conn:
        unit, when = lookup.by_code(conn, SAO), act("2020-05-30 10:00", "ปลัด")
        reports.report(conn, found.circular, unit, when, "บันทึกครบ ๑๒ รายการ")
        task, attachment_store = task_of(conn, found.circular, unit), sqlite_services.attachment_store
        attachments.attach(conn, task, "ผลการบันทึก.pdf", PDF, attachment_store, when)
    return found


def state(site: Site, tokens: Tokens) -> str:
    return states(site.services, tokens.circular)[SAO]


def test_a_district_reads_a_report_with_its_note_and_file_and_nothing_is_written(
    client: Client, site: Site, tokens: Tokens
) -> None:
    page, before = report_page(site, tokens), whole(site.services.database)
    above = client.get(tokens.page(DISTRICT))
    assert LIST in above.said
    assert f'<a href="{page}">องค์การบริหารส่วนตำบลเตาปูน</a>' in above.text
    listed = client.get(f"{tokens.page(DISTRICT)}/reports").said
    assert "รอการตรวจ ๑ แห่ง องค์การบริหารส่วนตำบลเตาปูน ดำเนินการเรียบร้อยแล้ว" in listed
    assert "บันทึกพร้อมกัน" not in listed
    shown = client.get(page)
    assert "รายงานเมื่อ ๓๐ พฤษภาคม ๒๕๖๓ เวลา ๑๐.๐๐ น. ผู้รายงาน ปลัด" in shown.said
    assert "ผล ดำเนินการเรียบร้อยแล้ว หมายเหตุ บันทึกครบ ๑๒ รายการ ไฟล์ที่ส่งมา ผลการบันทึก.pdf" in shown.said
    assert client.get(f"{tokens.page(DISTRICT)}/files/1").body == PDF
    assert whole(site.services.database) == before


def test_a_district_confirms_a_report_and_takes_the_check_back(client: Client, site: Site, tokens: Tokens) -> None:
    page = report_page(site, tokens)
    done = client.post(page, seal=client.get(page).field("seal"), decision="confirm", note="", **WHO)
    assert "บันทึกผลการตรวจแล้วว่ารายงานถูกต้อง" in client.get(done.headers["location"]).said
    assert state(site, tokens) == "done"
    assert "ตรวจแล้วถูกต้อง ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น. โดย ผู้ตรวจคนหนึ่ง (ท้องถิ่นอำเภอ)" in client.get(tokens.page(SAO)).said
    checked = client.get(page)
    assert "ยกเลิกผลการตรวจ" in checked.said
    back = client.post(page, seal=checked.field("seal"), decision="undo", note="", **WHO)
    assert "รายงานกลับมารอการตรวจ" in client.get(back.headers["location"]).said
    assert state(site, tokens) == "reported"


def test_a_district_gives_a_report_back_and_the_office_sees_why_and_reports_again(
    client: Client, site: Site, tokens: Tokens
) -> None:
    page = report_page(site, tokens)
    seal_there = client.get(page).field("seal")
    done = client.post(page, seal=seal_there, decision="return", note=f"{WHY} 2 ฉบับ", **WHO)
    assert "ส่งรายงานกลับให้แก้ไขแล้ว" in client.get(done.headers["location"]).said
    office = client.get(tokens.page(SAO))
    assert f"สิ่งที่ต้องแก้ไข {WHY} ๒ ฉบับ" in office.said
    assert "ถูกต้องครบถ้วน" not in client.get(page).said
    client.post(f"{tokens.page(SAO)}/report", seal=office.field("seal"), note="เพิ่มแล้ว", **WHO)
    again = client.get(page)
    assert f"หมายเหตุ เพิ่มแล้ว ไฟล์ที่ส่งมา ผลการบันทึก.pdf เคยส่งกลับให้แก้ไข {WHY} ๒ ฉบับ" in again.said
    client.post(page, seal=again.field("seal"), decision="confirm", note="", **WHO)
    assert state(site, tokens) == "done"


def test_a_report_once_found_right_can_still_be_given_back(client: Client, site: Site, tokens: Tokens) -> None:
    page = report_page(site, tokens)
    client.post(page, seal=client.get(page).field("seal"), decision="confirm", note="", **WHO)
    client.post(page, seal=client.get(page).field("seal"), decision="return", note=WHY, **WHO)
    assert state(site, tokens) == "returned"


@pytest.mark.parametrize(("decision", "note"), [("confirm", ""), ("return", WHY)])
def test_a_decision_sent_twice_is_written_once_and_says_so(
    client: Client, site: Site, tokens: Tokens, decision: str, note: str
) -> None:
    page = report_page(site, tokens)
    form = {"seal": client.get(page).field("seal"), "decision": decision, "note": note, **WHO}
    assert client.post(page, **form).status == 303
    before = whole(site.services.database)
    again = client.post(page, **form)
    assert again.status == 303
    assert "รายการนี้บันทึกไว้แล้ว จึงไม่มีการบันทึกซ้ำ" in client.get(again.headers["location"]).said
    assert whole(site.services.database) == before


@pytest.mark.parametrize("decision", ["confirm", "return"])
def test_a_form_left_open_while_the_office_took_its_report_back_writes_nothing(
    client: Client, site: Site, tokens: Tokens, decision: str
) -> None:
    page = report_page(site, tokens)
    seal_there = client.get(page).field("seal")
    with site.services.database.write() as conn:
        unit, when = lookup.by_code(conn, SAO), act("2020-05-31 10:00", "ปลัด")
        reports.undo(conn, tokens.circular, unit, when)
        reports.report(conn, tokens.circular, unit, when, "บันทึกเพียง ๓ รายการ")
    before = whole(site.services.database)
    answer = client.post(page, seal=seal_there, decision=decision, note=WHY if decision == "return" else "", **WHO)
    assert answer.status == 409
    assert "รายการล่าสุด: รายงานผล ๓๑ พฤษภาคม ๒๕๖๓" in answer.said
    assert f'href="{page}"' in answer.text
    assert whole(site.services.database) == before


@pytest.mark.parametrize(
    ("decision", "note", "told"),
    [
        ("return", " ", "โปรดบอกสิ่งที่ต้องแก้ไข"),
        ("return", 'ดู "ตาราง"', "ข้อความ: "),
        ("confirm", WHY, "ท่านกรอกสิ่งที่ต้องแก้ไขไว้"),
    ],
)
def test_what_is_to_be_mended_is_said_when_and_only_when_a_report_is_given_back(
    client: Client, site: Site, tokens: Tokens, decision: str, note: str, told: str
) -> None:
    page, before = report_page(site, tokens), whole(site.services.database)
    answer = client.post(page, seal=client.get(page).field("seal"), decision=decision, note=note, **WHO)
    assert (answer.status, told in answer.said) == (422, True)
    assert whole(site.services.database) == before


def test_who_checks_gives_name_and_position_and_presses_one_of_the_buttons(
    client: Client, site: Site, tokens: Tokens
) -> None:
    page, before = report_page(site, tokens), whole(site.services.database)
    seal_there = client.get(page).field("seal")
    nameless = client.post(page, seal=seal_there, decision="confirm", note="", person=" ", position="")
    assert (nameless.status, "โปรดกรอกชื่อ" in nameless.said) == (422, True)
    assert client.post(page, seal=seal_there, decision="x", note="", **WHO).status == 400
    assert client.post(page, seal=seal_there, decision="undo", note="", **WHO).status == 409
    assert whole(site.services.database) == before


@pytest.mark.parametrize("code", [SAO, "6540604", PAO, "5407", PROVINCE])
def test_nobody_checks_but_the_unit_directly_above(client: Client, site: Site, tokens: Tokens, code: str) -> None:
    page, before = report_page(site, tokens, above=code), whole(site.services.database)
    forget_denied(site.services.database)
    answer = client.get(page)
    assert (answer.status, "เตาปูน" in answer.said) == (404, False)
    number, keys = page.rpartition("/")[2], Keys(SECRET.encode())
    for state_shown, status in ((f"report-{number}-4", 404), ("letter-1", 403)):
        right = csrf_token(keys, client.cookies[COOKIE], tokens.token[code], state_shown)
        assert client.post(page, seal=right, decision="confirm", note="", **WHO).status == status
    assert {reason for _, reason in denied(site.services.database)} == {"report", "form"}
    assert {route for route, _ in denied(site.services.database)} == {"/t/{token}/reports/{id}"}
    assert whole(site.services.database) == before
