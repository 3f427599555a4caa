"""The office's page: who it is, the letter, where it stands, and what it does there."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from commands.common import Desk
from tests.pages_world import Tokens, linked, reached
from tests.site import Answer, Client, Site
from tests.whole import whole
from tests.world import SAO, changed_file, issue, moment, reach_offices
from workflow.store.paper import receipts
from workflow.store.tables import events, tasks, units

NOW = moment("2020-06-01 10:00")
WHO = {"person": "นักจัดการงานทั่วไป", "position": "หัวหน้าสำนักปลัด"}


def test_the_page_says_who_you_are_and_shows_the_letter(client: Client, tokens: Tokens) -> None:
    page = client.get(tokens.page(SAO))
    assert page.status == 200
    assert "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง จังหวัดแพร่" in page.said


def acknowledged(client: Client, tokens: Tokens, code: str = SAO, **changed: str) -> Answer:
    """Press the button of a unit's page as it is filled in, with a name and a position."""
    page = client.get(tokens.page(code))
    fields = {name: page.field(name) for name in ("seal", "suggested", "number")}
    return client.post(f"{tokens.page(code)}/acknowledge", **{**fields, **WHO, **changed})


def test_one_button_receives_the_letter_and_the_receipt_is_shown_as_the_stamp(client: Client, tokens: Tokens) -> None:
    answer = acknowledged(client, tokens)
    assert answer.status == 303
    page = client.get(answer.headers["location"])
    assert "บันทึกการรับหนังสือแล้ว" in page.said
    assert "องค์การบริหารส่วนตำบลเตาปูน เลขรับ ๑ วันที่ ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น." in page.said
    assert "ผู้รับ นักจัดการงานทั่วไป ตำแหน่ง หัวหน้าสำนักปลัด" in page.said
    assert "ตอบรับหลังเวลาที่กำหนด" in page.said


def test_pressing_again_changes_nothing_and_says_what_was_done(client: Client, tokens: Tokens, site: Site) -> None:
    page = client.get(tokens.page(SAO))
    form = {name: page.field(name) for name in ("seal", "suggested", "number")} | WHO
    assert client.post(f"{tokens.page(SAO)}/acknowledge", **form).status == 303
    before = whole(site.desk.database)
    again = client.post(f"{tokens.page(SAO)}/acknowledge", **form)
    assert again.status == 303
    assert "หน่วยงานของท่านรับหนังสือนี้ไว้แล้ว จึงไม่มีการบันทึกซ้ำ" in client.get(again.headers["location"]).said
    assert whole(site.desk.database) == before


def test_two_who_press_at_once_make_one_receipt(postgres_desk: Desk) -> None:
    tokens = reached(postgres_desk)
    with Site(postgres_desk, NOW) as site:
        clients = [site.client() for _ in range(8)]
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(lambda client: acknowledged(client, tokens), clients))
    assert {answer.status for answer in answers} == {303}
    said = sorted(answer.headers["location"].partition("said=")[2] for answer in answers)
    assert said == ["received", *["received-before"] * (len(clients) - 1)]
    with postgres_desk.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(receipts).join(units).where(units.c.code == SAO)) == 1


def test_a_number_of_the_offices_own_book_is_taken_as_it_is_typed(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens, number="๑๒๓/๒๕๖๓")
    assert "เลขรับ ๑๒๓/๒๕๖๓" in client.get(tokens.page(SAO)).said


def test_without_name_and_position_the_page_says_what_is_missing_and_keeps_what_was_typed(
    client: Client, tokens: Tokens, site: Site
) -> None:
    before = whole(site.desk.database)
    answer = acknowledged(client, tokens, person="", position="ปลัด", number="77")
    assert answer.status == 422
    assert "โปรดกรอกชื่อ" in answer.said
    assert "โปรดกรอกตำแหน่ง" not in answer.said
    assert answer.field("position") == "ปลัด"
    assert answer.field("number") == "77"
    assert whole(site.desk.database) == before


def test_what_is_typed_is_shown_as_text_and_never_as_a_part_of_the_page(client: Client, tokens: Tokens) -> None:
    nasty = "<script>alert(1)</script>\"'{{ 7*7 }}"
    acknowledged(client, tokens, person=nasty)
    page = client.get(tokens.page(SAO))
    assert nasty in page.said or "alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert "49" not in page.said
    assert page.field("person") == nasty


