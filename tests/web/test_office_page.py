"""The office's page: who it is, the letter, and receiving it."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from runtime.services import Services
from tests.support.circular_steps import CIRCULAR_FILES, SAO, issue, reach_offices
from tests.support.database_rows import whole
from tests.support.office_page_forms import WHO, acknowledged, filled_in, pressed, reported
from tests.support.page_links import Tokens, linked, reached
from tests.support.site import NOW, Client, Site
from workflow.store import tables as t


def test_the_page_says_who_you_are_and_shows_the_letter(client: Client, tokens: Tokens) -> None:
    page = client.get(tokens.page(SAO))
    assert page.status == 200
    assert "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง จังหวัดแพร่" in page.said


@pytest.mark.parametrize("code", ["54", "5406", SAO])
def test_every_levels_page_says_how_urgent_the_letter_is(sqlite_services: Services, tmp_path: Path, code: str) -> None:
    urgent = tmp_path / "urgent.yaml"
    plain = (CIRCULAR_FILES / "info-2563.yaml").read_text(encoding="utf-8")
    urgent.write_text(f"{plain}\nurgency: ด่วนมาก\n", encoding="utf-8")
    circular = issue(sqlite_services, urgent)
    reach_offices(sqlite_services, circular)
    tokens = linked(sqlite_services, circular)
    with Site(sqlite_services, NOW) as site:
        page = site.client().get(tokens.page(code))
    assert page.status == 200
    assert "ด่วนมาก" in page.said


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
    before = whole(site.services.database)
    again = client.post(f"{tokens.page(SAO)}/acknowledge", **form)
    assert again.status == 303
    assert "หน่วยงานของท่านรับหนังสือนี้ไว้แล้ว จึงไม่มีการบันทึกซ้ำ" in client.get(again.headers["location"]).said
    assert whole(site.services.database) == before


def test_two_who_press_at_once_make_one_receipt(postgres_services: Services) -> None:
    tokens = reached(postgres_services)
    with Site(postgres_services, NOW) as site:
        clients = [site.client() for _ in range(8)]
        forms = [filled_in(client, tokens) for client in clients]  # all before anybody presses
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(lambda client, form: pressed(client, tokens, form), clients, forms))
    assert {answer.status for answer in answers} == {303}
    said = sorted(answer.headers["location"].partition("said=")[2] for answer in answers)
    assert said == ["received", *["received-before"] * (len(clients) - 1)]
    with postgres_services.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.receipts).join(t.units).where(t.units.c.code == SAO)) == 1


def test_a_number_of_the_offices_own_book_is_taken_as_it_is_typed(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens, number="๑๒๓/๒๕๖๓")
    assert "เลขรับ ๑๒๓/๒๕๖๓" in client.get(tokens.page(SAO)).said


def test_without_name_and_position_the_page_says_what_is_missing_and_keeps_what_was_typed(
    client: Client, tokens: Tokens, site: Site
) -> None:
    before = whole(site.services.database)
    answer = acknowledged(client, tokens, person="", position="ปลัด", number="77")
    assert answer.status == 422
    assert "โปรดกรอกชื่อ" in answer.said
    assert "โปรดกรอกตำแหน่ง" not in answer.said
    assert answer.field("position") == "ปลัด"
    assert answer.field("number") == "77"
    assert whole(site.services.database) == before


def test_what_is_typed_is_shown_as_text_and_never_as_a_part_of_the_page(client: Client, tokens: Tokens) -> None:
    nasty = "<script>alert(1)</script>\"'{{ 7*7 }}"
    acknowledged(client, tokens, person=nasty)
    page = client.get(tokens.page(SAO))
    assert nasty in page.said or "alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert "49" not in page.said
    assert page.field("person") == nasty


def test_a_receipt_that_was_a_mistake_is_struck_out_and_its_number_stays_used(client: Client, tokens: Tokens) -> None:
    acknowledged(client, tokens)
    assert reported(client, tokens, "undo").status == 303
    assert client.get(tokens.page(SAO)).field("number") == "๒"
    acknowledged(client, tokens)
    assert "เลขรับ ๒" in client.get(tokens.page(SAO)).said


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
