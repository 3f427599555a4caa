"""A covering letter is put right before it is issued: what was looked at is approved, what breaks a rule is not."""

import re

import pytest

from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, states
from tests.support.covering_letter_form import ACTING, OWN, SUBJECT, WHO, Fields, corrected, covering, form
from tests.support.database_rows import whole
from tests.support.page_links import Tokens
from tests.support.site import Client, Site


def test_what_is_approved_is_what_was_corrected_and_the_tasks_below_open(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    seen = corrected(client, page, subject=SUBJECT, body2=OWN, **ACTING)
    assert "นี่คือร่างที่แก้ไขแล้ว ยังไม่มีการบันทึกหรือส่งหนังสือ" in seen.said
    assert OWN.replace("31", "๓๑").replace("2563", "๒๕๖๓") in seen.said
    answer = client.post(page, **form(seen, **WHO))
    assert answer.status == 303
    after = client.get(answer.headers["location"])
    assert "ออกหนังสือและส่งต่อแล้ว" in after.said
    assert "อำเภอสอง รอรับหนังสือ" in after.said
    subject, lines = covering(site, tokens)
    assert subject == SUBJECT
    assert OWN.replace("31", "๓๑").replace("2563", "๒๕๖๓") in lines
    at = lines.index("รองผู้ว่าราชการจังหวัด รักษาราชการแทน")
    assert lines[at + 1] == "ผู้ว่าราชการจังหวัดแพร่"
    stand = states(site.services, tokens.circular)
    assert (stand[PROVINCE], stand[DISTRICT], stand[PAO]) == ("passed_on", "sent", "sent")
    assert "รับหนังสือ" in client.get(tokens.page(DISTRICT)).said


def test_nobody_approves_what_he_has_not_looked_at(client: Client, site: Site, page: str) -> None:
    before = whole(site.services.database)
    unseen = client.post(page, **form(client.get(page), body2=OWN, **WHO))
    assert unseen.status == 409
    assert "ร่างหนังสือเปลี่ยนไปจากที่แสดงไว้" in unseen.said
    assert unseen.field("person") == WHO["person"]
    assert whole(site.services.database) == before
    assert client.post(page, **form(unseen)).status == 422  # the name is asked for, and nothing else
    assert client.post(page, **form(unseen, **WHO)).status == 303


def test_a_rule_that_the_words_break_is_said_in_thai_and_stops_the_letter(
    client: Client, site: Site, page: str
) -> None:
    before = whole(site.services.database)
    broken = corrected(client, page, body3="จึงเรียนมาเพื่อทราบ")
    assert broken.status == 422
    assert "สิ่งที่ต้องแก้ไขก่อนออกหนังสือ หนังสือถึงอำเภอพร้อมกับหน่วยงานอื่น ย่อหน้าท้าย" in broken.said
    assert client.post(page, **form(broken, **WHO)).status == 422
    assert whole(site.services.database) == before
    mended = client.post(f"{page}/draft", **form(broken, body3=form(client.get(page))["body3"]))
    assert mended.status == 200
    assert client.post(page, **form(mended, **WHO)).status == 303


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({**ACTING, "for_title": ""}, "ผู้ลงนามรักษาราชการแทน ต้องระบุตำแหน่งที่ลงนามแทน"),
        ({**ACTING, "title": ""}, "โปรดกรอกตำแหน่งผู้ลงนาม"),
        ({"subject": 'เรื่อง "นี้"'}, 'เรื่อง: ใช้เครื่องหมาย " ให้ใช้อัญประกาศ “ ” แทน'),
        ({"subject": "ก" * 401}, "เรื่องยาวเกินไป ใช้ได้ไม่เกิน ๔๐๐ ตัวอักษร"),
        ({"body2": OWN.replace("จันทร์", "อังคาร")}, "วันไม่ตรงกับวันที่ วันดังกล่าวเป็นวันจันทร์"),
        ({"body2": OWN.replace("31", "32")}, "ไม่มีวันที่ “วันจันทร์ที่ ๓๒ สิงหาคม ๒๕๖๓”"),
        ({"body2": "ขอให้บันทึกข้อมูล"}, "ข้อความไม่ได้ระบุกำหนด คือ ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓"),
        ({"body2": OWN + " องค์กรบริหารส่วนตำบล"}, "ย่อหน้าที่ ๒: “องค์กรบริหารส่วน” สะกดไม่ถูกต้อง"),
        ({"body1": "", "body3": ""}, "หนังสือต้องมีอย่างน้อยสองย่อหน้า"),
        ({"body1": "ก" * 3001}, "ข้อความยาวเกินไป ใช้ได้ไม่เกิน ๑๒ ย่อหน้า"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_told_in_thai_before_anything_is_written(
    client: Client, site: Site, page: str, wrong: Fields, told: str
) -> None:
    before = whole(site.services.database)
    seen = corrected(client, page, **wrong)
    assert seen.status == 422
    assert told in seen.said
    assert "ยังออกหนังสือนี้ไม่ได้" in seen.said
    for name, value in wrong.items():
        if name != "mode" and value:
            assert form(seen)[name] == value  # nothing that was typed is lost
    assert client.post(f"{page}/draft.docx", **form(seen)).status == 422
    assert client.post(page, **form(seen, **WHO)).status == 422
    assert whole(site.services.database) == before


def test_a_way_of_signing_that_there_is_not_is_refused(client: Client, page: str) -> None:
    assert corrected(client, page, **{**ACTING, "mode": "x"}).status == 422


def test_the_longest_letter_there_may_be_is_read_whole(client: Client, page: str) -> None:
    fields = form(client.get(page))
    long = {f"body{place}": "ก" * 3000 for place in range(3, 12)} | {"body12": fields["body3"]}
    shown = client.post(f"{page}/draft", **{**fields, **long})
    assert shown.status == 200, re.findall("<li>(.*?)</li>", shown.text)[:3]