def reported(client: Client, tokens: Tokens, action: str = "report", code: str = SAO, **changed: str) -> Answer:
    """Send the form of a page that asks before it writes, or that of the office's page."""
    page = client.get(tokens.page(code) if action == "report" else f"{tokens.page(code)}/{action}")
    seals = re.findall(r'name="seal" value="([^"]*)"', page.text)
    return client.post(f"{tokens.page(code)}/{action}", **{"seal": seals[-1], **WHO, "note": "", **changed})


def test_an_office_reports_and_takes_it_back(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens)
    page = client.get(reported(client, tokens, note="บันทึกครบแล้ว").headers["location"])
    assert "บันทึกการรายงานแล้ว" in page.said
    assert "รอการตรวจ" in page.said
    assert "ยกเลิกการรายงาน" in page.said
    back = client.get(reported(client, tokens, "undo").headers["location"])
    assert "ยกเลิกรายการล่าสุดแล้ว" in back.said
    assert "รับแล้ว รอรายงานผล" in back.said


def test_a_report_that_counted_at_once_is_taken_back_from_the_page(sqlite_desk: Desk, tmp_path: Path) -> None:
    file = changed_file(tmp_path, reports={"verify": False})
    circular = issue(sqlite_desk, file)
    reach_offices(sqlite_desk, circular)
    tokens = linked(sqlite_desk, circular)
    with Site(sqlite_desk, NOW) as site:
        client = site.client()
        acknowledged(client, tokens)
        done = client.get(reported(client, tokens).headers["location"])
        assert "เสร็จสิ้นแล้ว ครบถ้วน" in done.said
        assert "บันทึกผิด ขอยกเลิกการรายงาน" in done.said
        back = client.get(reported(client, tokens, "undo").headers["location"])
        assert "รับแล้ว รอรายงานผล" in back.said
        assert "ยกเลิกการนับผลการรายงาน" in back.said
        assert "ยกเลิกผลการตรวจ" not in back.said
        assert "เสร็จสิ้นแล้ว" in client.get(reported(client, tokens, "nil").headers["location"]).said
    with sqlite_desk.database.read() as conn:
        of_it = (
            events.c.noun == "task",
            events.c.unit_id == select(units.c.id).where(units.c.code == SAO).scalar_subquery(),
        )
        told = list(conn.scalars(select(events.c.action).where(*of_it).order_by(events.c.id)))
    assert told[-6:] == ["report", "verify", "undo_verify", "undo_report", "report", "verify"]


def test_nothing_to_report_is_asked_about_before_it_is_written(client: Client, tokens: Tokens, site: Site) -> None:
    acknowledged(client, tokens)
    before = whole(site.desk.database)
    assert "ท่านกำลังยืนยันว่าหน่วยงานได้ตรวจสอบแล้ว" in client.get(f"{tokens.page(SAO)}/nil").said
    assert whole(site.desk.database) == before
    assert reported(client, tokens, "nil").status == 303
    with site.desk.database.read() as conn:
        row = conn.execute(select(tasks.c.state, tasks.c.outcome).join(units).where(units.c.code == SAO)).one()
    assert tuple(row) == ("reported", "nil")


def test_a_receipt_that_was_a_mistake_is_struck_out_and_its_number_stays_used(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens)
    assert reported(client, tokens, "undo").status == 303
    assert client.get(tokens.page(SAO)).field("number") == "๒"
    acknowledged(client, tokens)
    assert "เลขรับ ๒" in client.get(tokens.page(SAO)).said


def test_a_form_left_open_while_things_changed_writes_nothing_and_says_what_has_changed(
    client: Client, tokens: Tokens, site: Site
) -> None:
    acknowledged(client, tokens)
    old = re.findall(r'name="seal" value="([^"]*)"', client.get(tokens.page(SAO)).text)[-1]
    reported(client, tokens, "nil")
    before = whole(site.desk.database)
    answer = client.post(f"{tokens.page(SAO)}/report", seal=old, note="", **WHO)
    assert answer.status == 409
    assert "มีการเปลี่ยนแปลงหลังจากท่านเปิดหน้านี้" in answer.said
    assert "รายการล่าสุด: รายงานผล ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น." in answer.said
    assert whole(site.desk.database) == before


