"""What an office reports on its page: done, nothing, a problem with a file; and asking for more time."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import SAO, changed_file, issue, moment, reach_offices
from tests.support.database_rows import whole
from tests.support.office_page_forms import WHO, acknowledged, reported
from tests.support.page_links import Tokens, linked
from tests.support.site import Client, Site
from workflow.store import tables as t

NOW = moment("2020-06-01 10:00")


def test_an_office_reports_and_takes_it_back(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens)
    page = client.get(reported(client, tokens, note="บันทึกครบแล้ว").headers["location"])
    assert "บันทึกการรายงานแล้ว" in page.said
    assert "รอการตรวจ" in page.said
    assert "ยกเลิกการรายงาน" in page.said
    back = client.get(reported(client, tokens, "undo").headers["location"])
    assert "ยกเลิกรายการล่าสุดแล้ว" in back.said
    assert "รับแล้ว รอรายงานผล" in back.said


def test_a_report_that_counted_at_once_is_taken_back_from_the_page(sqlite_services: Services, tmp_path: Path) -> None:
    file = changed_file(tmp_path, reports={"verify": False})
    circular = issue(sqlite_services, file)
    reach_offices(sqlite_services, circular)
    tokens = linked(sqlite_services, circular)
    with Site(sqlite_services, NOW) as site:
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
    with sqlite_services.database.read() as conn:
        of_it = (
            t.events.c.noun == "task",
            t.events.c.unit_id == select(t.units.c.id).where(t.units.c.code == SAO).scalar_subquery(),
        )
        told = list(conn.scalars(select(t.events.c.action).where(*of_it).order_by(t.events.c.id)))
    assert told[-6:] == ["report", "verify", "undo_verify", "undo_report", "report", "verify"]


def test_nothing_to_report_is_asked_about_before_it_is_written(client: Client, tokens: Tokens, site: Site) -> None:
    acknowledged(client, tokens)
    before = whole(site.services.database)
    assert "ท่านกำลังยืนยันว่าหน่วยงานได้ตรวจสอบแล้ว" in client.get(f"{tokens.page(SAO)}/nil").said
    assert whole(site.services.database) == before
    assert reported(client, tokens, "nil").status == 303
    with site.services.database.read() as conn:
        row = conn.execute(select(t.tasks.c.state, t.tasks.c.outcome).join(t.units).where(t.units.c.code == SAO)).one()
    assert tuple(row) == ("reported", "nil")


def test_a_form_left_open_while_things_changed_writes_nothing_and_says_what_has_changed(
    client: Client, tokens: Tokens, site: Site
) -> None:
    acknowledged(client, tokens)
    old = re.findall(r'name="seal" value="([^"]*)"', client.get(tokens.page(SAO)).text)[-1]
    reported(client, tokens, "nil")
    before = whole(site.services.database)
    answer = client.post(f"{tokens.page(SAO)}/report", seal=old, note="", **WHO)
    assert answer.status == 409
    assert "มีการเปลี่ยนแปลงหลังจากท่านเปิดหน้านี้" in answer.said
    assert "รายการล่าสุด: รายงานผล ๑ มิถุนายน ๒๕๖๓ เวลา ๑๐.๐๐ น." in answer.said
    assert whole(site.services.database) == before


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
    (kept,) = site.web.settings.attachments.folder.iterdir()
    assert kept.read_bytes() == PDF
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", kept.name)


def test_a_file_of_another_kind_or_too_large_writes_nothing(client: Client, tokens: Tokens, site: Site) -> None:
    acknowledged(client, tokens)
    before, page = whole(site.services.database), f"{tokens.page(SAO)}/problem"
    form = {"seal": client.get(page).field("seal"), **WHO, "note": "มีปัญหา"}
    assert client.post_file(page, "รายงาน.pdf", b"<html><script>alert(1)</script>", **form).status == 415
    assert client.post_file(page, "big.pdf", PDF + b"x" * 10_000_001, **form).status == 413
    assert client.post_file(page, "a.pdf", PDF, **{**form, "note": ""}).status == 422
    assert whole(site.services.database) == before
    assert not site.web.settings.attachments.folder.exists() or not list(site.web.settings.attachments.folder.iterdir())


def test_more_time_is_asked_for_with_a_day_and_a_reason_and_the_request_can_be_withdrawn(
    client: Client, tokens: Tokens, site: Site
) -> None:
    acknowledged(client, tokens)
    page = f"{tokens.page(SAO)}/time"
    form = {"seal": client.get(page).field("seal"), **WHO, "note": "น้ำท่วม", "day": "2020-09-30"}
    assert client.post(page, **{**form, "day": ""}).status == 422
    asked = client.get(client.post(page, **form).headers["location"])
    assert "ขอขยายเวลาถึงวันพุธที่ ๓๐ กันยายน ๒๕๖๓: รอพิจารณา" in asked.said
    before = whole(site.services.database)
    assert client.post(page, **form).status == 409
    assert whole(site.services.database) == before
    assert reported(client, tokens, "withdraw").status == 303
    assert "ถอนคำขอแล้ว" in client.get(tokens.page(SAO)).said


@pytest.mark.parametrize("action", ["report", "nil", "problem"])
def test_words_that_cannot_be_printed_are_said_beside_the_note_and_nothing_is_written(
    client: Client, tokens: Tokens, site: Site, action: str
) -> None:
    acknowledged(client, tokens)
    before = whole(site.services.database)
    answer = reported(client, tokens, action, note='ครบ "ทุกข้อ" แล้ว')
    assert (answer.status, "อัญประกาศ" in answer.said) == (422, True)
    assert whole(site.services.database) == before


def test_the_steps_of_an_office_are_known_to_be_taken_by_its_link(client: Client, tokens: Tokens, site: Site) -> None:
    acknowledged(client, tokens)
    reported(client, tokens)
    with site.services.database.read() as conn:
        of_office = t.units.c.code == SAO
        link = select(t.links.c.id).join(t.tasks, t.tasks.c.id == t.links.c.task_id).join(t.units).where(of_office)
        events = select(t.events.c.action, t.events.c.actor_kind, t.events.c.actor_id).join(
            t.units, t.units.c.id == t.events.c.unit_id
        )
        steps = conn.execute(events.where(of_office, t.events.c.noun == "task").order_by(t.events.c.id)).all()
        by_link = ("office", conn.scalar(link))
    assert [tuple(step) for step in steps][-2:] == [("acknowledge", *by_link), ("report", *by_link)]
    assert {step.actor_kind for step in steps[:-2]} == {"officer"}