def test_a_number_that_another_letter_took_meanwhile_is_told(client: Client, tokens: Tokens) -> None:
    page = client.get(tokens.page(SAO))
    form = {name: page.field(name) for name in ("seal", "suggested", "number")} | WHO
    acknowledged(client, tokens)
    reported(client, tokens, "undo")
    answer = client.post(f"{tokens.page(SAO)}/acknowledge", **form)
    assert "เลขรับเปลี่ยนจากที่แสดงไว้" in client.get(answer.headers["location"]).said


def test_letters_are_downloads_and_carry_the_stamp_once_received(client: Client, tokens: Tokens) -> None:
    assert client.get(f"{tokens.page(SAO)}/received.docx").status == 404
    assert client.get(f"{tokens.page(SAO)}/receipt").status == 404
    acknowledged(client, tokens)
    for name in ("letter", "original", "received"):
        answer = client.get(f"{tokens.page(SAO)}/{name}.docx")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.body.startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(client.get(f"{tokens.page(SAO)}/received.docx").body)) as word:
        text = re.sub("<[^>]*>", " ", word.read("word/document.xml").decode())
    for said in ("องค์การบริหารส่วนตำบลเตาปูน", "เลขรับ ๑", "เวลา ๑๐.๐๐ น."):
        assert said in text
    assert "เลขรับ ๑" in client.get(f"{tokens.page(SAO)}/receipt").said


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def test_a_problem_is_reported_with_a_file_that_lies_under_a_name_of_our_own(
    client: Client, tokens: Tokens, site: Site
) -> None:
    acknowledged(client, tokens)
    page = f"{tokens.page(SAO)}/problem"
    form = {"seal": client.get(page).field("seal"), **WHO, "note": "ยังขาดข้อมูลบางรายการ"}
    answer = client.post_file(page, "../../รายงาน.pdf", PDF, **form)
    assert answer.status == 303
    shown = client.get(answer.headers["location"])
    assert "หน่วยงานเหนือขึ้นไปจะพิจารณา" in shown.said
    assert "รายงาน.pdf" in shown.said
    (kept,) = site.web.settings.attachments_folder.iterdir()
    assert kept.read_bytes() == PDF
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", kept.name)


def test_a_file_of_another_kind_or_too_large_writes_nothing(client: Client, tokens: Tokens, site: Site) -> None:
    acknowledged(client, tokens)
    before, page = whole(site.desk.database), f"{tokens.page(SAO)}/problem"
    form = {"seal": client.get(page).field("seal"), **WHO, "note": "มีปัญหา"}
    assert client.post_file(page, "รายงาน.pdf", b"<html><script>alert(1)</script>", **form).status == 415
    assert client.post_file(page, "big.pdf", PDF + b"x" * 10_000_001, **form).status == 413
    assert client.post_file(page, "a.pdf", PDF, **{**form, "note": ""}).status == 422
    assert whole(site.desk.database) == before
    assert not site.web.settings.attachments_folder.exists() or not list(site.web.settings.attachments_folder.iterdir())


def test_more_time_is_asked_for_with_a_day_and_a_reason_and_the_request_can_be_withdrawn(
    client: Client, tokens: Tokens, site: Site
) -> None:
    acknowledged(client, tokens)
    page = f"{tokens.page(SAO)}/time"
    form = {"seal": client.get(page).field("seal"), **WHO, "note": "น้ำท่วม", "day": "2020-09-30"}
    assert client.post(page, **{**form, "day": ""}).status == 422
    asked = client.get(client.post(page, **form).headers["location"])
    assert "ขอขยายเวลาถึงวันพุธที่ ๓๐ กันยายน ๒๕๖๓: รอพิจารณา" in asked.said
    before = whole(site.desk.database)
    assert client.post(page, **form).status == 409
    assert whole(site.desk.database) == before
    assert reported(client, tokens, "withdraw").status == 303
    assert "ถอนคำขอแล้ว" in client.get(tokens.page(SAO)).said
